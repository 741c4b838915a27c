import { once, setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Koa from 'koa';
import { reasonOf, refuse } from '../kernel/errors.js';
import { platformApi } from './api.js';
import { createCallLog } from './calls.js';
import { createCustomerService } from './customer-service.js';
import { createServiceDoor } from './door.js';
import { driverApi } from './driver.js';
import { createFaults } from './faults.js';
import { createFinishEvents } from './finish-events.js';
import { guard } from './guard.js';
import { createModelService } from './hugging-face.js';
import type { Sandbox, SandboxOptions } from './index.js';
import { fieldsOf } from './input.js';
import { type Journal, openJournal } from './journal.js';
import { createMediaStore } from './media.js';
import { createMenu } from './menu.js';
import { phonePage } from './page.js';
import { platformEdge } from './platform-edge.js';
import { createPusher } from './push.js';
import { createPushSigner } from './push-signer.js';
import { createResidents } from './residents.js';
import { createSettings } from './settings.js';
import { createSmsGateway } from './sms.js';
import { createSpeechService } from './speech.js';
import { createTemplateMessages } from './templates.js';
import { createTextModels } from './text-models.js';
import { createThreads } from './threads.js';
import { createTokenServer } from './tokens.js';
import { createMessageWindows } from './windows.js';

const CUT_MS = 5000;
/** Longer than any client keeps an idle connection, so that none writes into one that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

const listen = async (server: Server, { host, port }: SandboxOptions): Promise<number> => {
  const listening = once(server, 'listening');
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    const isTaken = fieldsOf(error).code === 'EADDRINUSE';
    return refuse(isTaken ? 'port_in_use' : 'bad_configuration', isTaken ? `${host}:${port}` : reasonOf(error));
  }
  return (server.address() as AddressInfo).port;
};

/** The wiring of the sandbox: its parts on one journal, behind one application. */
const compose = (options: SandboxOptions, journal: Journal, origin: string, signal: AbortSignal): Koa => {
  const { clock, log, wechat: account, service } = options;
  const settings = createSettings(journal, account.encodingAesKey);
  const residents = createResidents(journal, clock);
  const threads = createThreads(journal, clock);
  const windows = createMessageWindows(journal, clock);
  const media = createMediaStore(journal, join(options.dataDir, 'media'), clock);
  const menu = createMenu(journal);
  const sms = createSmsGateway(journal, clock);
  const models = createModelService(options.speech.hfToken);
  const textModels = createTextModels(options.speech.hfToken);
  const speech = createSpeechService(journal, options.speech, models.remember);
  const tokens = createTokenServer(journal, clock, account);
  const templates = createTemplateMessages({ journal, residents, threads, clock });
  const customerService = createCustomerService({ journal, residents, threads, windows, media, clock });
  const cutMs = options.cutMs ?? CUT_MS;
  const { callbackUrl } = service;
  const signer = createPushSigner(account, settings, clock);
  const pusher = createPusher({ journal, account, signer, threads, media, log, callbackUrl, cutMs, signal });
  const finishEvents = createFinishEvents(templates, pusher, residents, signal);
  const door = createServiceDoor(service.doorUrl, service.doorKey, signal);
  const faults = createFaults();
  const calls = createCallLog();
  const mediaUrl = (id: string): string => `${origin}/sandbox/api/media/${id}`;
  const { remember } = speech;
  const { companyName } = options;
  const platform = {
    tokens,
    customerService,
    templates,
    finishEvents,
    media,
    menu,
    residents,
    sms,
    smsKey: options.sms.key,
    speech,
    models,
    textModels,
  };
  const driver = { residents, threads, media, menu, sms, calls, faults, settings, pusher, door, windows, companyName };

  const app = new Koa();
  app.on('error', (error: Error) => log.error({ err: error }, 'the sandbox failed at a request'));
  app.use(guard());
  app.use(platformEdge({ calls, faults, clock, log, signal }));
  app.use(async (ctx, next) => {
    if (ctx.path !== '/healthz') return next();
    ctx.body = { status: 'ok', pid: process.pid, roles: options.roles ?? ['sandbox'] };
  });
  app.use(platformApi({ ...platform, mediaUrl }).routes());
  app.use(driverApi({ ...driver, journal, clock, mediaUrl, remember, signal }).routes());
  app.use(phonePage());
  finishEvents.wake();
  return app;
};

/**
 * Starts WeChat's platform for one account on this machine.
 * @throws Refused port_in_use | data_folder_unwritable | bad_configuration (a damaged journal, an address that is not ours)
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const port = await listen(server, options);
  const anyAddress = options.host === '0.0.0.0' || options.host === '::';
  const origin = `http://${anyAddress ? '127.0.0.1' : options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const closeServer = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  try {
    const journal = openJournal(join(options.dataDir, 'journal.jsonl'));
    server.on('request', compose(options, journal, origin, ending.signal).callback());
    return {
      port,
      origin,
      close: async () => {
        ending.abort();
        await closeServer();
        journal.close();
      },
    };
  } catch (error) {
    await closeServer();
    throw error;
  }
};
