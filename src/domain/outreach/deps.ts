import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { DailySpan } from '../../kernel/daily.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import type { CampaignStore } from './campaign-store.js';
import type { BillLetter, ComposeBill, SendTemplate, TellBill } from './door.js';
import type { FinishStore } from './finish-store.js';
import type { QuietStore } from './quiet-store.js';
import type { RecipientStore } from './recipient-store.js';
import type { SubscriptionStore } from './subscription-store.js';

export interface OutreachDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  send: SendTemplate;
  compose: ComposeBill;
  /** Of these openids, those that follow and may be pushed to. */
  following: (openids: readonly string[]) => Promise<ReadonlySet<string>>;
  log: Log;
  /** For a recipient whose template message is refused; without it that is the end. */
  tell?: TellBill;
  /**
   * Called for each recipient just settled as sent, a few at once. It may be called again under the same cause, and is not called when
   * the process dies in between; what it throws is logged.
   */
  afterSent?: (letter: BillLetter) => Promise<void>;
  /** When nothing is pushed to anybody. */
  quiet?: DailySpan;
  /** Recipients above which a push that staff start needs a second person; 0 = never. */
  approvalOver?: number;
  /** Real milliseconds for which a run holds what it took unless it renews it; a dead run's rows are free after that. */
  leaseMs?: number;
  /** Real milliseconds before the second and the third try of one send. */
  pausesMs?: readonly [number, number];
  /** Real milliseconds before a recipient that could not be reached is taken up by another round. */
  roundMs?: number;
}

type Optional = 'tell' | 'afterSent' | 'quiet';

export type OutreachTools = Required<Omit<OutreachDeps, 'db' | Optional>> &
  Pick<OutreachDeps, Optional> & {
    campaigns: CampaignStore;
    recipients: RecipientStore;
    subscriptions: SubscriptionStore;
    finishes: FinishStore;
    quietHours: QuietStore;
  };
