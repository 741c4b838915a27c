import { beforeEach, describe, expect, it } from '@jest/globals';
import { speak } from '../../src/sandbox/amr.js';
import { samplePicture } from '../../src/sandbox/picture.js';
import type { ThreadMessage } from '../../src/sandbox/threads.js';
import { account, element } from './fake-service.js';
import { eventually, openStage, type Stage } from './stage.js';

interface Refusal {
  errcode: number;
  errmsg: string;
}

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
const withStage = (test: () => Promise<void>) => async () => {
  try {
    await test();
  } finally {
    await stage.close();
  }
};

const stableBody = (extra: object = {}): object => ({
  grant_type: 'client_credential',
  appid: account.appId,
  secret: account.appSecret,
  ...extra,
});
const post = async <T>(path: string, body: object): Promise<T> =>
  (await (await fetch(`${stage.sandbox.origin}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()) as T;
const get = async <T>(path: string): Promise<T> => (await (await fetch(`${stage.sandbox.origin}${path}`)).json()) as T;
interface Token {
  access_token: string;
  expires_in: number;
}
const stable = (extra?: object): Promise<Token & Refusal> => post('/cgi-bin/stable_token', stableBody(extra));
const plain = (): Promise<Token> =>
  get(`/cgi-bin/token?grant_type=client_credential&appid=${account.appId}&secret=${account.appSecret}`);
/** The errcode that a token gets: 46003 says that it is good, for there is no menu. */
const codeOf = async (token: string): Promise<number> =>
  (await get<Refusal>(`/cgi-bin/menu/get?access_token=${token}`)).errcode;
const GOOD = 46003;

describe('tokens', () => {
  it(
    'a stable token stays the same until five minutes before its end, and then both are good',
    withStage(async () => {
      const first = await stable();
      expect(first.expires_in).toBe(7200);
      expect(first.access_token.length).toBeLessThan(512);
      stage.clock.advance(6900);
      expect(await stable()).toEqual({ access_token: first.access_token, expires_in: 300 });
      stage.clock.advance(1);
      const second = await stable();
      expect(second.access_token).not.toBe(first.access_token);
      expect(second.expires_in).toBe(7200);
      expect([await codeOf(first.access_token), await codeOf(second.access_token)]).toEqual([GOOD, GOOD]);
      stage.clock.advance(299);
      expect([await codeOf(first.access_token), await codeOf(second.access_token)]).toEqual([42001, GOOD]);
    }),
  );

  it(
    'a plain token ends the plain one before it and leaves the stable one alone',
    withStage(async () => {
      const kept = await stable();
      const first = await plain();
      expect(await codeOf(first.access_token)).toBe(GOOD);
      const second = await plain();
      expect(await codeOf(first.access_token)).toBe(40001);
      expect(await codeOf(second.access_token)).toBe(GOOD);
      expect(await codeOf(kept.access_token)).toBe(GOOD);
    }),
  );

  it(
    'a forced refresh ends the token before it, at most every 30 seconds and 20 times a day',
    withStage(async () => {
      const first = await stable();
      const second = await stable({ force_refresh: true });
      expect(await codeOf(first.access_token)).toBe(40001);
      expect((await stable({ force_refresh: true })).access_token).toBe(second.access_token);
      for (let i = 0; i < 19; i += 1) {
        stage.clock.advance(30);
        await stable({ force_refresh: true });
      }
      stage.clock.advance(30);
      expect((await stable({ force_refresh: true })).errcode).toBe(45009);
      stage.clock.advance(86_400);
      expect((await stable({ force_refresh: true })).expires_in).toBe(7200);
    }),
  );

  it(
    'wrong credentials and tokens get their codes, with a rid',
    withStage(async () => {
      expect((await stable({ secret: 'x' })).errcode).toBe(40125);
      expect((await stable({ appid: 'x' })).errcode).toBe(40013);
      expect((await stable({ grant_type: 'x' })).errcode).toBe(40002);
      expect(await codeOf('')).toBe(41001);
      expect(await codeOf('nonsense')).toBe(40014);
      expect(await codeOf(`88_${'x'.repeat(128)}`)).toBe(40001);
      expect((await get<Refusal>('/cgi-bin/menu/get')).errmsg).toMatch(
        /access_token missing rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/,
      );
      expect((await stage.api<Refusal>('/cgi-bin/no/such')).errcode).toBe(40066);
    }),
  );
});

const kf = (openid: string, message: object): Promise<Refusal> =>
  stage.api('/cgi-bin/message/custom/send', { touser: openid, ...message });
const say = (openid: string, content = '您好'): Promise<Refusal> => kf(openid, { msgtype: 'text', text: { content } });
const codes = async (openid: string, times: number): Promise<number[]> => {
  const got: number[] = [];
  for (let i = 0; i < times; i += 1) got.push((await say(openid)).errcode);
  return got;
};

describe('customer-service messages', () => {
  it(
    'five in 48 hours after a message',
    withStage(async () => {
      const openid = await stage.follower();
      stage.clock.advance(120);
      expect(await codes(openid, 1)).toEqual([45015]);
      await stage.send(openid, { type: 'text', content: '在吗' });
      expect(await codes(openid, 6)).toEqual([0, 0, 0, 0, 0, 45047]);
      await stage.send(openid, { type: 'image' });
      stage.clock.advance(48 * 3600 - 1);
      expect(await codes(openid, 1)).toEqual([0]);
      stage.clock.advance(1);
      expect(await codes(openid, 1)).toEqual([45015]);
    }),
  );

  it.each<[string, object]>([
    ['a menu click', { type: 'event', event: 'CLICK', key: 'BILL' }],
    ['a tapped choice', { type: 'text', content: '满意', menuId: '1' }],
    ['a follow', { type: 'event', event: 'subscribe' }],
    ['a scan', { type: 'event', event: 'SCAN', key: '1' }],
  ])('three in a minute after %s', async (_what, act) =>
    withStage(async () => {
      const openid = await stage.follower();
      stage.clock.advance(120);
      await stage.send(openid, act);
      expect(await codes(openid, 4)).toEqual([0, 0, 0, 45047]);
      stage.clock.advance(60);
      expect(await codes(openid, 1)).toEqual([45015]);
    })());

  it(
    'a click adds to what a message has opened, a view of a page opens nothing',
    withStage(async () => {
      const openid = await stage.follower();
      stage.clock.advance(120);
      await stage.send(openid, { type: 'event', event: 'VIEW', key: 'https://u' });
      expect(await codes(openid, 1)).toEqual([45015]);
      await stage.send(openid, { type: 'text', content: 'x' });
      await stage.send(openid, { type: 'event', event: 'CLICK', key: 'BILL' });
      expect(await codes(openid, 9)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 45047]);
    }),
  );

  it(
    'none to one who has left, nor to one who is unknown',
    withStage(async () => {
      const openid = await stage.follower();
      await stage.send(openid, { type: 'text', content: 'x' });
      await stage.send(openid, { type: 'event', event: 'unsubscribe' });
      expect((await say(openid)).errcode).toBe(45015);
      expect((await say('o-nobody')).errcode).toBe(40003);
    }),
  );

  it(
    'each kind is shown with all its words',
    withStage(async () => {
      const openid = await stage.follower();
      await stage.send(openid, { type: 'text', content: 'x' });
      const upload = await uploaded('image', samplePicture('a'));
      const list = [
        { id: '101', content: '满意' },
        { id: 102, content: '不满意' },
      ];
      await kf(openid, { msgtype: 'msgmenu', msgmenu: { head_content: '满意吗', list, tail_content: '谢谢' } });
      await kf(openid, { msgtype: 'image', image: { media_id: upload.media_id } });
      await kf(openid, {
        msgtype: 'news',
        news: { articles: [{ title: '水价', description: '三档', url: 'u', picurl: 'p' }] },
      });
      await kf(openid, {
        msgtype: 'miniprogrampage',
        miniprogrampage: { title: '缴费' },
        customservice: { kf_account: 'a1@gh' },
      });
      expect(
        (await stage.thread(openid, 1)).map(({ channel, type, text, raw }) => ({ channel, type, text, raw })),
      ).toEqual([
        {
          channel: 'kf',
          type: 'msgmenu',
          text: '满意吗\n满意\n不满意\n谢谢',
          raw: {
            head: '满意吗',
            choices: [
              { id: '101', content: '满意' },
              { id: '102', content: '不满意' },
            ],
            tail: '谢谢',
          },
        },
        { channel: 'kf', type: 'image', text: '[图片]', raw: { mediaId: upload.media_id } },
        {
          channel: 'kf',
          type: 'news',
          text: '水价\n三档',
          raw: { title: '水价', description: '三档', url: 'u', picUrl: 'p' },
        },
        { channel: 'kf', type: 'miniprogrampage', text: '[小程序]\n缴费', raw: { title: '缴费', kfAccount: 'a1@gh' } },
      ]);
    }),
  );

  it(
    'a bad one is refused and costs nothing',
    withStage(async () => {
      const openid = await stage.follower();
      await stage.send(openid, { type: 'text', content: 'x' });
      stage.clock.advance(60);
      expect((await say(openid, '水'.repeat(683))).errcode).toBe(45002);
      expect((await say(openid, '')).errcode).toBe(44004);
      expect((await kf(openid, { msgtype: 'smell', smell: {} })).errcode).toBe(40008);
      expect((await kf(openid, { msgtype: 'image', image: { media_id: 'no' } })).errcode).toBe(40007);
      expect(
        (await kf(openid, { msgtype: 'news', news: { articles: [{ title: 'a' }, { title: 'b' }] } })).errcode,
      ).toBe(45008);
      expect(await codes(openid, 6)).toEqual([0, 0, 0, 0, 0, 45047]);
    }),
  );

  it(
    'typing needs an act within 30 seconds and is not begun twice',
    withStage(async () => {
      const openid = await stage.follower();
      const typing = async (command: string): Promise<number> =>
        (await stage.api<Refusal>('/cgi-bin/message/custom/typing', { touser: openid, command })).errcode;
      expect([
        await typing('Typing'),
        await typing('Typing'),
        await typing('CancelTyping'),
        await typing('Typing'),
      ]).toEqual([0, 45081, 0, 0]);
      expect(await typing('Shouting')).toBe(45072);
      stage.clock.advance(31);
      expect(await typing('Typing')).toBe(45080);
    }),
  );
});

const bill = {
  thing1: { value: '幸福路1号' },
  character_string2: { value: '00238817' },
  time3: { value: '2026年10月1日~2026年10月31日' },
  amount4: { value: '¥59.75' },
  thing5: { value: '未交' },
};
const sendBill = async (openid: string, extra: object = {}): Promise<{ text: string; json: Refusal }> => {
  const token = (await stable()).access_token;
  const body = { touser: openid, template_id: 'DEMO_BILL', data: bill, ...extra };
  const answer = await fetch(`${stage.sandbox.origin}/cgi-bin/message/template/send?access_token=${token}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { text, json: JSON.parse(text) as Refusal };
};
const cards = async (openid: string): Promise<ThreadMessage[]> =>
  (await stage.thread(openid)).filter((message) => message.channel === 'template');

describe('template messages', () => {
  it(
    'are shown as a card, and the finish event comes by itself with the same 64-bit id',
    withStage(async () => {
      const openid = await stage.follower();
      const { text } = await sendBill(openid, { url: 'https://u' });
      const msgid = /"msgid":(\d+)\}$/.exec(text)?.[1] ?? '';
      expect(BigInt(msgid)).toBeGreaterThan(2n ** 53n);
      expect((await cards(openid))[0]).toMatchObject({
        text: '水费账单通知\n地址/户名：幸福路1号\n户号：00238817\n账期：2026年10月1日~2026年10月31日\n金额：¥59.75\n状态：未交',
        raw: {
          title: '水费账单通知',
          url: 'https://u',
          fields: expect.arrayContaining([{ label: '金额', value: '¥59.75' }]),
        },
      });
      const push = await eventually(() => stage.service.received.at(-1));
      expect(push.signatureOk).toBe(true);
      expect(element(push.xml, 'Event')).toBe('TEMPLATESENDJOBFINISH');
      expect(element(push.xml, 'MsgID')).toBe(msgid);
      expect(element(push.xml, 'Status')).toBe('success');
      expect(element(push.xml, 'FromUserName')).toBe(openid);
    }),
  );

  it(
    'are delivered once within ten minutes for one openid and client id',
    withStage(async () => {
      const [one, two] = [await stage.follower(), await stage.follower()];
      const id = { client_msg_id: 'bill:00238817:2026-10' };
      const first = await sendBill(one, id);
      expect((await sendBill(one, id)).text).toBe(first.text);
      await sendBill(two, id);
      expect([(await cards(one)).length, (await cards(two)).length]).toEqual([1, 1]);
      stage.clock.advance(599);
      await stage.restart();
      await sendBill(one, id);
      expect(await cards(one)).toHaveLength(1);
      stage.clock.advance(1);
      expect((await sendBill(one, id)).text).not.toBe(first.text);
      expect(await cards(one)).toHaveLength(2);
      await eventually(() => (stage.service.received.length >= 3 ? true : undefined));
    }),
  );

  it(
    'whose finish event was not sent when the sandbox ended send it after the next start',
    withStage(async () => {
      const openid = await stage.follower();
      await sendBill(openid);
      await stage.restart();
      const push = await eventually(() => stage.service.received.at(-1));
      expect(element(push.xml, 'Event')).toBe('TEMPLATESENDJOBFINISH');
    }),
  );

  it(
    'are refused for one who has left, for no template and for a value that breaks its rule, by name',
    withStage(async () => {
      const openid = await stage.follower();
      expect((await sendBill(openid, { template_id: 'NO' })).json.errcode).toBe(40037);
      expect((await sendBill('o-nobody')).json.errcode).toBe(40003);
      const long = await sendBill(openid, { data: { ...bill, thing1: { value: '水'.repeat(21) } } });
      expect(long.json).toMatchObject({ errcode: 47003, errmsg: expect.stringContaining('data.thing1.value') });
      const { thing5: _left, ...missing } = bill;
      expect((await sendBill(openid, { data: missing })).json.errmsg).toContain('data.thing5.value');
      expect((await sendBill(openid, { data: { ...bill, time3: { value: '十月' } } })).json.errmsg).toContain(
        'data.time3.value',
      );
      await stage.send(openid, { type: 'event', event: 'unsubscribe' });
      expect((await sendBill(openid)).json.errcode).toBe(43004);
      expect(await cards(openid)).toEqual([]);
    }),
  );

  it(
    'are listed with their fields',
    withStage(async () => {
      const { template_list } = await stage.api<{ template_list: { template_id: string; content: string }[] }>(
        '/cgi-bin/template/get_all_private_template',
      );
      expect(template_list.map(({ template_id }) => template_id)).toEqual(['DEMO_BILL', 'DEMO_TICKET', 'DEMO_NOTICE']);
      expect(template_list[0]?.content).toContain('账期:{{time3.DATA}}');
    }),
  );
});

const uploaded = async (type: string, bytes: Buffer): Promise<{ media_id: string } & Refusal> => {
  const token = (await stable()).access_token;
  const form = new FormData();
  form.set('media', new Blob([new Uint8Array(bytes)]), 'file.bin');
  const answer = await fetch(`${stage.sandbox.origin}/cgi-bin/media/upload?access_token=${token}&type=${type}`, {
    method: 'POST',
    body: form,
  });
  return (await answer.json()) as { media_id: string } & Refusal;
};
const fetched = async (id: string): Promise<Response> =>
  fetch(`${stage.sandbox.origin}/cgi-bin/media/get?access_token=${(await stable()).access_token}&media_id=${id}`);

describe('media', () => {
  it(
    'come back byte for byte for three days, and then as an error that is labelled oddly',
    withStage(async () => {
      const picture = samplePicture('p');
      const { media_id } = await uploaded('image', picture);
      const answer = await fetched(media_id);
      expect(answer.headers.get('content-type')).toBe('image/png');
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
      stage.clock.advance(3 * 86_400 - 1);
      expect((await fetched(media_id)).headers.get('content-type')).toBe('image/png');
      stage.clock.advance(1);
      const late = await fetched(media_id);
      expect(late.headers.get('content-type')).toBe('application/json; encoding=utf-8');
      expect(((await late.json()) as Refusal).errcode).toBe(40007);
      const page = await fetch(`${stage.sandbox.origin}/sandbox/api/media/${media_id}`);
      expect(page.headers.get('content-type')).toBe('image/png');
    }),
  );

  it(
    'a voice that a resident sent can be fetched, a video has a link',
    withStage(async () => {
      const openid = await stage.follower();
      await stage.send(openid, { type: 'voice', text: '水费' });
      const voice = await fetched(element(stage.service.received.at(-1)!.xml, 'MediaId')!);
      expect(voice.headers.get('content-type')).toBe('audio/amr');
      expect(
        Buffer.from(await voice.arrayBuffer())
          .subarray(0, 6)
          .toString(),
      ).toBe('#!AMR\n');
      await stage.send(openid, { type: 'video' });
      const { video_url } = (await (await fetched(element(stage.service.received.at(-1)!.xml, 'MediaId')!)).json()) as {
        video_url: string;
      };
      expect((await fetch(video_url)).headers.get('content-type')).toBe('video/mp4');
    }),
  );

  it(
    'of a wrong kind are refused',
    withStage(async () => {
      expect((await uploaded('smell', samplePicture('p'))).errcode).toBe(40004);
      expect((await uploaded('image', speak('水', '1'))).errcode).toBe(40005);
      expect((await uploaded('voice', speak('水', '1'))).media_id).toMatch(/^[\w-]{64}$/);
      expect((await uploaded('image', Buffer.alloc(0))).errcode).toBe(44004);
      expect((await uploaded('thumb', Buffer.concat([samplePicture('p'), Buffer.alloc(65_536)]))).errcode).toBe(40006);
    }),
  );
});

describe('the menu', () => {
  const button = (name: string, extra: object = {}): object => ({ name, type: 'click', key: 'K', ...extra });
  const create = async (menu: object): Promise<number> =>
    (await stage.api<Refusal>('/cgi-bin/menu/create', menu)).errcode;

  it(
    'is published, shown and taken away',
    withStage(async () => {
      const menu = {
        button: [
          button('查水费'),
          { name: '服务', sub_button: [button('报修'), button('官网', { type: 'view', url: 'https://a.cn/x' })] },
        ],
      };
      expect((await stage.drive('GET', '/menu')).body).toEqual({ button: [] });
      expect(await create(menu)).toBe(0);
      const kept = await stage.drive<{ button: { name: string; key?: string; sub_button: object[] }[] }>(
        'GET',
        '/menu',
      );
      expect(kept.body.button).toMatchObject(menu.button);
      expect(await stage.api('/cgi-bin/menu/get')).toEqual({ menu: kept.body });
      await stage.restart();
      expect((await stage.drive('GET', '/menu')).body).toEqual(kept.body);
      expect((await stage.api<Refusal>('/cgi-bin/menu/delete')).errcode).toBe(0);
      expect((await stage.api<Refusal>('/cgi-bin/menu/get')).errcode).toBe(46003);
    }),
  );

  it(
    'of a wrong shape is refused with the code that names what is wrong',
    withStage(async () => {
      const sub = (...buttons: object[]): object => ({ button: [{ name: '服务', sub_button: buttons }] });
      const view = (url: string): object => button('页', { type: 'view', url });
      expect(await create({ button: [] })).toBe(40016);
      expect(await create({ button: ['1', '2', '3', '4'].map((name) => button(name)) })).toBe(40016);
      expect(await create({ button: [button('查', { type: 'jump' })] })).toBe(40017);
      expect(await create({ button: [button('一二三四五六')] })).toBe(40018);
      expect(await create({ button: [button('查', { key: 'k'.repeat(129) })] })).toBe(40019);
      expect(await create({ button: [view('nowhere')] })).toBe(40020);
      expect(await create(sub(...['1', '2', '3', '4', '5', '6'].map((name) => button(name))))).toBe(40023);
      expect(await create(sub(button('查', { type: 'jump' })))).toBe(40024);
      expect(await create(sub(button('长'.repeat(21))))).toBe(40025);
      expect(await create(sub(button('查', { key: '' })))).toBe(40026);
      expect(await create(sub(view('')))).toBe(40027);
      expect(await create(sub(...['a', 'b', 'c', 'd'].map((host) => view(`https://${host}.cn/`))))).toBe(65316);
      expect((await stage.drive('GET', '/menu')).body).toEqual({ button: [] });
    }),
  );
});
