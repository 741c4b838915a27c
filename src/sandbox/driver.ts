import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { DemoClock } from '../kernel/clock.js';
import { type RefusalKind, Refused, refuse } from '../kernel/errors.js';
import type { CallLog } from './calls.js';
import type { ServiceDoor } from './door.js';
import { answerEvents } from './event-stream.js';
import type { Faults } from './faults.js';
import { readAll } from './http.js';
import { type Fields, isFields, maybeString, needNumber, parseJson, stringOf } from './input.js';
import type { MediaStore } from './media.js';
import type { Menu } from './menu.js';
import type { Pusher } from './push.js';
import type { Residents } from './residents.js';
import { type SendDeps, sendAsResident } from './send.js';
import type { Settings } from './settings.js';
import type { SmsGateway } from './sms.js';
import type { Threads } from './threads.js';

/** What the driver API lets a tester or the phone page do. */
export interface DriverDeps extends SendDeps {
  clock: DemoClock;
  residents: Residents;
  threads: Threads;
  media: MediaStore;
  menu: Menu;
  sms: SmsGateway;
  calls: CallLog;
  faults: Faults;
  settings: Settings;
  pusher: Pusher;
  door: ServiceDoor;
  companyName: string;
  signal: AbortSignal;
}

const MAX_BODY = 16 * 1024 * 1024;
const MOST_RESIDENTS = 100_000;
const CHUNK = 1000;
const LONGEST_WAIT_S = 60;
const TEN_YEARS_S = 10 * 366 * 86_400;

const statuses: Record<RefusalKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  failed: 503,
};

/** Refusals as `{"error":{"code","message"}}`. */
export const driverErrors: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    ctx.status = error.code === 'too_large' ? 413 : statuses[error.kind];
    ctx.body = { error: { code: error.code, message: error.detail } };
  }
};

const bodyOf = async (ctx: Context): Promise<Fields> => {
  const text = (await readAll(ctx.req, MAX_BODY)).toString('utf8');
  const value = text.trim() === '' ? {} : parseJson(text);
  return isFields(value) ? value : refuse('bad_input', 'the body must be a JSON object');
};

const queryOf = (ctx: Context, name: string): string | undefined => stringOf(ctx.query[name]);
const wholeNumber = (text: string | undefined): number => (text && /^\d{1,9}$/.test(text) ? Number(text) : 0);

/** @returns aborted when the caller goes away or the sandbox ends */
const untilGone = (ctx: Context, signal: AbortSignal): AbortSignal => {
  const gone = new AbortController();
  ctx.res.once('close', () => gone.abort());
  return AbortSignal.any([signal, gone.signal]);
};

const addResidents = async (fields: Fields, { residents, door }: DriverDeps): Promise<object> => {
  if (fields.count === undefined) return { openid: residents.create(maybeString(fields, 'nickname')).openid };
  const count = Math.floor(needNumber(fields, 'count', 1, MOST_RESIDENTS));
  const subscribe = fields.subscribe === true;
  const openids: string[] = [];
  while (openids.length < count) {
    const chunk = residents.createFollowers(Math.min(CHUNK, count - openids.length));
    if (subscribe || fields.bind === true) await door.addResidents(chunk, subscribe);
    openids.push(...chunk);
  }
  return { openids };
};

const residentRoutes = (router: Router, deps: DriverDeps): void => {
  const { residents, threads, signal } = deps;
  const send = sendAsResident(deps);
  const openidOf = (ctx: { params: Record<string, string | undefined> }): string =>
    residents.need(ctx.params.openid ?? '').openid;

  router.get('/residents', (ctx) => {
    const items = residents.list().map(({ openid, nickname, following }) => ({
      openid,
      nickname,
      following,
      lastSeq: threads.lastSeq(openid),
    }));
    ctx.body = { items };
  });
  router.post('/residents', async (ctx) => {
    ctx.body = await addResidents(await bodyOf(ctx), deps);
    ctx.status = 201;
  });
  router.post('/residents/:openid/send', async (ctx) => {
    ctx.body = await send(openidOf(ctx), await bodyOf(ctx));
  });
  router.get('/residents/:openid/thread', async (ctx) => {
    const waitMs = Math.min(LONGEST_WAIT_S, Number(queryOf(ctx, 'wait')) || 0) * 1000;
    const after = wholeNumber(queryOf(ctx, 'after'));
    ctx.body = { messages: await threads.wait(openidOf(ctx), after, waitMs, untilGone(ctx, signal)) };
  });
  router.get('/residents/:openid/events', (ctx) => {
    const openid = openidOf(ctx);
    // A browser that comes back after a lost connection says in a header how far it had got.
    const after = Math.max(wholeNumber(ctx.get('last-event-id')), wholeNumber(queryOf(ctx, 'after')));
    answerEvents(ctx, signal, (push) => {
      for (const message of threads.after(openid, after)) push(message, message.seq);
      return threads.watch(openid, (message) => push(message, message.seq));
    });
  });
};

const readingRoutes = (
  router: Router,
  { clock, media, menu, sms, calls, door, companyName, signal }: DriverDeps,
): void => {
  router.get('/demo', async (ctx) => {
    ctx.body = await door.facts();
  });
  router.get('/now', (ctx) => {
    ctx.body = { now: clock.now().toISOString() };
  });
  router.get('/company', (ctx) => {
    ctx.body = { name: companyName };
  });
  router.get('/menu', (ctx) => {
    ctx.body = menu.current() ?? { button: [] };
  });
  router.get('/media/:mediaId', (ctx) => {
    const file = media.ever(ctx.params.mediaId ?? '') ?? refuse('not_found', 'no medium of this id');
    ctx.set('Content-Type', file.contentType);
    ctx.set('Cache-Control', 'private, max-age=86400');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.body = media.bytes(file);
  });
  router.get('/sms', (ctx) => {
    ctx.body = sms.list(queryOf(ctx, 'mobile'));
  });
  router.get('/sms/events', (ctx) => answerEvents(ctx, signal, (push) => sms.watch((message) => push(message))));
  router.get('/calls', (ctx) => {
    ctx.body = calls.list(queryOf(ctx, 'path'), queryOf(ctx, 'since'));
  });
};

const controlRoutes = (router: Router, { clock, faults, settings, pusher, door }: DriverDeps): void => {
  router.get('/faults', (ctx) => {
    ctx.body = { items: faults.list() };
  });
  router.post('/faults', async (ctx) => {
    faults.add(await bodyOf(ctx));
    ctx.status = 201;
    ctx.body = { items: faults.list() };
  });
  router.delete('/faults', (ctx) => {
    faults.clear();
    ctx.body = { items: [] };
  });
  router.post('/platform', async (ctx) => {
    const { mode, encodingAesKey } = await bodyOf(ctx);
    settings.change({ mode, encodingAesKey });
    ctx.body = { mode: settings.mode };
  });
  router.post('/platform/verify', async (ctx) => {
    ctx.body = await pusher.verify();
  });
  router.post('/clock', async (ctx) => {
    clock.advance(needNumber(await bodyOf(ctx), 'advanceSeconds', 0, TEN_YEARS_S));
    const ran = await door.runDue();
    ctx.body = { now: clock.now().toISOString(), ran };
  });
};

/** `/sandbox/api`. */
export const driverApi = (deps: DriverDeps): Router => {
  const router = new Router({ prefix: '/sandbox/api' });
  router.use(driverErrors);
  residentRoutes(router, deps);
  readingRoutes(router, deps);
  controlRoutes(router, deps);
  return router;
};
