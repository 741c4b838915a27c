import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import { linkAfter } from './chain.js';
import type { Activity } from './door.js';
import type { ActivityStore } from './store.js';

/** Each lost race means that another process has appended; this many in a row mean that something is wrong. */
const MOST_RACES = 100;

/**
 * Appends one act. Acts of one process queue up here; those of several race for the next place, and the loser tries the one after it.
 * @throws Error when the store fails: an act that cannot be recorded must not pass unnoticed
 */
export const recordAct = ({
  store,
  clock,
  log,
}: {
  store: ActivityStore;
  clock: Clock;
  log: Log;
}): Activity['record'] => {
  let queue: Promise<unknown> = Promise.resolve();

  const append: Activity['record'] = async ({ who, what, which, result, detail }) => {
    const act = { at: clock.now(), who, what, which, result, ...(detail ? { detail } : {}) };
    for (let race = 0; race < MOST_RACES; race += 1) if (await store.append(linkAfter(await store.last(), act))) return;
    log.error({ what, races: MOST_RACES }, 'activity not recorded');
    throw new Error(`activity: no place in the chain after ${MOST_RACES} tries`);
  };

  return (act) => {
    const mine = queue.then(() => append(act));
    queue = mine.catch(() => undefined);
    return mine;
  };
};
