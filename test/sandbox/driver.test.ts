import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlatformCall } from '../../src/sandbox/calls.js';
import type { SmsMessage } from '../../src/sandbox/sms.js';
import type { ThreadMessage } from '../../src/sandbox/threads.js';
import { textReply } from './fake-service.js';
import { openStage, type Stage, stageOptions } from './stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

interface Refusal {
  error: { code: string; message: string };
}

/** Reads an answer until the words and the end of their event are in it. */
const readUntil = async (answer: Response, words: string): Promise<string> => {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ; ) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the stream ended before ${words}`);
    text += value;
    const at = text.indexOf(words);
    if (at >= 0 && text.indexOf('\n\n', at) >= 0) return text;
  }
};

describe('residents', () => {
  it('begin as strangers with a name', async () => {
    const made = await stage.drive<{ openid: string }>('POST', '/residents', { nickname: '小李' });
    expect(made.status).toBe(201);
    expect(made.body.openid).toMatch(/^o[\w-]{27}$/);
    await stage.drive('POST', '/residents', {});
    const { items } = (await stage.drive<{ items: object[] }>('GET', '/residents')).body;
    expect(items).toMatchObject([
      { openid: made.body.openid, nickname: '小李', following: false, lastSeq: 0 },
      { nickname: '住户2' },
    ]);
  });

  it('come by the thousand, bound through the service’s door, without a push', async () => {
    const made = await stage.drive<{ openids: string[] }>('POST', '/residents', {
      count: 2500,
      bind: true,
      subscribe: true,
    });
    expect(made.status).toBe(201);
    expect(new Set(made.body.openids).size).toBe(2500);
    expect(stage.service.received).toEqual([]);
    const bodies = stage.service.door.map(({ path, key, body }) => {
      expect({ path, key }).toEqual({ path: '/demo/residents', key: stageOptions.doorKey });
      return JSON.parse(body) as { openids: string[]; subscribe: boolean };
    });
    expect(bodies.map(({ openids, subscribe }) => [openids.length, subscribe])).toEqual([
      [1000, true],
      [1000, true],
      [500, true],
    ]);
    expect(bodies.flatMap(({ openids }) => openids)).toEqual(made.body.openids);
    expect((await stage.send(made.body.openids[0] ?? '', { type: 'text', content: 'x' })).tries).toBe(1);
  });

  it.each([{ count: 0 }, { count: 'many' }, { count: 1e9 }, { nickname: 7 }])('are not made from %j', async (body) => {
    expect((await stage.drive<Refusal>('POST', '/residents', body)).body.error.code).toBe('bad_input');
  });
});

describe('the thread', () => {
  it('waits for what is newer and answers at once when it is there', async () => {
    const openid = await stage.follower();
    expect((await stage.drive('GET', `/residents/${openid}/thread?after=0&wait=0.1`)).body).toEqual({ messages: [] });
    const waiting = stage.drive<{ messages: ThreadMessage[] }>('GET', `/residents/${openid}/thread?after=0&wait=20`);
    await stage.send(openid, { type: 'text', content: '在吗' });
    expect((await waiting).body.messages).toMatchObject([{ seq: 1, text: '在吗', at: '2026-11-21T01:00:00.000Z' }]);
    const now = await stage.drive<{ messages: ThreadMessage[] }>('GET', `/residents/${openid}/thread?wait=20`);
    expect(now.body.messages).toHaveLength(1);
  });

  it('flows as server-sent events, from where the browser had got', async () => {
    const openid = await stage.follower();
    stage.service.reply = (push) => textReply(push, '好');
    await stage.send(openid, { type: 'text', content: '一' });
    const gone = new AbortController();
    const stream = await fetch(`${stage.sandbox.origin}/sandbox/api/residents/${openid}/events?after=0`, {
      headers: { 'last-event-id': '1' },
      signal: gone.signal,
    });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await stage.send(openid, { type: 'text', content: '二' });
    const text = await readUntil(stream, 'id: 4');
    gone.abort();
    const events = [...text.matchAll(/id: (\d+)\ndata: (.*)\n\n/g)];
    expect(events.map(([, id, data]) => [Number(id), (JSON.parse(data ?? '') as ThreadMessage).text])).toEqual([
      [2, '好'],
      [3, '二'],
      [4, '好'],
    ]);
  });
});

const sms = async (body: object, key = stageOptions.smsKey): Promise<number> =>
  (
    await fetch(`${stage.sandbox.origin}/sms/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    })
  ).status;

