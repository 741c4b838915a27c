import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import { type Clock, realNow } from '../kernel/clock.js';
import { randomIds } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import { currentTrace, traced } from '../kernel/trace.js';
import { type DoctorReport, PREFIX, type StatusReport } from './contract.js';
import type { AdminServices, Edge } from './edge.js';
import { errorSink } from './errors.js';
import { createGuards } from './guards.js';
import { readsInTime } from './in-time.js';
import { createLimiter } from './limiter.js';
import { createOn } from './on.js';
import { accountRoutes } from './routes/accounts.js';
import { campaignRoutes } from './routes/campaigns.js';
import { customerRoutes } from './routes/customers.js';
import { deskRoutes } from './routes/desk.js';
import { nluRoutes } from './routes/nlu.js';
import { noticeRoutes } from './routes/notices.js';
import { outletRoutes } from './routes/outlets.js';
import { questionRoutes } from './routes/questions.js';
import { serviceRoutes } from './routes/service.js';
import { sessionRoutes } from './routes/sessions.js';
import { ticketRoutes } from './routes/tickets.js';
import { voiceRoutes } from './routes/voices.js';

export type { DoctorReport, StatusReport } from './contract.js';
export type { AdminServices } from './edge.js';

/** What the API stands on; `health` and `doctor` may take as long as their own time-outs. */
export interface AdminApiDeps {
  services: AdminServices;
  health(): Promise<StatusReport>;
  doctor(): Promise<DoctorReport>;
  clock: Clock;
  log: Log;
  /** Real milliseconds that a read may take. */
  readMs?: number;
}

const READ_MS = 10_000;

const secured: Middleware = async (ctx, next) => {
  ctx.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  await next();
};

/** A request and all that it sets off, such as words to a resident, under one trace; the caller is told it, to find the lines in the log. */
const underTrace: Middleware = async (ctx, next) => {
  const id = randomIds.id();
  await traced(id, () => {
    ctx.set('X-Trace', currentTrace() ?? '');
    return next();
  });
};

/** All routes below `PREFIX`. */
export const createAdminRouter = ({ services, health, doctor, clock, log, readMs = READ_MS }: AdminApiDeps): Router => {
  const router = new Router({ prefix: PREFIX });
  router.use(readsInTime(readMs));
  const guards = createGuards({ services, limiter: createLimiter(realNow), ids: randomIds, log });
  const edge: Edge = { on: createOn(router), guards, services, clock, health, doctor };
  for (const group of [
    sessionRoutes,
    accountRoutes,
    noticeRoutes,
    customerRoutes,
    deskRoutes,
    outletRoutes,
    questionRoutes,
    ticketRoutes,
    voiceRoutes,
    campaignRoutes,
    nluRoutes,
    serviceRoutes,
  ])
    group(edge);
  return router;
};

/**
 * The admin API as a Koa app; listening is the caller's work, and so are paths outside `PREFIX` (middleware added later sees them).
 * A push of bills is answered when it is done: the listener must set no time limit on answers.
 */
export const createAdminApi = (deps: AdminApiDeps): Koa => {
  const app = new Koa();
  app.on('error', (error) => deps.log.warn({ err: error }, 'admin connection failed'));
  app.use(underTrace);
  app.use(secured);
  app.use(errorSink(deps));
  app.use(createAdminRouter(deps).routes());
  return app;
};
