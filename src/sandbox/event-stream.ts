import { PassThrough } from 'node:stream';
import type { Context } from 'koa';

const PING_MS = 15_000;

/**
 * Answers with server-sent events until the browser or the sandbox ends.
 * @param subscribe gets the function that sends one event and returns what stops it
 */
export const answerEvents = (
  ctx: Context,
  signal: AbortSignal,
  subscribe: (send: (data: object, id?: number) => void) => () => void,
): void => {
  const stream = new PassThrough();
  ctx.status = 200;
  ctx.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  });
  ctx.body = stream;
  stream.write(': open\n\n');
  const unsubscribe = subscribe((data, id) => {
    stream.write(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  });
  const ping = setInterval(() => stream.write(': ping\n\n'), PING_MS);
  const end = (): void => {
    clearInterval(ping);
    signal.removeEventListener('abort', end);
    unsubscribe();
    stream.end();
  };
  signal.addEventListener('abort', end);
  ctx.res.once('close', end);
};
