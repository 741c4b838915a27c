import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readServer } from '../../admin-cli/client.js';
import { commands } from '../../admin-cli/commands/index.js';
import { Failure } from '../../admin-cli/failure.js';
import { card, columns, wrap } from '../../admin-cli/output.js';
import { exitCodes } from '../../admin-cli/program.js';
import { readInstant, shortTime } from '../../admin-cli/times.js';
import { readArea, refusalWords } from '../../admin-cli/words.js';
import { refusals } from '../../src/kernel/errors.js';
import { sitDown } from './run.js';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const at = (server: string): ReturnType<typeof sitDown> => {
  const desk = sitDown(server);
  open.push(desk.standUp);
  return desk;
};

/** A server that answers everything alike. */
const answering = async (status: number, body: string): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A port that nobody listens on. */
const nobody = async (): Promise<string> => {
  const url = await answering(200, '{}');
  await open.pop()?.();
  return url;
};

describe('exit codes', () => {
  it('are 0 to 7, one an ending', () => {
    expect(Object.values(exitCodes).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it.each([
    [400, 'bad_input', 2],
    [413, 'too_large', 2],
    [401, 'not_signed_in', 3],
    [401, 'wrong_password', 3],
    [403, 'not_allowed', 4],
    [403, 'locked_out', 4],
    [429, 'too_many_requests', 4],
    [404, 'ticket_unknown', 5],
    [409, 'ticket_not_yours', 6],
    [500, 'internal', 1],
    [502, 'platform_unreachable', 1],
  ])('%i %s → %i', async (status, code, exit) => {
    const desk = at(await answering(status, JSON.stringify({ error: { code, message: 'English' } })));
    const said = await desk.run(['whoami']);
    expect([said.code, said.out]).toEqual([exit, '']);
    expect(said.err).toMatch(/^[^\n]*[\u4e00-\u9fff][^\n]*\n$/);
    expect(said.err).not.toContain('English');
    const { code: again, document, err } = await desk.json(['whoami']);
    expect([again, document.error.code, err]).toEqual([exit, code, '']);
  });

  it('7 when nobody answers', async () => {
    const desk = at(await nobody());
    const said = await desk.run(['whoami']);
    expect([said.code, said.out]).toEqual([7, '']);
    expect(said.err).toContain('连不上服务');
  });

  it('1 when the answer is not ours', async () => {
    expect((await at(await answering(200, '<html>')).run(['whoami'])).code).toBe(1);
    expect((await at(await answering(200, '{"user":1}')).run(['whoami'])).code).toBe(1);
    const proxy = await at(await answering(502, '<html>bad gateway</html>')).run(['whoami']);
    expect([proxy.code, proxy.err]).toEqual([1, '服务回答了 502，请确认 --server 地址对不对\n']);
  });

  it.each([
    ['nothing', [], 2],
    ['a group alone', ['tickets'], 2],
    ['an unknown command', ['fly'], 2],
    ['an unknown verb', ['tickets', 'fly'], 2],
    ['an unknown option', ['whoami', '--loud'], 2],
    ['a missing argument', ['tickets', 'show'], 2],
    ['an option without its value', ['tickets', 'reply', 'TS20261121042', '--text'], 2],
    ['too many arguments', ['whoami', 'you'], 2],
  ])('2 for %s', async (_name, args, exit) => {
    const desk = at(await nobody());
    const said = await desk.run(args, { toServer: false });
    expect([said.code, said.out]).toEqual([exit, '']);
    expect(said.err).toMatch(/[\u4e00-\u9fff]/);
    expect(said.err).not.toMatch(/error:|undefined/);
  });

  it('2 in JSON too, before any option was understood', async () => {
    const { code, out } = await at(await nobody()).run(['whoami', '--loud', '--json'], { toServer: false });
    expect([code, JSON.parse(out).error.code]).toEqual([2, 'usage']);
  });
});

describe('help', () => {
  it('of the program names every group', async () => {
    const { code, out } = await at('http://127.0.0.1:1').run(['--help'], { toServer: false });
    expect(code).toBe(0);
    for (const word of ['用法：', '命令：', 'notices', 'tickets', 'bills', 'login', 'doctor', '--server'])
      expect(out).toContain(word);
    expect(out).not.toMatch(/usage|option|command|default|display/i);
  });

  it.each(
    commands.map(({ name, summary, example }) => [name, summary, example]),
  )('of %s', async (name, summary, example) => {
    const { code, out, err } = await at('http://127.0.0.1:1').run([...name.split(' '), '--help'], { toServer: false });
    expect([code, err]).toEqual([0, '']);
    for (const words of [summary, example, '例子：', '--json', '--server']) expect(out).toContain(words);
    expect(example.startsWith(`admin-cli ${name}`)).toBe(true);
  });
});

describe('the server address', () => {
  it.each([
    ['http://127.0.0.1:8082', 'http://127.0.0.1:8082'],
    ['http://localhost:8082/', 'http://localhost:8082'],
    ['http://[::1]:8082', 'http://[::1]:8082'],
    ['https://staff.example.com/water/', 'https://staff.example.com/water'],
  ])('%s is taken', (text, url) => {
    expect(readServer(text, false)).toBe(url);
  });

  it.each([
    'http://staff.example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.8:8082',
  ])('%s needs --insecure', (text) => {
    expect(() => readServer(text, false)).toThrow(Failure);
    expect(readServer(text, true)).toBe(text);
  });

  it.each(['nonsense', 'ftp://127.0.0.1', 'http://u:p@127.0.0.1', 'http://127.0.0.1/?a=1'])('%s is refused', (text) => {
    expect(() => readServer(text, true)).toThrow(Failure);
  });

  it('is refused with 2 before anything is sent', async () => {
    const { code, err } = await at('http://10.255.255.1:9').run(['whoami']);
    expect([code, err]).toEqual([2, '用 http 连接别的机器会泄露密码，请用 https；确实要用时加 --insecure\n']);
  });
});

describe('tables', () => {
  it('break what is wide, counting Chinese characters double', () => {
    expect(wrap('水表换好了ok', 4)).toBe('水表\n换好\n了ok');
    expect(wrap('a\n水', 1)).toBe('a\n水');
    const [, , longest = ''] = card([['内容', '长'.repeat(100)]]).split('\n');
    expect(columns(longest)).toBeLessThan(90);
  });

  it('leave out what is empty', () => {
    expect(
      card([
        ['有', '1'],
        ['无', undefined],
        ['空', ''],
      ]),
    ).not.toMatch(/无|空/);
  });
});

describe('words', () => {
  it('stand for every refusal of the service', () => {
    for (const code of Object.keys(refusals)) expect([code, typeof refusalWords[code]]).toEqual([code, 'function']);
  });

  it('read times as Beijing time unless they say otherwise', () => {
    expect(readInstant('2026-11-22')).toBe('2026-11-22T00:00:00+08:00');
    expect(readInstant('2026-11-22 14:00')).toBe('2026-11-22T14:00:00+08:00');
    expect(readInstant('2026-11-22T14:00:05Z')).toBe('2026-11-22T14:00:05Z');
    expect(readInstant('2028-02-29')).toBe('2028-02-29T00:00:00+08:00');
    for (const wrong of ['2026-02-29', '2026-13-01', '2026-11-22 24:00', '2026-11-22 14:60', '22/11/2026', ''])
      expect(() => readInstant(wrong)).toThrow(Failure);
    expect(shortTime('2026-11-21T16:30:00.000Z')).toBe('2026-11-22 00:30');
  });

  it('read areas with and without a circle', () => {
    expect(readArea(' 芳草园 ')).toEqual({ name: '芳草园' });
    expect(readArea('A@B@-31.2,-121.5,80')).toEqual({ name: 'A@B', latitude: -31.2, longitude: -121.5, radiusM: 80 });
    for (const wrong of ['', '@31,121,5', '芳草园@', '芳草园@31,121,0', '芳草园@31,181,5', '芳草园@31,121,-5'])
      expect(() => readArea(wrong)).toThrow(Failure);
  });
});
