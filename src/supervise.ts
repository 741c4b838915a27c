import type { DoctorReport, StatusReport } from './admin-api/index.js';
import { type Connection, pingDatabase } from './database/connect.js';
import { createDoctor } from './doctor.js';
import { createHealth } from './health.js';
import type { Clock } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import type { Seal } from './kernel/crypto.js';
import { reasonOf } from './kernel/errors.js';
import type { Log } from './kernel/log.js';
import type { Observer } from './observe.js';
import { probeStore } from './probe-store.js';
import type { Scheduler } from './scheduler/index.js';
import type { Helper } from './second-opinion/index.js';
import type { Services } from './services.js';
import type { Speech } from './speech/index.js';
import type { WechatIn, WechatOut } from './wechat/index.js';

/** The parts of a web process that are watched. */
export interface Supervised {
  config: Config;
  db: Connection;
  clock: Clock;
  observer: Observer;
  seal: Seal;
  scheduler: Scheduler;
  log: Log;
  services: Services;
  out: WechatOut;
  messages: WechatIn['messages'];
  figures: WechatIn['figures'];
  speech: Speech;
  helper: Helper | undefined;
  version: string;
}

/** What staff may ask of the service itself. */
export interface Supervision {
  status(): Promise<StatusReport>;
  doctor(): Promise<DoctorReport>;
}

/** Real milliseconds in which the store answers, if it is well. */
const PING_MS = 2000;

/** Puts the watches of `/metrics` on the parts, and makes what the service says of itself to staff. */
export const supervise = (parts: Supervised): Supervision => {
  const {
    config,
    db,
    clock,
    seal,
    observer,
    services,
    out,
    messages,
    figures,
    speech,
    helper,
    scheduler,
    version,
    log,
  } = parts;
  const ping = (): Promise<void> => pingDatabase(db, PING_MS);
  const busy = (): number => messages.busy;
  observer.watchPushes(services.outreach);
  observer.watchDesk(services.desk);
  observer.watchBusy(busy);
  observer.watchUnfinished(figures.unfinished);
  observer.watchSpeech(speech.resting);
  if (helper) observer.watchHelper(helper.resting);
  observer.watchStore(ping);
  const probes = probeStore(db, seal);
  probes.markKeys().catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'the keys were not marked'));
  const { counted } = observer;
  const { resting } = speech;
  const { look } = scheduler;
  return {
    ...createHealth({ config, clock, version, ping, busy, figures, counted, resting, look, services }),
    ...createDoctor({ config, clock, ping, probes, out, speech, helper, look }),
  };
};
