import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handClock } from '../../src/kernel/clock.js';
import { randomIds } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import { WechatClient } from '../../src/wechat/client.js';
import type { TokenStore } from '../../src/wechat/tokens.js';
import { seal } from './edge.js';
import { memoryTokens } from './memory-stores.js';

export interface PlatformCall {
  path: string;
  token: string | null;
  search: URLSearchParams;
  body: Buffer;
  type: string;
  json: unknown;
}

export type PlatformAnswer =
  | { json: unknown }
  | { raw: Buffer | string; type?: string; status?: number }
  | 'hang'
  | 'reset';

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** A tiny platform: stable_token by itself, everything else by the test. */
export const startPlatform = async (
  answer: (call: PlatformCall) => PlatformAnswer | Promise<PlatformAnswer> = () => ({
    json: { errcode: 0, errmsg: 'ok' },
  }),
) => {
  const calls: PlatformCall[] = [];
  let issued = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const body = await read(request);
    const type = request.headers['content-type'] ?? '';
    const call: PlatformCall = {
      path: url.pathname,
      token: url.searchParams.get('access_token'),
      search: url.searchParams,
      body,
      type,
      json: type.startsWith('application/json') ? (JSON.parse(body.toString()) as unknown) : undefined,
    };
    calls.push(call);
    const given = await answer(call);
    if (given === 'hang') return;
    if (given === 'reset') return void request.socket.destroy();
    if (
      'json' in given &&
      !(call.path === '/cgi-bin/stable_token' && JSON.stringify(given.json) === '{"errcode":0,"errmsg":"ok"}')
    ) {
      response.setHeader('content-type', 'application/json; encoding=utf-8');
      return void response.end(JSON.stringify(given.json));
    }
    if ('raw' in given) {
      response.statusCode = given.status ?? 200;
      response.setHeader('content-type', given.type ?? 'application/json; encoding=utf-8');
      return void response.end(given.raw);
    }
    issued += 1;
    response.end(JSON.stringify({ access_token: `T${issued}`, expires_in: 7200 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = handClock('2026-11-21T09:00:00+08:00');
  const client = (tokens: TokenStore = memoryTokens(), options: { timeoutMs?: number } = {}) =>
    new WechatClient({
      appId: 'wx1',
      appSecret: 's3cret',
      apiOrigin: origin,
      tokens,
      seal,
      clock,
      ids: randomIds,
      log: silentLog,
      timeoutMs: 300,
      pauses: [1, 1],
      ...options,
    });
  return {
    origin,
    clock,
    calls,
    client,
    paths: () => calls.map(({ path }) => path.replace('/cgi-bin/', '')),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type Platform = Awaited<ReturnType<typeof startPlatform>>;
