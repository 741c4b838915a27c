import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Koa from 'koa';
import type { Spoken } from '../../src/conversation/reply.js';
import type { Turn } from '../../src/conversation/turn.js';
import { prepareModels } from '../../src/database/connect.js';
import { demoClock } from '../../src/kernel/clock.js';
import { randomIds } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import { createDraw } from '../../src/pictures/index.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { createSms } from '../../src/sms/index.js';
import { hearInOrder } from '../../src/speech/in-order.js';
import { createTencentRecogniser } from '../../src/speech/tencent.js';
import {
  createWechatIn,
  createWechatOut,
  type TemplateDelivery,
  type WechatIn,
  type WechatOut,
} from '../../src/wechat/index.js';
import { withDatabase } from '../support/database.js';
import { gate, say, seal, words } from './edge.js';
import { otherKey, secrets } from './fixtures.js';

/** The edge held to the platform that the sandbox plays, which was written without a look at it. */
const database = withDatabase();
const turns: Turn[] = [];
const deliveries: TemplateDelivery[] = [];
let engine: (turn: Turn) => Promise<Spoken | undefined>;
let dir: string;
let sandbox: Sandbox;
let out: WechatOut;
let edge: WechatIn;
let handle: RequestListener = (_request, response) => response.end();
const server = createServer((request, response) => handle(request, response));

interface ThreadMessage {
  seq: number;
  from: string;
  channel?: string;
  text: string;
  raw?: Readonly<Record<string, unknown>>;
}
/** The driver's answers, by what the tests look into. */
interface DriverAnswer {
  openid: string;
  msgId: string;
  tries: number;
  ms: number;
  passive: { text: string } | null;
  messages: ThreadMessage[];
}

const driver = async (path: string, body?: object) => {
  const response = await fetch(`${sandbox.origin}/sandbox/api${path}`, {
    ...(body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  return (await response.json()) as DriverAnswer;
};
const resident = async (): Promise<string> => {
  const { openid } = await driver('/residents', {});
  await driver(`/residents/${openid}/send`, { type: 'event', event: 'subscribe' });
  return openid;
};
const send = (openid: string, message: object) => driver(`/residents/${openid}/send`, message);
const thread = async (openid: string): Promise<ThreadMessage[]> =>
  (await driver(`/residents/${openid}/thread?after=0`)).messages;
const heard = async (openid: string) =>
  (await thread(openid)).filter(({ from }) => from === 'account').map(({ channel, text }) => `${channel}: ${text}`);
const next = async (openid: string) => {
  const after = (await thread(openid)).at(-1)?.seq ?? 0;
  return (await driver(`/residents/${openid}/thread?after=${after}&wait=10`)).messages;
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'water-edge-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`;
  const clock = demoClock(join(dir, 'clock.json'), new Date('2026-11-21T09:00:00+08:00'));
  const account = { appId: secrets.appId, appSecret: 's3cret', token: secrets.token, originalId: secrets.originalId };
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    dataDir: join(dir, 'sandbox'),
    clock,
    log: silentLog,
    companyName: '某某自来水',
    wechat: { ...account, encodingAesKey: secrets.aesKey },
    speech: { secretId: 'id', secretKey: 'key', hfToken: 'hf_x' },
    sms: { key: 'sms' },
    service: { callbackUrl, doorUrl: 'http://127.0.0.1:9/demo', doorKey: 'k' },
  });
  const shared = { db: database.db(), clock, seal, ids: randomIds, log: silentLog };
  const config = {
    ...account,
    aesKey: otherKey,
    previousAesKey: secrets.aesKey,
    apiOrigin: sandbox.origin,
    templates: { ticket: 'DEMO_TICKET', bill: 'DEMO_BILL' },
  };
  out = createWechatOut({ ...shared, config, ticketHint: '回复“进度”看全部', draw: createDraw() });
  edge = createWechatIn({
    ...shared,
    config,
    out,
    words,
    answer: async (turn) => {
      turns.push(turn);
      return engine(turn);
    },
    recognise: hearInOrder([
      createTencentRecogniser({ secretId: 'id', secretKey: 'key', endpoint: sandbox.origin, log: silentLog }),
    ]).recognise,
    delivered: async (event) => void deliveries.push(event),
  });
  await prepareModels(database.db());
  handle = new Koa().use(edge.middleware).callback();
  await edge.messages.start({ alone: true });
}, 60_000);

