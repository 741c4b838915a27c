import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import Koa, { type Middleware } from 'koa';
import { bindResidents, demoBirth, demoFacts, demoFeed, demoTariff, makeDemo, seedDemo } from '../demo/index.js';
import { demoJobs, jobs } from '../jobs/index.js';
import { menu } from '../templates/menu.js';
import { createAdminApi } from './admin-api/index.js';
import type { Closers } from './closers.js';
import { connectDatabase, prepareModels } from './database/connect.js';
import { migrate } from './database/migrations/index.js';
import { createDemoDoor } from './demo-door.js';
import type { Clock } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import { createSeal } from './kernel/crypto.js';
import { reasonOf, refuse } from './kernel/errors.js';
import { randomIds } from './kernel/ids.js';
import { createObserver, type Observer } from './observe.js';
import { createScheduler, type Scheduler } from './scheduler/index.js';
import type { Services } from './services.js';
import type { StartOptions } from './start.js';
import { supervise } from './supervise.js';
import { readTariffs } from './tariff-file.js';
import type { WechatOut } from './wechat/index.js';
import { wireServices } from './wiring.js';
import { type EdgeDeps, wireHelper, wireIn, wireOut, wirePorts, wireSpeech } from './wiring-edge.js';

const STOP_MS = 3000;

const listen = async (app: Koa, host: string, port: number): Promise<Server> => {
  const server = createServer(app.callback());
  server.requestTimeout = 0;
  server.headersTimeout = 10_000;
  const listening = once(server, 'listening');
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EADDRINUSE'
      ? refuse('port_in_use', `${host}:${port}`)
      : refuse('bad_configuration', reasonOf(error));
  }
  return server;
};

const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

const healthz =
  ({ roles }: Config): Middleware =>
  async (ctx, next) => {
    if (ctx.path !== '/healthz') return next();
    ctx.body = { status: 'ok', pid: process.pid, roles: [...roles] };
  };

const metricsDoor =
  ({ text, contentType }: Pick<Observer, 'text' | 'contentType'>): Middleware =>
  async (ctx, next) => {
    if (ctx.path !== '/metrics') return next();
    ctx.set('Content-Type', contentType);
    ctx.body = await text();
  };

/** The demo's data and staff; what is there is left alone. */
const seed = async ({ demo }: Config, services: Services) => {
  if (!demo) return undefined;
  const data = makeDemo(await demoBirth(services.notices, services.clock.now()));
  await seedDemo({ data, services });
  const there = new Set((await services.staff.accounts()).map(({ user }) => user));
  // The district clerk's is the district of the first demo customer.
  const district = data.customers[0]?.district ?? '';
  for (const account of demo.secrets.staff)
    if (!there.has(account.user))
      await services.staff.putAccount({ ...account, ...(account.role === 'district' ? { district } : {}) });
  return data;
};

type DemoWorld = Awaited<ReturnType<typeof seed>>;

const startWeb = async (options: StartOptions, edge: EdgeDeps, parts: WebParts, closers: Closers): Promise<void> => {
  const { config, log, version } = options;
  const { services, out, scheduler, data } = parts;
  const speech = wireSpeech(edge);
  const helper = wireHelper(edge);
  const { messages, middleware, figures } = wireIn({ ...edge, speech, helper }, out, services);
  await prepareModels(edge.db);
  closers.add('knowledge', services.knowledge.follow());
  await messages.start({ alone: !config.mongodbUri });
  closers.add('messages', () => messages.stop(STOP_MS));

  const health = supervise({ ...edge, ...parts, messages, figures, speech, helper, version });
  const admin = createAdminApi({ services, health: health.status, doctor: health.doctor, clock: edge.clock, log });
  admin.use(healthz(config));
  admin.use(metricsDoor(edge.observer));
  if (config.demo && data)
    admin.use(
      createDemoDoor({
        key: config.demo.secrets.doorKey,
        facts: () => demoFacts({ data, services }),
        runDue: () => scheduler.runDue(),
        addResidents: (asked) => bindResidents({ origin: data, services, ...asked }),
        log,
      }),
    );
  const callback = new Koa({ proxy: config.trustProxy });
  callback.on('error', (error: unknown) => log.warn({ reason: reasonOf(error) }, 'callback connection failed'));
  callback.use(healthz(config));
  callback.use(middleware);
  for (const [name, app, port] of [
    ['admin', admin, config.adminPort],
    ['callback', callback, config.port],
  ] as const) {
    const server = await listen(app, config.host, port);
    closers.add(name, () => shut(server));
  }
};

interface WebParts {
  services: ReturnType<typeof wireServices>;
  out: WechatOut;
  scheduler: Scheduler;
  data: DemoWorld;
}

/**
 * Starts what speaks with residents and staff (web) and what works by itself (worker), on the database of this address.
 * @throws Refused port_in_use | database_unreachable | database_newer | migration_failed | bad_configuration
 */
export const startService = async (
  options: StartOptions,
  uri: string,
  clock: Clock,
  closers: Closers,
): Promise<void> => {
  const { config, log } = options;
  const db = await connectDatabase({ uri, log });
  closers.add('database', () => db.close());
  await migrate({ db, log });
  const edge: EdgeDeps = {
    config,
    db,
    clock,
    ids: randomIds,
    seal: createSeal(config.seal),
    observer: createObserver({ ofProcess: true }),
    log,
  };
  const out = wireOut(edge);
  const services = wireServices({
    ...edge,
    company: config.company,
    push: config.push,
    deskHours: config.deskHours,
    tariffs: config.tariffFile ? readTariffs(config.tariffFile) : [demoTariff],
    ports: wirePorts(edge, out),
  });
  await prepareModels(db);
  const data = await seed(config, services);
  await services.knowledge.load();
  const scheduler = createScheduler<Services>({
    db,
    jobs: edge.observer.tallied(data ? demoJobs(demoFeed(data, services)) : jobs),
    services,
    clock,
    log,
  });
  await prepareModels(db);
  if (config.roles.has('web')) {
    await startWeb(options, edge, { services, out, scheduler, data }, closers);
    await out
      .publishMenu(menu)
      .catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'the menu was not published'));
  }
  if (config.roles.has('worker')) {
    await scheduler.start();
    closers.add('scheduler', () => scheduler.stop());
  }
};
