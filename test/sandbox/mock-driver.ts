import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { demo, menu } from './mock-facts.js';

/** A message of a resident's thread, as the driver API tells it. */
export interface ThreadMessage {
  seq: number;
  at: string;
  from: 'resident' | 'account' | 'platform';
  channel: 'passive' | 'kf' | 'template' | 'subscription' | null;
  type: string;
  text: string;
  raw: Record<string, unknown>;
}

export type Payload = Record<string, unknown> & { type: string };
type Said = Pick<ThreadMessage, 'type' | 'text' | 'raw'>;
interface Sms {
  at: string;
  mobile: string;
  text: string;
  code?: string;
}
interface Resident {
  openid: string;
  nickname: string;
  following: boolean;
  thread: ThreadMessage[];
  streams: Set<ServerResponse>;
}

/** A driver API with canned answers, which keeps what it was sent. */
export interface MockDriver {
  origin: string;
  port: number;
  sent: { openid: string; payload: Payload }[];
  clock: number[];
  residents: Map<string, Resident>;
  /** What the account answers to a payload; undefined = nothing. */
  answer: (payload: Payload) => Said | undefined;
  /** Real milliseconds before an answer. */
  delayMs: number;
  say(openid: string, message: Partial<ThreadMessage> & Said): void;
  sms(message: Sms): void;
  /** How many streams wait for text messages. */
  smsListeners(): number;
  /** Breaks every open connection and stops listening; `listen` on the same port brings it back. */
  stop(): Promise<void>;
  listen(port?: number): Promise<void>;
}

const page = fileURLToPath(new URL('../../src/sandbox/page/', import.meta.url));
const weui = createRequire(import.meta.url).resolve('weui/dist/style/weui.min.css');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'";

const bodyOf = async (request: IncomingMessage): Promise<Payload> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text || '{}') as Payload;
};
const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};
const stream = (response: ServerResponse, streams: Set<ServerResponse>): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': open\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
};

const own = (payload: Payload, mediaId: string): Said => {
  if (payload.type === 'voice')
    return { type: 'voice', text: '[语音]', raw: { mediaId, seconds: 4, words: payload.text } };
  if (payload.type === 'image') return { type: 'image', text: '[图片]', raw: { mediaId } };
  if (payload.type === 'location') return { type: 'location', text: '[位置]', raw: payload };
  return { type: 'text', text: String(payload.content), raw: { content: payload.content } };
};

const servePage = (path: string, response: ServerResponse): void => {
  const file = path === '/weui.css' ? weui : join(page, path === '/' ? 'index.html' : path.slice(1));
  if (!existsSync(file) || path.includes('..')) return void response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
  });
  createReadStream(file).pipe(response);
};

/** @param start where the demo clock begins; it stands still unless the page moves it */
export const startMockDriver = async (start = '2026-11-21T09:00:00+08:00'): Promise<MockDriver> => {
  let now = new Date(start).getTime();
  const smsStreams = new Set<ServerResponse>();
  const smsSent: Sms[] = [];
  const media = new Map<string, Buffer>();
  const sockets = new Set<Socket>();

  const say: MockDriver['say'] = (openid, message) => {
    const resident = mock.residents.get(openid)!;
    const full: ThreadMessage = {
      seq: resident.thread.length + 1,
      at: new Date(now).toISOString(),
      from: 'account',
      channel: 'kf',
      ...message,
    };
    resident.thread.push(full);
    for (const open of resident.streams) open.write(`id: ${full.seq}\ndata: ${JSON.stringify(full)}\n\n`);
  };
  const send = async (resident: Resident, payload: Payload, response: ServerResponse): Promise<void> => {
    if (payload.event === 'subscribe') resident.following = true;
    if (!resident.following) return json(response, { error: 'not following' }, 409);
    if (payload.event === 'unsubscribe') resident.following = false;
    mock.sent.push({ openid: resident.openid, payload });
    const mediaId = `media-${mock.sent.length}`;
    if (payload.type === 'image') media.set(mediaId, Buffer.from(String(payload.base64), 'base64'));
    if (payload.type !== 'event') say(resident.openid, { from: 'resident', channel: null, ...own(payload, mediaId) });
    const answer = mock.answer(payload);
    await new Promise((resolve) => setTimeout(resolve, mock.delayMs));
    if (answer && resident.following) say(resident.openid, { channel: 'passive', ...answer });
    json(response, {
      msgId: mediaId,
      tries: 1,
      ms: mock.delayMs,
      passive: answer ? resident.thread.at(-1) : null,
      shown: null,
    });
  };
  const ofResident = async (
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> => {
    const [openid = '', act] = path.split('/');
    const resident = mock.residents.get(openid);
    if (!resident) return json(response, { error: 'unknown resident' }, 404);
    if (act === 'send') return send(resident, await bodyOf(request), response);
    stream(response, resident.streams);
    for (const message of resident.thread.slice(Number(query.get('after'))))
      response.write(`id: ${message.seq}\ndata: ${JSON.stringify(message)}\n\n`);
  };
  const newResident = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const openid = `o-${mock.residents.size + 1}`;
    const nickname = String((await bodyOf(request)).nickname);
    mock.residents.set(openid, { openid, nickname, following: false, thread: [], streams: new Set() });
    json(response, { openid }, 201);
  };
  const listResidents = (): unknown =>
    [...mock.residents.values()].map(({ openid, nickname, following, thread }) => ({
      openid,
      nickname,
      following,
      lastSeq: thread.length,
    }));
  const api = async (
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> => {
    if (path.startsWith('residents/')) return ofResident(path.slice('residents/'.length), request, response, query);
    if (path === 'residents')
      return request.method === 'POST' ? newResident(request, response) : json(response, { items: listResidents() });
    if (path === 'company') return json(response, { name: '清源自来水有限公司' });
    if (path === 'now') return json(response, { now: new Date(now).toISOString() });
    if (path === 'menu') return json(response, menu);
    if (path === 'demo') return json(response, demo);
    if (path === 'sms')
      return json(
        response,
        smsSent.filter((sms) => !query.get('mobile') || sms.mobile === query.get('mobile')),
      );
    if (path === 'sms/events') return stream(response, smsStreams);
    if (path.startsWith('media/'))
      return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(media.get(path.slice('media/'.length)));
    if (path !== 'clock') return json(response, { error: 'no such call' }, 404);
    const seconds = Number((await bodyOf(request)).advanceSeconds);
    mock.clock.push(seconds);
    now += seconds * 1000;
    json(response, { now: new Date(now).toISOString() });
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://mock');
    const path = decodeURIComponent(url.pathname);
    if (path.startsWith('/sandbox/api/'))
      return api(path.slice('/sandbox/api/'.length), request, response, url.searchParams);
    servePage(path, response);
  };
  const server = createServer((request, response) => void handle(request, response));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const mock: MockDriver = {
    origin: '',
    port: 0,
    sent: [],
    clock: [],
    residents: new Map(),
    answer: () => undefined,
    delayMs: 0,
    say,
    sms: (message) => {
      smsSent.push(message);
      for (const open of smsStreams) open.write(`data: ${JSON.stringify(message)}\n\n`);
    },
    smsListeners: () => smsStreams.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    listen: (port = 0) =>
      new Promise((resolve) => {
        server.listen(port, '127.0.0.1', () => {
          mock.port = (server.address() as AddressInfo).port;
          mock.origin = `http://127.0.0.1:${mock.port}`;
          resolve();
        });
      }),
  };
  await mock.listen();
  return mock;
};
