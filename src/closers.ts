import { reasonOf } from './kernel/errors.js';
import type { Log } from './kernel/log.js';

/** Things that are to be ended, the last started first; what does not end cleanly is logged and holds nothing up. */
export const createClosers = (log: Log) => {
  const closers: { name: string; close: () => Promise<void> }[] = [];
  return {
    add: (name: string, close: () => Promise<void>): void => {
      closers.unshift({ name, close });
    },
    close: async (): Promise<void> => {
      for (const { name, close } of closers.splice(0))
        await close().catch((error: unknown) =>
          log.warn({ part: name, reason: reasonOf(error) }, 'did not end cleanly'),
        );
    },
  };
};

/** What was started, for its end. */
export type Closers = ReturnType<typeof createClosers>;
