import { setTimeout as pause } from 'node:timers/promises';
import type { Context, Middleware } from 'koa';
import { type Clock, realNow } from '../kernel/clock.js';
import { Refused, reasonOf } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import { type CallLog, type PlatformCall, trimmed } from './calls.js';
import { PlatformError, refusalBody } from './errcodes.js';
import type { Fault, Faults } from './faults.js';
import { isPlatformPath } from './guard.js';
import { readAll } from './http.js';
import { MODELS_PATH } from './hugging-face.js';
import { parseJson } from './input.js';
import { speechError } from './speech.js';
import { CHAT_PATH } from './text-models.js';

/** What every call of the service passes: the call log, the faults that a tester asked for, and the platform's form of refusals. */
export interface EdgeDeps {
  calls: CallLog;
  faults: Faults;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

const MAX_BODY = 12 * 1024 * 1024;

/** WeChat's own content type, which is no registered parameter and which clients must bear. */
export const WECHAT_JSON = 'application/json; encoding=utf-8';

/** Answers with JSON as WeChat labels it. @param text the JSON when it holds what JavaScript's numbers cannot */
export const answerJson = (ctx: Context, value: object, text = JSON.stringify(value)): void => {
  ctx.status = 200;
  ctx.set('Content-Type', WECHAT_JSON);
  ctx.body = text;
  ctx.state.answer = value;
};

/** The bytes of the request, read before any route. */
export const bodyOf = (ctx: Context): Buffer => {
  const body: unknown = ctx.state.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
};

/** Tencent's clients post to `/` and name the action in a header. */
const platformPathOf = (ctx: Context): string | undefined => {
  if (ctx.path === '/' && ctx.method === 'POST' && ctx.get('x-tc-action')) return '/speech';
  return isPlatformPath(ctx.path) ? ctx.path : undefined;
};

const readable = (body: Buffer, type: string): unknown => {
  if (body.length === 0) return null;
  if (/^(multipart|audio)\//.test(type)) return { bytes: body.length, type };
  const text = body.toString('utf8');
  return trimmed(parseJson(text) ?? text);
};

const isModel = ({ path }: Context): boolean => path.startsWith(`${MODELS_PATH}/`) || path === CHAT_PATH;

/** Hugging Face refuses with a status and a sentence. */
const refuseModel = (ctx: Context, errcode: number | string): void => {
  ctx.status = 503;
  ctx.body = { error: String(errcode) };
  ctx.state.answer = ctx.body;
};

const spoil = async (ctx: Context, fault: Fault): Promise<void> => {
  const { errcode, status, body, hang } = fault;
  if (hang) {
    ctx.respond = false;
    await new Promise<void>((resolve) => ctx.res.once('close', () => resolve()));
    return;
  }
  if (errcode === undefined && status === undefined && body === undefined) return;
  if (errcode !== undefined) {
    if (ctx.path === '/speech') answerJson(ctx, speechError(String(errcode)));
    else if (isModel(ctx)) refuseModel(ctx, errcode);
    else answerJson(ctx, { ...refusalBody(Number(errcode)), errcode });
  }
  if (body !== undefined) {
    const json = isModel(ctx) ? 'application/json' : WECHAT_JSON;
    ctx.set('Content-Type', parseJson(body) === undefined ? 'text/plain; charset=utf-8' : json);
    ctx.body = body;
    ctx.state.answer = body;
  }
  if (status !== undefined) {
    if (body === undefined && errcode === undefined) ctx.body = '';
    ctx.status = status;
  }
};

/** Runs the route and turns refusals into the platform's answers. */
const run = async (ctx: Context, next: () => Promise<unknown>, log: Log): Promise<void> => {
  try {
    await next();
    if (ctx.status === 404 && ctx.body === undefined) answerJson(ctx, refusalBody(40066));
  } catch (error) {
    if (error instanceof PlatformError) answerJson(ctx, refusalBody(error.errcode, error.message));
    else {
      log.error({ err: error, path: ctx.path }, 'a platform call failed');
      answerJson(ctx, refusalBody(-1, reasonOf(error)));
    }
  }
};

const note = (call: PlatformCall, ctx: Context, started: number): void => {
  const answer: unknown = ctx.state.answer ?? ctx.body;
  call.status = ctx.status;
  call.answer = Buffer.isBuffer(answer) ? { bytes: answer.length, type: ctx.type } : trimmed(answer ?? null);
  call.ms = realNow() - started;
};

const querystring = (ctx: Context): Record<string, string> =>
  Object.fromEntries(Object.entries(ctx.query).map(([name, value]) => [name, String(value ?? '')]));

/** Stands before all routes; it touches only what the service calls and lets everything else pass. */
export const platformEdge =
  ({ calls, faults, clock, log, signal }: EdgeDeps): Middleware =>
  async (ctx, next) => {
    const path = platformPathOf(ctx);
    if (path === undefined) return next();
    ctx.path = path;
    const started = realNow();
    const at = clock.now().toISOString();
    try {
      ctx.state.body = await readAll(ctx.req, MAX_BODY);
    } catch (error) {
      ctx.status = error instanceof Refused ? 413 : 400;
      return;
    }
    const body = readable(bodyOf(ctx), ctx.get('content-type'));
    const call = calls.open({ at, method: ctx.method, path, query: querystring(ctx), body });
    const fault = faults.take(path);
    if (fault?.delayMs) await pause(fault.delayMs, undefined, { signal }).catch(() => undefined);
    const spoils =
      fault && (fault.hang || fault.errcode !== undefined || fault.status !== undefined || fault.body !== undefined);
    if (!spoils || fault.after) await run(ctx, next, log);
    if (fault) await spoil(ctx, fault);
    if (!fault?.hang) note(call, ctx, started);
  };
