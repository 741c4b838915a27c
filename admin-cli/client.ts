import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { type CallOf, ErrorOut, type OutOf, PREFIX, type Route } from '../src/admin-api/contract.js';
import { Failure, type FailureKind, misuse } from './failure.js';
import { wordsFor } from './words.js';

export interface Client {
  /**
   * Calls a route of the contract.
   * @param patient waits for the answer as long as it takes
   * @throws Failure
   */
  call<R extends Route>(route: R, input: CallOf<R>, patient?: boolean): Promise<OutOf<R>>;
}

const QUIET_MS = 60_000;
const LARGEST = 32 * 1024 * 1024;

/**
 * The server's address, checked: plain http only to this machine, unless `insecure`.
 * @throws Failure usage
 */
export const readServer = (text: string, insecure: boolean): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    return misuse(`服务地址“${text}”不对，请写成 https://主机:端口`);
  const here = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);
  if (url.protocol === 'http:' && !here && !insecure)
    misuse('用 http 连接别的机器会泄露密码，请用 https；确实要用时加 --insecure');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};

const kindOf = (status: number): FailureKind => {
  if (status === 400 || status === 413) return 'usage';
  if (status === 401) return 'unauthenticated';
  if (status === 403 || status === 429) return 'forbidden';
  if (status === 404) return 'missing';
  return status === 409 ? 'conflict' : 'failed';
};

const unreachable = (server: string): Failure =>
  new Failure('unreachable', 'unreachable', `连不上服务 ${server}，请确认它在运行`);

const pathOf = (route: Route, params: Record<string, unknown>, query: Record<string, unknown>): string => {
  const path = route.path.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(params[name])));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value));
  return `${PREFIX}${path}${asked.size > 0 ? `?${asked}` : ''}`;
};

const readAll = async (answer: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) throw new Error('answer too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

interface Answer {
  status: number;
  type: string;
  bytes: Buffer;
}

/** One exchange; node's own `fetch` gives up after five minutes, and a push may take longer. */
const exchange = (
  url: string,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
  patient: boolean,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const open = url.startsWith('https:') ? overHttps : overHttp;
    const sent: ClientRequest = open(url, { method, headers, agent: false }, (answer) => {
      readAll(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', bytes }),
        reject,
      );
    });
    sent.on('error', reject);
    if (!patient) sent.setTimeout(QUIET_MS, () => sent.destroy(new Error('no answer in time')));
    sent.end(body);
  });

const readJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};

const refusalOf = ({ status, bytes }: Answer): Failure => {
  const refusal = ErrorOut.safeParse(readJson(bytes));
  if (!refusal.success)
    return new Failure(kindOf(status), `http_${status}`, `服务回答了 ${status}，请确认 --server 地址对不对`);
  const { code, data = {} } = refusal.data.error;
  return new Failure(kindOf(status), code, wordsFor(code, data), data);
};

const outOf = <R extends Route>(route: R, { type, bytes }: Answer): OutOf<R> => {
  if (route.out === 'nothing') return undefined as OutOf<R>;
  if (route.out === 'bytes') return { bytes, type } as unknown as OutOf<R>;
  const parsed = route.out.safeParse(readJson(bytes));
  if (!parsed.success) throw new Failure('failed', 'bad_answer', '服务的回答看不懂，可能和这个工具的版本不一致');
  return parsed.data as OutOf<R>;
};

/** A client of one server, with the token of its sign-in. */
export const createClient = ({
  server,
  token,
  newKey,
}: {
  server: string;
  token: string | undefined;
  /** Makes the `Idempotency-Key` of one call. */
  newKey(): string;
}): Client => ({
  call: async (route, input, patient = false) => {
    const {
      params = {},
      query = {},
      body,
    } = input as Record<'params' | 'query' | 'body', Record<string, unknown> | undefined>;
    const writes = route.method !== 'GET';
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string> = {
      Accept: 'application/json',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(writes ? { 'Idempotency-Key': newKey() } : {}),
      ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
      'Content-Length': String(Buffer.byteLength(text ?? '')),
    };
    const answer = await exchange(server + pathOf(route, params, query), route.method, headers, text, patient).catch(
      () => {
        throw unreachable(server);
      },
    );
    if (answer.status < 200 || answer.status > 299) throw refusalOf(answer);
    return outOf(route, answer);
  },
});
