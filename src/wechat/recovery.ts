import { reasonOf } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import { traced } from '../kernel/trace.js';
import type { ClaimBoxes, ClaimChange, ClaimRow, ClaimStore } from './claims.js';
import { type Late, SENDING_MS } from './late.js';
import { followUps, kfMessages } from './outbound.js';
import type { Timers } from './timers.js';

export interface RecoveryDeps {
  store: ClaimStore;
  boxes: ClaimBoxes;
  late: Late;
  owner: string;
  timers: Timers;
  leaseMs: number;
  /** real milliseconds between two looks */
  lookMs: number;
  log: Log;
  /** How many more may be worked on. */
  room(): number;
  /** Being worked on in this process: not left, only slow. */
  held(key: string): boolean;
  /** Runs the turn of a claim that is now ours, to its end. */
  rerun(row: ClaimRow): Promise<void>;
  /** Prolongs the leases of what this process works on. */
  renew(): Promise<void>;
}

const BATCH = 50;

/** Takes up what others, or this process before a restart, left unfinished, and keeps this process's own leases alive. */
export const createRecovery = (deps: RecoveryDeps) => {
  const { store, late, owner, timers, leaseMs, lookMs, log } = deps;

  const take = (row: ClaimRow, change: ClaimChange): Promise<boolean> =>
    store.move(row.key, { state: row.state, owner: row.owner, expiredBy: timers.now() }, { owner, ...change });

  const steps = {
    working: async (row: ClaimRow) => {
      if (await take(row, { until: timers.now() + leaseMs, tries: row.tries + 1 })) await deps.rerun(row);
    },
    passive: async (row: ClaimRow) => {
      const spoken = deps.boxes.openAnswer(row);
      if (spoken && (await take(row, { state: 'sending', until: timers.now() + SENDING_MS })))
        await late.send(row, row.way === 'passive' ? followUps(spoken) : kfMessages(spoken));
    },
    // it was being sent when its owner died: it may have arrived, so it is not sent again
    sending: async (row: ClaimRow) => {
      const noted = { ...row, tries: 1 };
      if (await take(row, { state: 'noting', until: timers.now() + SENDING_MS, tries: 1 })) await late.note(noted);
    },
    // without an owner the note is due; with one, its owner died over it, and a note is said once at most
    noting: async (row: ClaimRow) => {
      if (row.owner !== '') {
        log.warn({ key: row.key, openid: row.resident }, 'an answer may be lost, and the note of it too');
        await take(row, { state: 'done', way: 'unknown' });
      } else if (await take(row, { until: timers.now() + SENDING_MS })) await late.note(row);
    },
    done: async () => undefined,
  } satisfies Record<ClaimRow['state'], (row: ClaimRow) => Promise<void>>;

  let taking = 0;
  /** Takes up what is due and does not wait for its end: one that hangs must not hold up the others. */
  const begin = async (): Promise<Promise<void>[]> => {
    const most = Math.min(BATCH - taking, deps.room());
    if (most <= 0) return [];
    const rows = await store.due(timers.now(), most);
    return rows
      .filter(({ key }) => !deps.held(key))
      .map(async (row) => {
        taking += 1;
        try {
          await traced(row.key, () => steps[row.state](row));
        } catch (error) {
          log.warn({ key: row.key, reason: reasonOf(error) }, 'a claim could not be taken up');
        } finally {
          taking -= 1;
        }
      });
  };

  const once = async (): Promise<number> => (await Promise.all(await begin())).length;

  let running = false;
  const cancels = new Map<string, () => void>();
  /** Does one thing again and again, each time `everyMs` after it ended; leases are prolonged even while claims are run. */
  const repeat = (everyMs: number, what: string, act: () => Promise<unknown>): void => {
    const turn = async (): Promise<void> => {
      try {
        await act();
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, `recovery could not ${what}`);
      }
      if (running)
        cancels.set(
          what,
          timers.after(everyMs, () => void turn()),
        );
    };
    void turn();
  };

  return {
    once,
    start: async ({ alone }: { alone: boolean }): Promise<void> => {
      running = true;
      if (alone) await store.orphan(owner, timers.now());
      repeat(leaseMs / 4, 'prolong leases', () => deps.renew());
      repeat(lookMs, 'look', begin);
    },
    stop: (): void => {
      running = false;
      for (const cancel of cancels.values()) cancel();
    },
  };
};
