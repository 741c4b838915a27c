import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OUT_OF_SERVICE } from '../../src/sandbox/push.js';
import { account, element, head, type Received, textReply } from './fake-service.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  stage.service.reply = () => ({ raw: 'success' });
  await stage.drive('POST', '/platform', { mode: 'safe' });
});

const last = (): Received => stage.service.received.at(-1)!;

describe('a push', () => {
  it('in safe mode shows only the account outside and carries the whole message inside', async () => {
    const openid = await stage.follower();
    stage.service.reply = (push) => textReply(push, '48.72 元');
    const sent = await stage.send(openid, { type: 'text', content: '上个月水费多少]]>' });
    const push = last();
    expect(push.signatureOk).toBe(true);
    expect(push.query.get('openid')).toBe(openid);
    expect(push.raw).toMatch(/^<xml><ToUserName><!\[CDATA\[gh_water\]\]><\/ToUserName><Encrypt>/);
    expect(push.xml).toContain('<Content><![CDATA[上个月水费多少]]]]><![CDATA[>]]></Content>');
    expect(element(push.xml, 'FromUserName')).toBe(openid);
    expect(element(push.xml, 'MsgId')).toBe(sent.msgId);
    expect(element(push.xml, 'CreateTime')).toBe(String(stage.clock.now().getTime() / 1000));
    expect(sent).toMatchObject({ tries: 1, shown: null, problem: null });
    expect(sent.passive).toMatchObject({ seq: 2, from: 'account', channel: 'passive', type: 'text', text: '48.72 元' });
  });

  it('in compatible mode carries the fields in clear beside the box and takes an answer in clear', async () => {
    await stage.drive('POST', '/platform', { mode: 'compatible' });
    const openid = await stage.follower();
    stage.service.reply = (push) => ({ raw: `<xml>${head(push, 'text')}<Content>好</Content></xml>` });
    const sent = await stage.send(openid, { type: 'text', content: '你好' });
    expect(last().raw).toContain('<Content><![CDATA[你好]]></Content>');
    expect(last().encrypted).toBe(true);
    expect(last().xml).toContain('<Content><![CDATA[你好]]></Content>');
    expect(sent.passive?.text).toBe('好');
  });

  it('in plain mode is not encrypted, and neither may the answer be', async () => {
    await stage.drive('POST', '/platform', { mode: 'plain' });
    const openid = await stage.follower();
    stage.service.reply = (push) => textReply(push, '好');
    const sent = await stage.send(openid, { type: 'text', content: '你好' });
    expect(last().query.has('encrypt_type')).toBe(false);
    expect(last().query.has('msg_signature')).toBe(false);
    expect(last().signatureOk).toBe(true);
    expect(sent.passive?.text).toBe('好');
    stage.service.reply = () => ({ raw: '<xml><Encrypt>AAAA</Encrypt></xml>' });
    expect(await stage.send(openid, { type: 'text', content: '你好' })).toMatchObject({
      tries: 3,
      shown: OUT_OF_SERVICE,
    });
  });

  it('that is not answered in time is repeated with the same bytes, and the resident is told after the third', async () => {
    const openid = await stage.follower();
    stage.service.reply = () => 'hang';
    const sent = await stage.send(openid, { type: 'text', content: '在吗' });
    expect(sent).toMatchObject({ tries: 3, passive: null, shown: OUT_OF_SERVICE });
    expect(sent.ms).toBeGreaterThanOrEqual(295);
    expect(sent.ms).toBeLessThan(2000);
    const pushes = stage.service.received;
    expect(pushes).toHaveLength(3);
    expect(new Set(pushes.map(({ raw, query }) => `${query} ${raw}`)).size).toBe(1);
    expect((await stage.thread(openid)).at(-1)).toMatchObject({
      from: 'platform',
      channel: null,
      text: OUT_OF_SERVICE,
    });
  });

  it('that is answered at the second try is answered', async () => {
    const openid = await stage.follower();
    stage.service.reply = (push, nth) => (nth === 1 ? 'hang' : textReply(push, '来了'));
    expect(await stage.send(openid, { type: 'text', content: '在吗' })).toMatchObject({
      tries: 2,
      passive: { text: '来了' },
      shown: null,
    });
    expect((await stage.thread(openid)).map((message) => message.text)).toEqual(['在吗', '来了']);
  });

  it.each<[string, (push: Received) => string, number?]>([
    ['JSON', () => '{"ok":true}'],
    ['XML that is not closed', () => '<xml><Content>'],
    ['an answer in clear', (push) => `<xml>${head(push, 'text')}<Content>x</Content></xml>`],
    ['a box of another key', () => '<xml><Encrypt>AAAA</Encrypt></xml>'],
    ['a failure', () => 'success', 500],
    ['a refusal', () => '', 401],
  ])('answered with %s counts as not answered', async (_what, raw, status = 200) => {
    const openid = await stage.follower();
    stage.service.reply = (push) => ({ raw: raw(push), status });
    expect(await stage.send(openid, { type: 'text', content: 'x' })).toMatchObject({
      tries: 3,
      passive: null,
      shown: OUT_OF_SERVICE,
    });
  });

  it.each<[string, string, (push: Received) => string]>([
    [
      'to somebody else',
      'ToUserName is not the resident',
      (push) => head(push, 'text').replace(/<ToUserName>.*<\/ToUserName>/, '<ToUserName>o1</ToUserName>'),
    ],
    [
      'from another account',
      'FromUserName is not the account',
      (push) => head(push, 'text').replace('gh_water', 'gh_fire'),
    ],
    ['of an unknown type', 'MsgType "telepathy" is unknown', (push) => head(push, 'telepathy')],
    ['without words', 'Content is empty', (push) => head(push, 'text').concat('<Content></Content>')],
    [
      'of more than 2048 bytes',
      'Content is too long',
      (push) => head(push, 'text').concat(`<Content>${'水'.repeat(683)}</Content>`),
    ],
    [
      'with a picture that nobody uploaded',
      'MediaId is not a current image',
      (push) => head(push, 'image').concat('<Image><MediaId>no</MediaId></Image>'),
    ],
    [
      'with two articles',
      '2 articles where 1 may be sent',
      (push) =>
        head(push, 'news').concat(
          '<ArticleCount>2</ArticleCount><Articles><item><Title>a</Title></item><item><Title>b</Title></item></Articles>',
        ),
    ],
    [
      'in broken XML',
      'the decrypted answer is not well-formed XML',
      (push) => head(push, 'text').concat('<Content>a & b</Content>'),
    ],
  ])('refuses a message %s: %s', async (_what, problem, inner) => {
    const openid = await stage.follower();
    stage.service.reply = (push) => ({ clear: `<xml>${inner(push)}</xml>` });
    expect(await stage.send(openid, { type: 'text', content: 'x' })).toMatchObject({
      tries: 3,
      passive: null,
      problem,
    });
  });

  it('refuses an encrypted message whose signature is not of its box', async () => {
    const openid = await stage.follower();
    stage.service.reply = () => ({
      raw: '<xml><Encrypt>AAAA</Encrypt><MsgSignature>0</MsgSignature><TimeStamp>1</TimeStamp><Nonce>1</Nonce></xml>',
    });
    expect(await stage.send(openid, { type: 'text', content: 'x' })).toMatchObject({
      tries: 3,
      problem: 'MsgSignature is wrong',
    });
  });

  it('takes an empty body, and an encrypted empty one, as nothing to show', async () => {
    const openid = await stage.follower();
    stage.service.reply = () => ({ raw: '' });
    expect(await stage.send(openid, { type: 'text', content: 'x' })).toMatchObject({
      tries: 1,
      passive: null,
      shown: null,
    });
    stage.service.reply = () => ({ clear: '' });
    expect(await stage.send(openid, { type: 'text', content: 'x' })).toMatchObject({
      tries: 1,
      passive: null,
      shown: null,
    });
  });

  it('finds the choices in a text and one article in news', async () => {
    const openid = await stage.follower();
    const menu =
      '查哪一处？\n1 <a href="weixin://bizmsgmenu?msgmenucontent=自住&msgmenuid=a1">自住</a>\n2 <a href="https://x.cn/?a=1">网页</a>';
    stage.service.reply = (push) => textReply(push, menu);
    const { passive } = await stage.send(openid, { type: 'text', content: 'x' });
    expect(passive?.text).toBe('查哪一处？\n1 自住\n2 网页');
    expect(passive?.raw).toEqual({ content: menu, choices: [{ id: 'a1', content: '自住' }] });
    const item = '<item><Title>水价</Title><Description>三档</Description><PicUrl>p</PicUrl><Url>u</Url></item>';
    stage.service.reply = (push) => ({
      clear: `<xml>${head(push, 'news')}<ArticleCount>1</ArticleCount><Articles>${item}</Articles></xml>`,
    });
    const news = (await stage.send(openid, { type: 'text', content: 'x' })).passive;
    expect(news).toMatchObject({ type: 'news', text: '水价\n三档', raw: { title: '水价', url: 'u', picUrl: 'p' } });
  });

  it('is repeated byte for byte by its id, and a second answer is not shown again', async () => {
    const openid = await stage.follower();
    stage.service.reply = (push) => textReply(push, '一次');
    const first = await stage.send(openid, { type: 'text', content: 'x' });
    const again = await stage.send(openid, { msgId: first.msgId });
    const [one, two] = stage.service.received;
    expect(`${two?.query} ${two?.raw}`).toBe(`${one?.query} ${one?.raw}`);
    expect(again.passive).toEqual(first.passive);
    expect(await stage.thread(openid)).toHaveLength(2);
    expect((await stage.drive('POST', `/residents/${openid}/send`, { msgId: '249' })).status).toBe(404);
    const other = await stage.follower();
    expect((await stage.drive('POST', `/residents/${other}/send`, { msgId: first.msgId })).status).toBe(404);
  });

  it('follows a key that was rotated', async () => {
    const openid = await stage.follower();
    const rotated = 'ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvut';
    await stage.drive('POST', '/platform', { encodingAesKey: rotated });
    Object.assign(stage.service, { aesKey: rotated });
    stage.service.reply = (push) => textReply(push, '新钥匙');
    expect((await stage.send(openid, { type: 'text', content: 'x' })).passive?.text).toBe('新钥匙');
    await stage.drive('POST', '/platform', { encodingAesKey: account.encodingAesKey });
    Object.assign(stage.service, { aesKey: account.encodingAesKey });
  });

  it('checks the address as the console does', async () => {
    expect((await stage.drive('POST', '/platform/verify')).body).toEqual({ ok: true, problem: null });
  });
});