describe('the SMS gateway', () => {
  it('delivers once per id and finds the code', async () => {
    const message = { mobile: '13800000002', text: '验证码 042917，5分钟内有效。户号00451190', id: 'a' };
    expect([
      await sms(message),
      await sms(message),
      await sms({ ...message, id: 'b', text: '停水通知 20261121' }),
    ]).toEqual([200, 200, 200]);
    await sms({ ...message, mobile: '13800000003', id: 'c' });
    const { body } = await stage.drive<SmsMessage[]>('GET', '/sms?mobile=13800000002');
    expect(body).toEqual([
      { at: '2026-11-21T01:00:00.000Z', mobile: '13800000002', text: message.text, code: '042917' },
      { at: '2026-11-21T01:00:00.000Z', mobile: '13800000002', text: '停水通知 20261121' },
    ]);
    expect((await stage.drive<SmsMessage[]>('GET', '/sms')).body).toHaveLength(3);
  });

  it('refuses a wrong key and half a message', async () => {
    expect(await sms({ mobile: '13800000002', text: 'x', id: 'a' }, 'wrong')).toBe(401);
    expect(await sms({ mobile: '138', text: 'x', id: 'a' })).toBe(400);
    expect(await sms({ mobile: '13800000002', text: 'x' })).toBe(400);
    expect((await stage.drive('GET', '/sms')).body).toEqual([]);
  });

  it('rings on the phone page', async () => {
    const gone = new AbortController();
    const stream = await fetch(`${stage.sandbox.origin}/sandbox/api/sms/events`, { signal: gone.signal });
    await sms({ mobile: '13800000002', text: '验证码 042917', id: 'a' });
    const text = await readUntil(stream, 'data:');
    gone.abort();
    expect(text).toContain('"code":"042917"');
  });
});

