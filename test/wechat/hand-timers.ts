import type { Timers } from '../../src/wechat/timers.js';

/** Real time that a test holds in its hand. */
export const handTimers = (start = 1_000_000): Timers & { pass(ms: number): void; readonly waiting: number } => {
  let now = start;
  let waiting: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after: (ms, run) => {
      const entry = { at: now + ms, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    pass: (ms) => {
      now += ms;
      const over = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { run } of over) run();
    },
    get waiting() {
      return waiting.length;
    },
  };
};
