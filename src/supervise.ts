import { type Connection, pingDatabase } from './database/connect.js';
import { createHealth, type Health } from './health.js';
import type { Clock } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import type { Observer } from './observe.js';
import type { Services } from './services.js';
import type { Speech } from './speech/index.js';
import type { WechatIn, WechatOut } from './wechat/index.js';

/** The parts of a web process that are watched. */
export interface Supervised {
  config: Config;
  db: Connection;
  clock: Clock;
  observer: Observer;
  services: Services;
  out: WechatOut;
  messages: WechatIn['messages'];
  figures: WechatIn['figures'];
  speech: Speech;
  version: string;
}

/** Real milliseconds in which the store answers, if it is well. */
const PING_MS = 2000;

/** Puts the watches of `/metrics` on the parts, and makes what the service says of itself to staff. */
export const supervise = (parts: Supervised): Health => {
  const { config, db, clock, observer, services, out, messages, figures, speech, version } = parts;
  const ping = (): Promise<void> => pingDatabase(db, PING_MS);
  const busy = (): number => messages.busy;
  observer.watchPushes(services.outreach);
  observer.watchBusy(busy);
  observer.watchUnfinished(figures.unfinished);
  observer.watchSpeech(speech.resting);
  observer.watchStore(ping);
  return createHealth({ config, client: out.client, clock, version, busy, ping });
};
