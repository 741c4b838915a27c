import { reasonOf } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';

/**
 * Settles again and again in real time, one at a time; a failure is told once, until it works again.
 * @returns ends it: what was counted until then is written down, as far as the store still answers
 */
export const followChanges = (settle: () => Promise<unknown>, everyMs: number, log: Log): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  let failing = false;
  const once = async (): Promise<void> => {
    try {
      await settle();
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ reason: reasonOf(error) }, 'the knowledge base could not be settled');
      failing = true;
    }
  };
  const timer = setInterval(() => {
    running ??= once().finally(() => {
      running = undefined;
    });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
    await once();
  };
};
