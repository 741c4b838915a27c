import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import type { FetchMedia, Notify, Reach } from './door.js';
import type { MediaStore } from './media-store.js';
import type { TicketSeals } from './present-ticket.js';
import type { ResidentStore } from './resident-store.js';
import type { TicketStore } from './store.js';

/** An act of nobody on staff; what clerks do is recorded at the door that they came through. */
export interface SystemAct {
  who: 'system';
  what: string;
  which: string;
  result: 'done';
}

export interface TicketsDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  notify: Notify;
  reach(openids: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
  fetchMedia: FetchMedia;
  /** Told when a new ticket brought files: the platform keeps them for days only, so they are fetched soon and not by the job alone. */
  filesWait?: () => void;
  audit: (act: SystemAct) => Promise<void>;
  log: Log;
  /** Real milliseconds until a file that could not be reached is tried again. */
  mediaRetryMs?: number;
}

/** What the use cases work with. */
export interface TicketTools extends Omit<TicketsDeps, 'db'> {
  store: TicketStore;
  own: ResidentStore;
  files: MediaStore;
  seals: TicketSeals;
}