afterAll(async () => {
  await edge.messages.stop(2_000);
  out.close();
  await sandbox.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

const echo = async ({ input }: Turn): Promise<Spoken | undefined> =>
  input.kind === 'unfollow' ? undefined : say(input.kind === 'text' ? `答：${input.text}` : JSON.stringify(input));

describe('the edge and the sandbox', () => {
  it('follow, ask, tap, speak, send a place and a picture', async () => {
    engine = async (turn) =>
      turn.input.kind === 'follow'
        ? { text: '您好', choices: [{ id: 'c1', digit: '1', label: '查水费' }], tail: '0 人工' }
        : echo(turn);
    const openid = await resident();
    expect(await heard(openid)).toEqual(['passive: 您好\n1 查水费\n0 人工']);
    turns.length = 0;
    await send(openid, { type: 'text', content: '查水费', menuId: 'c1' });
    await send(openid, { type: 'voice', text: '上个月水费多少' });
    await send(openid, { type: 'location', latitude: 23.1345, longitude: 113.3588, label: '幸福路1号' });
    await send(openid, { type: 'image' });
    await send(openid, { type: 'event', event: 'CLICK', key: 'BILL' });
    expect(turns.map(({ input }) => input)).toEqual([
      { kind: 'text', text: '查水费', choice: 'c1' },
      { kind: 'voice', mediaId: expect.any(String), heard: { kind: 'words', text: '上个月水费多少' } },
      { kind: 'location', latitude: 23.1345, longitude: 113.3588, label: '幸福路1号' },
      { kind: 'image', mediaId: expect.any(String) },
      { kind: 'menu', key: 'BILL' },
    ]);
    const photo = turns.flatMap(({ input }) => (input.kind === 'image' ? [input.mediaId] : []))[0] ?? '';
    expect((await out.fetchMedia(photo)).type).toMatch(/^image\//);
  });

  it('the same message again is answered the same, once worked on', async () => {
    engine = echo;
    const openid = await resident();
    turns.length = 0;
    const { msgId } = await send(openid, { type: 'text', content: '你好' });
    const again = await Promise.all([send(openid, { msgId }), send(openid, { msgId })]);
    expect(again.map(({ passive }) => passive?.text)).toEqual(['答：你好', '答：你好']);
    expect(turns).toHaveLength(1);
  });

  it('what is late comes as a customer-service message', async () => {
    engine = echo;
    const openid = await resident();
    const wait = gate();
    engine = () => wait.passed.then(() => ({ text: '查哪一处？', choices: [{ id: 'h1', digit: '1', label: '自住' }] }));
    const { passive, tries, ms } = await send(openid, { type: 'text', content: '查水费' });
    expect(passive?.text).toBe(words.slow);
    expect(tries).toBe(1);
    expect(ms).toBeLessThan(5_000);
    const coming = next(openid);
    wait.open();
    expect(await coming).toMatchObject([{ channel: 'kf' }]);
    expect((await heard(openid)).at(-1)).toBe('kf: 查哪一处？\n1 自住');
  }, 30_000);

  it('a picture follows its words, once', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="780" height="300"><text x="9" y="99" font-size="60">48.72 元</text></svg>';
    const picture = { name: 'bill-card', svg, alt: '账单图' };
    engine = async (turn) => ({
      ...say(`答：${turn.input.kind}`),
      ...(turn.input.kind === 'text' ? { pictures: [picture] } : {}),
    });
    const openid = await resident();
    const after = (await thread(openid)).at(-1)?.seq ?? 0;
    const { passive, msgId } = await send(openid, { type: 'text', content: '账单图' });
    expect(passive?.text).toBe('答：text');
    const shown = (await driver(`/residents/${openid}/thread?after=${after + 2}&wait=10`)).messages;
    expect(shown).toMatchObject([{ channel: 'kf', type: 'image', text: '[图片]' }]);
    expect((await out.fetchMedia(String(shown[0]?.raw?.mediaId))).type).toBe('image/png');
    expect(await out.windows.left(openid)).toBe(4);
    const again = await Promise.all([send(openid, { msgId }), send(openid, { msgId })]);
    expect(again.map((one) => one.passive?.text)).toEqual(['答：text', '答：text']);
    expect((await heard(openid)).filter((one) => one.startsWith('kf'))).toEqual(['kf: [图片]']);
  }, 30_000);

  it('a clerk reaches the resident: by the window, then by template, and it is told which', async () => {
    engine = echo;
    const openid = await resident();
    await send(openid, { type: 'text', content: '投诉' });
    const note = (cause: string) =>
      out.notify({ openid, cause, text: `答复 ${cause}`, ticket: { number: 'TS20261121042', summary: '井盖松动' } });
    const ways = [];
    for (let i = 0; i < 6; i += 1) ways.push(await note(`r${i}`));
    expect(ways.map(({ way, left }) => `${way} ${left}`)).toEqual([
      ...[4, 3, 2, 1, 0].map((left) => `kf ${left}`),
      'template 0',
    ]);
    expect(await note('r0')).toEqual({ way: 'kf', left: 4 });
    const all = await heard(openid);
    expect(all.filter((one) => one.startsWith('kf: 答复 r0'))).toHaveLength(1);
    expect(all.at(-1)).toContain('TS20261121042');
  });

  it('a bill by template message, and its finish event', async () => {
    engine = echo;
    const openid = await resident();
    deliveries.length = 0;
    const message = {
      openid,
      template: 'bill',
      clientMsgId: randomIds.id(),
      fields: {
        thing1: '翠湖小区三期阳光花园3栋2单元501室东户',
        character_string2: '00238817',
        time3: '2026年10月31日',
        amount4: '¥48.72',
        thing5: '已交清',
      },
    } as const;
    const sent = await out.sendTemplate(message);
    expect(sent).toMatchObject({ kind: 'sent', msgId: expect.stringMatching(/^\d+$/) });
    while (!deliveries.some((event) => event.openid === openid)) await driver('/now');
    expect(deliveries.find((event) => event.openid === openid)).toMatchObject({ ok: true });
    expect(await out.sendTemplate({ ...message, openid: 'oNobody_at_all_here_0000000' })).toMatchObject({
      kind: 'refused',
    });
  });

  it('who leaves is not written to', async () => {
    engine = echo;
    const openid = await resident();
    await send(openid, { type: 'event', event: 'unsubscribe' });
    expect(await out.windows.left(openid)).toBe(0);
    expect(
      (await out.notify({ openid, cause: 'gone', text: '在吗', ticket: { number: 'TS1', summary: 'x' } })).way,
    ).toBe('queued');
  });

  it('the menu is published, and the platform checks our address', async () => {
    await out.publishMenu({ button: [{ type: 'click', name: '查水费', key: 'BILL' }] });
    expect(JSON.stringify(await driver('/menu'))).toContain('"BILL"');
    expect(JSON.stringify(await driver('/platform/verify', {}))).not.toContain('false');
  });

  it('the keys rotate while messages flow', async () => {
    engine = echo;
    const openid = await resident();
    await driver('/platform', { encodingAESKey: otherKey });
    expect((await send(openid, { type: 'text', content: '新钥匙' })).passive?.text).toBe('答：新钥匙');
  });

  it('in compatible mode too, but never in the clear', async () => {
    engine = echo;
    const openid = await resident();
    await driver('/platform', { mode: 'compatible' });
    expect((await send(openid, { type: 'text', content: '兼容' })).passive?.text).toBe('答：兼容');
    await driver('/platform', { mode: 'plain' });
    turns.length = 0;
    expect((await send(openid, { type: 'text', content: '明文' })).passive).toBeNull();
    expect(turns).toEqual([]);
    await driver('/platform', { mode: 'safe' });
  }, 30_000);

  it('a text message goes to the gateway once a cause', async () => {
    const sms = createSms({ endpoint: sandbox.origin, key: 'sms', log: silentLog });
    const message = { mobile: '13800000002', text: '验证码 123456', cause: 'c1' };
    expect([await sms(message), await sms(message)]).toEqual(['sent', 'sent']);
    expect(await driver('/sms?mobile=13800000002')).toMatchObject([{ code: '123456' }]);
  });
});
