import { Refused, reasonOf } from '../kernel/errors.js';
import { exchange } from './transport.js';

/** A call that is refused for want of a token; its answer bears the time like any other. */
const ANY_CALL = '/cgi-bin/getcallbackip';
const TIMEOUT_MS = 5_000;

/**
 * The platform's clock, to the second, from the Date header of an answer. WeChat's timestamps must be near ours: callbacks are refused
 * when they look old.
 * @returns undefined when the answer bore no time @throws Refused platform_unreachable
 */
export const platformClock = async (origin: string): Promise<Date | undefined> => {
  try {
    const { date } = await exchange({ method: 'GET', url: `${origin}${ANY_CALL}`, timeoutMs: TIMEOUT_MS });
    const at = Date.parse(date ?? '');
    return Number.isNaN(at) ? undefined : new Date(at);
  } catch (error) {
    throw new Refused('platform_unreachable', reasonOf(error));
  }
};
