import { reasonOf } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import type { ClaimBoxes, ClaimRow, ClaimStore } from './claims.js';
import type { Run } from './run.js';
import { pause, type Timers } from './timers.js';

/** `later`: ours, but there is no room for it now. */
export type Claimed = { kind: 'ours' | 'later' | 'failed' } | { kind: 'theirs'; row: ClaimRow };

export interface TakeClaimDeps {
  store: Pick<ClaimStore, 'insert' | 'find'>;
  boxes: ClaimBoxes;
  owner: string;
  timers: Timers;
  leaseMs: number;
  log: Log;
}

const AGAIN_MS = 300;

/** Writes a message's claim, again and again while somebody waits; a write whose answer was lost is known again by its owner. */
export const createTakeClaim =
  ({ store, boxes, owner, timers, leaseMs, log }: TakeClaimDeps) =>
  async (run: Run, crowded: boolean): Promise<Claimed> => {
    const { key, resident } = run;
    const turn = boxes.closeTurn(run.pending);
    const ours = { kind: crowded ? 'later' : 'ours' } as const;
    for (let broken = false; ; broken = true) {
      try {
        const until = timers.now() + (crowded ? 0 : leaseMs);
        if (await store.insert({ key, resident, state: 'working', owner, until, tries: 1, turn })) return ours;
        const row = await store.find(key);
        if (broken && row?.state === 'working' && row.owner === owner) return ours;
        if (row) return { kind: 'theirs', row };
      } catch (error) {
        log.warn({ key, reason: reasonOf(error) }, 'a message could not be claimed');
        if (!run.open) return { kind: 'failed' };
        await pause(AGAIN_MS);
      }
    }
  };
