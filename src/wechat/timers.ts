import { setTimeout as sleep } from 'node:timers/promises';
import { realNow } from '../kernel/clock.js';

/** Timers of real time, for what protects the machine and the five seconds; tests hold them in their hand. */
export interface Timers {
  /** milliseconds */
  now(): number;
  /** @returns a function that stops it */
  after(ms: number, run: () => void): () => void;
}

/** The machine's own timers. */
export const realTimers: Timers = {
  now: realNow,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Waits in real time; ends early, without an error, when `signal` fires. */
export const pause = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
};
