import { setTimeout as pause } from 'node:timers/promises';

const giveUp = (ms: number) => (): never => {
  throw new Error(`no answer within ${ms} ms`);
};

/**
 * What `work` comes to; the work itself goes on when it is late. @param ms real milliseconds it may take
 * @param late what it comes to when it takes longer; by default an Error is thrown
 */
export const inTime = async <T>(ms: number, work: Promise<T>, late: () => T = giveUp(ms)): Promise<T> => {
  const ended = new AbortController();
  try {
    return await Promise.race([work, pause(ms, undefined, { signal: ended.signal }).then(late)]);
  } finally {
    ended.abort();
  }
};