describe('what a resident does', () => {
  it.each<[object, RegExp]>([
    [
      { type: 'voice', text: '上个月水费多少' },
      /<MediaId><!\[CDATA\[[\w-]{64}\]\]><\/MediaId><Format><!\[CDATA\[amr\]\]><\/Format><MsgId>\d+<\/MsgId><Recognition><!\[CDATA\[\]\]><\/Recognition>/,
    ],
    [{ type: 'image' }, /<PicUrl><!\[CDATA\[http:[^\]]+\]\]><\/PicUrl><MsgId>\d+<\/MsgId><MediaId>/],
    [
      { type: 'location', latitude: 23.134521, longitude: 113.358803, label: '幸福路1号' },
      /<Location_X>23.134521<\/Location_X><Location_Y>113.358803<\/Location_Y><Scale>15<\/Scale><Label><!\[CDATA\[幸福路1号\]\]><\/Label><MsgId>/,
    ],
    [{ type: 'video' }, /<MediaId>.*<ThumbMediaId>.*<MsgId>/],
    [{ type: 'link', title: 't', url: 'https://u' }, /<Title>.*<Url><!\[CDATA\[https:\/\/u\]\]><\/Url><MsgId>/],
    [{ type: 'text', content: '满意', menuId: '101' }, /<MsgId>\d+<\/MsgId><bizmsgmenuid>101<\/bizmsgmenuid>/],
    [
      { type: 'event', event: 'CLICK', key: 'BILL' },
      /<Event><!\[CDATA\[CLICK\]\]><\/Event><EventKey><!\[CDATA\[BILL\]\]><\/EventKey><\/xml>/,
    ],
    [{ type: 'event', event: 'SCAN', key: 'meter:1' }, /<EventKey><!\[CDATA\[meter:1\]\]><\/EventKey><Ticket>/],
    [
      { type: 'event', event: 'LOCATION', latitude: 23.1, longitude: 113.3 },
      /<Latitude>23.1<\/Latitude><Longitude>113.3<\/Longitude>/,
    ],
    [
      { type: 'event', event: 'subscribe', key: 'meter:1' },
      /<EventKey><!\[CDATA\[qrscene_meter:1\]\]><\/EventKey><Ticket>/,
    ],
  ])('%j is pushed as WeChat writes it', async (what, expected) => {
    const openid = await stage.follower();
    await stage.send(openid, what);
    expect(last().xml).toMatch(expected);
  });

  it('shows her own messages in her thread, and events not', async () => {
    const openid = await stage.follower();
    await stage.send(openid, { type: 'voice', text: '水费多少' });
    await stage.send(openid, { type: 'location', latitude: 23, longitude: 113, label: '家' });
    await stage.send(openid, { type: 'event', event: 'CLICK', key: 'BILL' });
    expect(await stage.thread(openid)).toMatchObject([
      { seq: 1, from: 'resident', type: 'voice', raw: { seconds: 1, words: '水费多少' } },
      { seq: 2, type: 'location', text: '[位置] 家', raw: { latitude: 23, longitude: 113, label: '家' } },
    ]);
  });

  it('is refused when she does not follow, is unknown or says nothing sensible', async () => {
    const { openid } = (await stage.drive<{ openid: string }>('POST', '/residents', { nickname: '小李' })).body;
    const path = `/residents/${openid}/send`;
    expect((await stage.drive('POST', path, { type: 'text', content: 'x' })).status).toBe(409);
    expect((await stage.drive('POST', path, { type: 'event', event: 'unsubscribe' })).status).toBe(409);
    expect((await stage.drive('POST', path, { type: 'event', event: 'subscribe' })).status).toBe(200);
    expect((await stage.drive('POST', path, { type: 'text' })).status).toBe(400);
    expect((await stage.drive('POST', path, { type: 'smell' })).status).toBe(400);
    expect((await stage.drive('POST', path, { type: 'location', latitude: 91, longitude: 0 })).status).toBe(400);
    expect((await stage.drive('POST', '/residents/o-nobody/send', { type: 'text', content: 'x' })).status).toBe(404);
    await stage.send(openid, { type: 'event', event: 'unsubscribe' });
    expect((await stage.drive('POST', path, { type: 'text', content: 'x' })).status).toBe(409);
  });

  it('reaches nobody when the service is down, and the platform says so', async () => {
    const lonely = await openStage();
    try {
      const openid = await lonely.follower();
      await lonely.service.close();
      expect(await lonely.send(openid, { type: 'text', content: 'x' })).toMatchObject({
        tries: 3,
        shown: OUT_OF_SERVICE,
      });
      const done = await lonely.drive<{ now: string; ran: boolean }>('POST', '/clock', { advanceSeconds: 60 });
      expect(done.body).toEqual({ now: '2026-11-21T01:01:00.000Z', ran: false });
      expect((await lonely.drive('GET', '/demo')).status).toBe(503);
      expect((await lonely.drive('POST', '/residents', { count: 2, bind: true })).status).toBe(503);
    } finally {
      await lonely.close();
    }
  });
});
