import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import type { Day } from '../../kernel/dates.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import type { OpeningHours, OpenState } from '../../kernel/opening.js';
import type { DeskTalk, DeskTicket, TellResident } from './door.js';
import type { FileStore } from './file-store.js';
import type { SaidSeal } from './present-talk.js';
import type { DeskStore } from './store.js';

export interface DeskDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  /** When a person is there; without them never. */
  hours?: OpeningHours | undefined;
  isHoliday(day: Day): boolean;
  tell: TellResident;
  /** Files a ticket that goes on with a conversation, once a cause. */
  fileTicket(input: { talk: DeskTalk; cause: string }): Promise<DeskTicket>;
  /** Fetches a file from the platform. @throws Refused platform_refused (gone for good) | platform_unreachable (try again) */
  fetchMedia(mediaId: string): Promise<{ bytes: Buffer; type: string }>;
  /** Whether a clerk is signed in and the account not shut out. */
  isOnDuty(user: string): Promise<boolean>;
  log: Log;
}

/** What the use cases work with. */
export interface DeskTools extends Omit<DeskDeps, 'db'> {
  store: DeskStore;
  files: FileStore;
  said: SaidSeal;
  stateAt(at: Date): OpenState;
}
