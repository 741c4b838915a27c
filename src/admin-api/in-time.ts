import { setTimeout as pause } from 'node:timers/promises';
import type { Middleware } from 'koa';
import { refuse } from '../kernel/errors.js';

/**
 * A read that the store does not answer is given up after `ms`, real time: a clerk is told so and does not sit before a dead line.
 * Writes are waited for, since nobody could say whether they happened; so is the doctor, who waits for the platform.
 * @throws Refused database_unreachable
 */
export const readsInTime =
  (ms: number): Middleware =>
  async (ctx, next) => {
    if (ctx.method !== 'GET' || ctx.path.endsWith('/doctor')) return next();
    const answered = new AbortController();
    const late = pause(ms, undefined, { signal: answered.signal }).then(() =>
      refuse('database_unreachable', 'a read was not answered in time'),
    );
    try {
      return await Promise.race([next(), late]);
    } finally {
      answered.abort();
    }
  };