describe('faults and the call log', () => {
  const menu = (): Promise<{ errcode: number }> => stage.api('/cgi-bin/menu/get');

  it('an error code, as often as asked, and everything is noted', async () => {
    await stage.drive('POST', '/faults', { path: '/cgi-bin/menu', times: 2, errcode: 45009 });
    expect([(await menu()).errcode, (await menu()).errcode, (await menu()).errcode]).toEqual([45009, 45009, 46003]);
    const { body: calls } = await stage.drive<PlatformCall[]>('GET', '/calls?path=/cgi-bin/menu');
    expect(
      calls.map(({ method, path, status, answer }) => ({
        method,
        path,
        status,
        errcode: (answer as { errcode: number }).errcode,
      })),
    ).toEqual([
      { method: 'GET', path: '/cgi-bin/menu/get', status: 200, errcode: 45009 },
      { method: 'GET', path: '/cgi-bin/menu/get', status: 200, errcode: 45009 },
      { method: 'GET', path: '/cgi-bin/menu/get', status: 200, errcode: 46003 },
    ]);
    const after = await stage.drive<PlatformCall[]>('GET', `/calls?path=/cgi-bin/menu&since=${calls[1]?.seq}`);
    expect(after.body.map(({ seq }) => seq)).toEqual([calls[2]?.seq]);
    stage.clock.advance(1);
    expect((await stage.drive<PlatformCall[]>('GET', `/calls?since=${stage.clock.now().toISOString()}`)).body).toEqual(
      [],
    );
    const tokens = await stage.drive<PlatformCall[]>('GET', '/calls?path=/cgi-bin/stable_token&since=0');
    expect(tokens.body[0]).toMatchObject({ body: { grant_type: 'client_credential' }, answer: { expires_in: 7200 } });
  });

  it('a status, a body, a delay, and none after DELETE', async () => {
    const url = `${stage.sandbox.origin}/cgi-bin/menu/get`;
    await stage.drive('POST', '/faults', { path: '/cgi-bin', times: 1, status: 502 });
    expect((await fetch(url)).status).toBe(502);
    await stage.drive('POST', '/faults', { path: '/cgi-bin', times: 1, body: '<html>' });
    expect(await (await fetch(url)).text()).toBe('<html>');
    await stage.drive('POST', '/faults', { path: '/cgi-bin', delayMs: 250 });
    const started = performance.now();
    expect(((await (await fetch(url)).json()) as { errcode: number }).errcode).toBe(41001);
    expect(performance.now() - started).toBeGreaterThanOrEqual(245);
    await stage.drive('DELETE', '/faults');
    await stage.drive('POST', '/faults', { path: '/nowhere', status: 500 });
    expect((await fetch(url)).status).toBe(200);
  });

  it('a call that hangs does nothing, unless only its answer is to be lost', async () => {
    const openid = await stage.follower();
    await stage.send(openid, { type: 'text', content: 'x' });
    const lost = async (): Promise<string> => {
      const { access_token } = await stage.api<{ access_token: string }>('/cgi-bin/stable_token', {
        grant_type: 'client_credential',
        appid: 'wx1234567890abcdef',
        secret: 'app-secret-of-the-test',
      });
      return fetch(`${stage.sandbox.origin}/cgi-bin/message/custom/send?access_token=${access_token}`, {
        method: 'POST',
        body: JSON.stringify({ touser: openid, msgtype: 'text', text: { content: '到了吗' } }),
        signal: AbortSignal.timeout(200),
      }).then(
        () => 'answered',
        (error: Error) => error.name,
      );
    };
    await stage.drive('POST', '/faults', { path: '/cgi-bin/message', times: 1, hang: true });
    expect(await lost()).toBe('TimeoutError');
    expect(await stage.thread(openid)).toHaveLength(1);
    await stage.drive('POST', '/faults', { path: '/cgi-bin/message', times: 1, hang: true, after: true });
    expect(await lost()).toBe('TimeoutError');
    expect((await stage.thread(openid)).at(-1)?.text).toBe('到了吗');
  });

  it.each([
    { status: 500 },
    { path: 'x', status: 500 },
    { path: '/x' },
    { path: '/x', times: 0, hang: true },
  ])('no fault is made from %j', async (body) => {
    expect((await stage.drive('POST', '/faults', body)).status).toBe(400);
  });
});

describe('the clock', () => {
  it('moves, and the service runs what became due before the answer', async () => {
    const { body } = await stage.drive('POST', '/clock', { advanceSeconds: 86_400 });
    expect(body).toEqual({ now: '2026-11-22T01:00:00.000Z', ran: true });
    expect(stage.service.door.map(({ path }) => path)).toEqual(['/demo/run-due']);
    expect((await stage.drive('GET', '/now')).body).toEqual({ now: '2026-11-22T01:00:00.000Z' });
    expect((await stage.drive('POST', '/clock', { advanceSeconds: -1 })).status).toBe(400);
  });
});

