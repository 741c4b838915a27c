import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import type { Link } from './chain.js';
import type { Activity, RecordedAct } from './door.js';
import { recordAct } from './record-act.js';
import { activityStore } from './store.js';
import { verifyChain } from './verify-chain.js';

export type * from './door.js';

const present = ({ seq, at, who, what, which, result, detail }: Link): RecordedAct => ({
  seq,
  at,
  who,
  what,
  which,
  result,
  ...(detail ? { detail } : {}),
});

/** The audit trail: append-only, each act bound to all before it by its hash. */
export const createActivity = ({ db, clock, log }: { db: Connection; clock: Clock; log: Log }): Activity => {
  const store = activityStore(db);
  return {
    record: recordAct({ store, clock, log }),
    list: async ({ after, limit }) => (await store.newest(after, limit)).map(present),
    verify: verifyChain({ store }),
  };
};
