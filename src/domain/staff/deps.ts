import type { Clock } from '../../kernel/clock.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import type { Passwords } from './passwords.js';
import type { StaffStore } from './store.js';

/** Writes one line of the audit trail. */
export type Audit = (act: {
  who: string;
  what: string;
  which: string;
  result: 'done' | 'refused';
  detail?: Readonly<Record<string, string | number | boolean>>;
}) => Promise<void>;

export interface UseCaseDeps {
  store: StaffStore;
  passwords: Passwords;
  clock: Clock;
  ids: Ids;
  audit: Audit;
  log: Log;
}
