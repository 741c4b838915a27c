import type { Middleware } from 'koa';
import { refuse } from '../kernel/errors.js';
import { inTime } from '../kernel/in-time.js';

/** The doctor's own checks end well before that. */
const DOCTORS = 2;

/**
 * A read that the store does not answer is given up after `ms`, real time: a clerk is told so and does not sit before a dead line.
 * Writes are waited for, since nobody could say whether they happened; the doctor, who waits for others, gets twice as long.
 * @throws Refused database_unreachable
 */
export const readsInTime =
  (ms: number): Middleware =>
  async (ctx, next) => {
    if (ctx.method !== 'GET') return next();
    const limit = ctx.path.endsWith('/doctor') ? ms * DOCTORS : ms;
    return inTime(limit, next(), () => refuse('database_unreachable', 'a read was not answered in time'));
  };
