import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();
const LENGTH = 12;

/**
 * Runs something, and all that it sets off, under the trace of a key: every log line in between carries it. The same key has the same trace
 * in every process and after a restart, so that the lines of one message can be found together wherever it was worked on.
 * @param key a digest or a random id; never personal data
 */
export const traced = <T>(key: string, run: () => T): T => current.run(key.slice(0, LENGTH), run);

/** The trace of what is running, if any. */
export const currentTrace = (): string | undefined => current.getStore();