describe('what a restart keeps', () => {
  it('residents, threads, text messages, mode, allowances, tokens and repeatable messages', async () => {
    const openid = await stage.follower();
    stage.service.reply = (push) => textReply(push, '答');
    const sent = await stage.send(openid, { type: 'text', content: '问' });
    await sms({ mobile: '13800000002', text: '042917', id: 'a' });
    await stage.drive('POST', '/platform', { mode: 'plain' });
    const token = await stage.api<{ access_token: string }>('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: 'wx1234567890abcdef',
      secret: 'app-secret-of-the-test',
    });
    const kf = async (): Promise<number> =>
      (
        await stage.api<{ errcode: number }>('/cgi-bin/message/custom/send', {
          touser: openid,
          msgtype: 'text',
          text: { content: 'k' },
        })
      ).errcode;
    stage.clock.advance(61);
    expect([await kf(), await kf(), await kf()]).toEqual([0, 0, 0]);
    await stage.restart();
    expect((await stage.thread(openid)).map(({ seq, text }) => [seq, text])).toEqual([
      [1, '问'],
      [2, '答'],
      [3, 'k'],
      [4, 'k'],
      [5, 'k'],
    ]);
    expect([await kf(), await kf(), await kf()]).toEqual([0, 0, 45047]);
    expect((await stage.drive('GET', '/sms')).body).toHaveLength(1);
    expect((await stage.drive('POST', '/platform', {})).body).toEqual({ mode: 'plain' });
    const before = stage.service.received.at(-1)?.raw;
    const again = await stage.send(openid, { msgId: sent.msgId });
    expect(again.passive).toEqual(sent.passive);
    expect(stage.service.received.at(-1)?.raw).toBe(before);
    const menu = await fetch(`${stage.sandbox.origin}/cgi-bin/menu/get?access_token=${token.access_token}`);
    expect(((await menu.json()) as { errcode: number }).errcode).toBe(46003);
  });
});

/** A request with headers that fetch does not let one set. */
const raw = (path: string, headers: Record<string, string>, method = 'GET'): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = request(`${stage.sandbox.origin}${path}`, { method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });

describe('the guard', () => {
  it('lets in this machine by its loopback names only', async () => {
    for (const host of ['127.0.0.1:1', 'localhost', '[::1]:80'])
      expect(await raw('/sandbox/api/now', { host })).toBe(200);
    for (const host of ['evil.example', '10.0.0.1:8081', 'asr.tencentcloudapi.com', 'localhost.evil.example'])
      expect(await raw('/sandbox/api/now', { host })).toBe(403);
    expect(await raw('/cgi-bin/menu/get', { host: 'evil.example' })).toBe(403);
    expect(await raw('/speech', { host: 'asr.tencentcloudapi.com:8081' }, 'POST')).toBe(200);
  });

  it('keeps out pages of another origin, save on the platform’s own paths', async () => {
    const host = new URL(stage.sandbox.origin).host;
    expect(await raw('/sandbox/api/now', { origin: `http://${host}` })).toBe(200);
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1', `https://${host}`])
      expect(await raw('/sandbox/api/now', { origin })).toBe(403);
    expect(await raw('/cgi-bin/menu/get', { origin: 'http://evil.example' })).toBe(200);
  });
});

describe('the rest', () => {
  it('tells its health, the company, and what the service says of the demo', async () => {
    expect(await (await fetch(`${stage.sandbox.origin}/healthz`)).json()).toEqual({
      status: 'ok',
      pid: process.pid,
      roles: ['sandbox'],
    });
    expect((await stage.drive('GET', '/company')).body).toEqual({ name: '清泉自来水' });
    stage.service.doorAnswer = () => ({ status: 200, body: '{"customers":[{"account":"00238817"}]}' });
    expect((await stage.drive('GET', '/demo')).body).toEqual({ customers: [{ account: '00238817' }] });
    stage.service.doorAnswer = () => ({ status: 500, body: 'x' });
    const failed = await stage.drive<Refusal>('GET', '/demo');
    expect([failed.status, failed.body.error.code]).toEqual([503, 'service_unreachable']);
  });

  it('serves the style sheet of the page and no file outside its folder', async () => {
    const css = await fetch(`${stage.sandbox.origin}/weui.css`);
    expect(css.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(css.headers.get('content-security-policy')).toContain("default-src 'self'");
    for (const path of ['/..%2fserver.ts', '/../server.ts', '/.env', '/page/index.html'])
      expect(await raw(path, {})).toBe(404);
  });

  it('a port that is taken and a folder that cannot be written are refused with their codes', async () => {
    await expect(openStage({ port: stage.sandbox.port })).rejects.toMatchObject({ code: 'port_in_use' });
    await expect(openStage({ dataDir: join(process.cwd(), 'package.json', 'x') })).rejects.toMatchObject({
      code: 'data_folder_unwritable',
    });
  });
});
