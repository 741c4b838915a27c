import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Account,
  boxed,
  type Callback,
  carrying,
  replied,
  sealed,
  signedQuery,
  textXml,
} from '../support/callback.js';
import type { Resident } from '../support/driver.js';
import { withSite } from '../support/service.js';

/** Nobody is at the desk: who asks for a person gets a ticket, which is an effect to be counted. */
const site = withSite({ DESK_HOURS: 'off' });
const WORDS = '人工';

let account: Account;
let victim: Resident;
let now: Date;

interface Answer {
  status: number;
  body: string;
}

const post = async ({ query, body }: Callback, headers: Record<string, string> = {}): Promise<Answer> => {
  const response = await fetch(`${site().callback}?${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/xml', ...headers },
  });
  return { status: response.status, body: await response.text() };
};
const get = async (query: string): Promise<Answer & { type: string }> => {
  const response = await fetch(`${site().callback}?${query}`);
  return { status: response.status, body: await response.text(), type: response.headers.get('content-type') ?? '' };
};
const tickets = async (): Promise<number> =>
  (await site().cliJson<{ items: unknown[] }>(['tickets', 'list'])).items.length;
const xml = (content = WORDS, openid = victim.openid): string => textXml(openid, content, account, now);
/** A text message in order but for the inside. */
const inside = (wrong: string): Callback => carrying(wrong, account, now);

beforeAll(async () => {
  account = site().credentials().wechat;
  victim = await site().follower();
  await site().signIn();
  now = new Date((await site().demo()).now);
});

describe('a callback that is in order', () => {
  it('gets in, so that the refusals below prove something', async () => {
    const before = await tickets();
    const { status, body } = await post(inside(xml()));
    expect(status).toBe(200);
    expect(replied(body, account)).toMatch(/已请人工联系您，单号 TS/);
    expect(await tickets()).toBe(before + 1);
  });

  it('does nothing twice when its bytes are played again, and is refused once they are old', async () => {
    const one = await site().follower();
    const bytes = inside(xml(WORDS, one.openid));
    const first = await post(bytes);
    const before = await tickets();
    const again = await post(bytes);
    expect(again.status).toBe(200);
    expect(replied(again.body, account)).toBe(replied(first.body, account));
    expect(await tickets()).toBe(before);
    await site().pass(400);
    expect((await post(bytes)).status).toBe(401);
    expect(await tickets()).toBe(before);
    now = new Date((await site().demo()).now);
  });
});

describe('a callback that is not in order', () => {
  const stranger = (): Account => ({
    appId: `wx${randomBytes(8).toString('hex')}`,
    token: randomBytes(12).toString('hex'),
    encodingAesKey: randomBytes(32).toString('base64').slice(0, 43),
    originalId: 'gh_000000000000',
  });
  const change = (callback: Callback, how: (query: URLSearchParams) => void): Callback => {
    const query = new URLSearchParams(callback.query);
    how(query);
    return { ...callback, query: query.toString() };
  };
  const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

  const cases: Record<string, () => Callback> = {
    'no query': () => ({ ...inside(xml()), query: '' }),
    'a signature of another token': () => carrying(xml(), { ...account, token: stranger().token }, now),
    'a changed signature': () => change(inside(xml()), (query) => query.set('signature', '0'.repeat(40))),
    'an upper-case signature': () =>
      change(inside(xml()), (query) => query.set('signature', (query.get('signature') ?? '').toUpperCase())),
    'a repeated signature': () => {
      const callback = inside(xml());
      return { ...callback, query: `${callback.query}&signature=x` };
    },
    'a stale timestamp': () => carrying(xml(), account, ago(301)),
    'a timestamp of the future': () => carrying(xml(), account, ago(-400)),
    'a timestamp that is no number': () => change(inside(xml()), (query) => query.set('timestamp', '1e9')),
    'a plain body under a true signature': () => ({ query: signedQuery(account, now).toString(), body: xml() }),
    'a plain body that says raw': () => ({
      query: signedQuery(account, now, { encrypt_type: 'raw' }).toString(),
      body: xml(),
    }),
    'a plain body that says aes': () => ({
      query: signedQuery(account, now, { encrypt_type: 'aes', msg_signature: '0'.repeat(40) }).toString(),
      body: xml(),
    }),
    'no signature of the message': () => change(inside(xml()), (query) => query.delete('msg_signature')),
    'the signature of another message': () =>
      change(inside(xml()), (query) => query.set('msg_signature', '1'.repeat(40))),
    'another box under the same signatures': () => ({ ...inside(xml()), body: inside(xml()).body }),
    'sealed for another AppId': () => boxed(sealed(xml(), { ...account, appId: stranger().appId }), account, now),
    'sealed with another key': () =>
      boxed(sealed(xml(), { ...account, encodingAesKey: stranger().encodingAesKey }), account, now),
    'a box of rubbish': () => boxed(randomBytes(64).toString('base64'), account, now),
    'a box that is cut': () => boxed(sealed(xml(), account).slice(0, -10), account, now),
    'an empty box': () => boxed('', account, now),
    'addressed to another account': () => inside(xml().replace(account.originalId, stranger().originalId)),
    'malformed XML inside': () => inside('<xml><ToUserName>'),
    'no XML inside': () => inside('hello'),
    'nothing inside': () => inside(''),
    'a doctype with entities inside': () =>
      inside(
        `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${xml('&a;').replace(/<!\[CDATA\[&a;\]\]>/, '&a;')}`,
      ),
    'tags inside the sender': () =>
      inside(xml().replace(/<FromUserName>.*<\/FromUserName>/, '<FromUserName><a><b/></a></FromUserName>')),
    'two senders': () =>
      inside(xml().replace('<CreateTime>', '<FromUserName><![CDATA[oOther]]></FromUserName><CreateTime>')),
    'no sender': () => inside(xml().replace(/<FromUserName>.*<\/FromUserName>/, '')),
    'a deep nest': () => inside(`${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`),
    'an empty body': () => ({ ...inside(xml()), body: '' }),
    'a JSON body': () => ({ ...inside(xml()), body: JSON.stringify({ Encrypt: sealed(xml(), account) }) }),
    'a body of 1 MB': () => ({ ...inside(xml()), body: `<xml>${'x'.repeat(1 << 20)}</xml>` }),
    'a message of 100 KB': () => inside(xml('水'.repeat(33_000))),
  };

  it.each(Object.keys(cases))('is turned away: %s', async (name) => {
    const { status, body } = await post(cases[name]!());
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body.length).toBeLessThan(100);
    expect(body).not.toMatch(/Error|at |node:|\.ts|\.js/);
  });

  it('has tags in the words taken as words, never as structure', async () => {
    const { status, body } = await post(inside(xml('电费多少]]&gt;</Content><MsgType>event</MsgType>')));
    expect(status).toBe(200);
    expect(replied(body, account)).not.toBe('');
    expect((await post(inside(xml().replace(`<![CDATA[${WORDS}]]>`, '<a>x</a>')))).status).toBeLessThan(500);
  });

  it('is refused by method and by size, whatever its headers say', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await fetch(`${site().callback}?${inside(xml()).query}`, { method })).status).toBe(405);
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(site().ports.web, '127.0.0.1');
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk;
        if (answer.includes('\r\n')) socket.destroy();
      });
      socket.once('close', () => resolve(answer.split('\r\n')[0] ?? ''));
      socket.once('error', reject);
      const { query } = inside(xml());
      socket.write(`POST /wechat?${query} HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n`);
      for (let i = 0; i < 20; i += 1) socket.write(`2000\r\n${'x'.repeat(0x2000)}\r\n`);
    });
    expect(status).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('left no trace', async () => {
    const { items } = await site().cliJson<{ items: { kind: string }[] }>(['tickets', 'list']);
    expect(items.length).toBe(2);
    const followed = (await victim.thread()).filter(({ from }) => from === 'account');
    expect(followed.length).toBe(1);
    expect(await victim.says('进度')).toMatch(/TS20261121001/);
  });
});

describe('the address check', () => {
  it('echoes what is signed, as plain text', async () => {
    const answer = await get(signedQuery(account, now, { echostr: '1234567890123456789' }).toString());
    expect(answer).toMatchObject({ status: 200, body: '1234567890123456789' });
    expect(answer.type).toMatch(/^text\/plain/);
  });

  it('echoes no script, nothing unsigned and nothing old', async () => {
    const script = await get(signedQuery(account, now, { echostr: '<script>alert(1)</script>' }).toString());
    expect(script.status).toBe(400);
    expect(script.body).not.toContain('<');
    expect((await get('echostr=123')).status).toBe(401);
    expect((await get(signedQuery({ ...account, token: 'x' }, now, { echostr: '1' }).toString())).status).toBe(401);
    const old = new Date(now.getTime() - 3_600_000);
    expect((await get(signedQuery(account, old, { echostr: '1' }).toString())).status).toBe(401);
  });
});
