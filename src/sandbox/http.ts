import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { reasonOf, refuse } from '../kernel/errors.js';

/** How a call ended: with an answer, cut because it was late, or without any connection worth the name. */
export type Answer =
  | { kind: 'answer'; status: number; type: string; body: string }
  | { kind: 'late' }
  | { kind: 'unreachable'; reason: string };

/** One HTTP call to be made. */
export interface Call {
  url: string;
  method: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Real milliseconds after which the connection is cut. */
  cutMs: number;
  /** The most bytes of an answer that are read; more counts as unreachable. */
  maxBytes?: number;
  signal?: AbortSignal;
}

const DEFAULT_MAX = 32 * 1024 * 1024;

/** One HTTP call on a connection of its own, so that a restarted peer is never met on a dead one. Never throws. */
export const callHttp = ({
  url,
  method,
  headers,
  body,
  cutMs,
  maxBytes = DEFAULT_MAX,
  signal,
}: Call): Promise<Answer> =>
  new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
      call.destroy();
    };
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const call = request(
      url,
      {
        method,
        agent: false,
        headers: { ...headers, ...(bytes ? { 'content-length': String(bytes.length) } : {}) },
        ...(signal ? { signal } : {}),
      },
      (response) => {
        readAll(response, maxBytes).then(
          (read) =>
            settle({
              kind: 'answer',
              status: response.statusCode ?? 0,
              type: response.headers['content-type'] ?? '',
              body: read.toString('utf8'),
            }),
          (error) => settle({ kind: 'unreachable', reason: reasonOf(error) }),
        );
      },
    );
    timer = setTimeout(() => settle({ kind: 'late' }), cutMs);
    call.on('error', (error) => settle({ kind: 'unreachable', reason: reasonOf(error) }));
    call.end(bytes);
  });

/** Reads a request or an answer whole. @throws Refused too_large */
export const readAll = async (stream: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return refuse('too_large', `more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
