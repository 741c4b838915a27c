import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import type { ComposeBill, SendTemplate } from './door.js';
import type { FinishStore } from './finish-store.js';
import type { CampaignStore } from './store.js';
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
  /** Real milliseconds for which a run holds what it took; a dead run's rows are free after that. */
  leaseMs?: number;
  /** Real milliseconds before the second and the third try of one send. */
  pausesMs?: readonly [number, number];
  /** Real milliseconds before a recipient that could not be reached is taken up by another round. */
  roundMs?: number;
}

export type OutreachTools = Required<Omit<OutreachDeps, 'db'>> & {
  store: CampaignStore;
  subscriptions: SubscriptionStore;
  finishes: FinishStore;
};
