import { setTimeout as pause } from 'node:timers/promises';

/** What `work` comes to. @param ms real milliseconds it may take @throws Error when it takes longer, or what it throws */
export const inTime = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  const ended = new AbortController();
  const late = pause(ms, undefined, { signal: ended.signal }).then((): never => {
    throw new Error(`no answer within ${ms} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
};
