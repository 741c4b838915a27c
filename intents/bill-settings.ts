import type { Home } from '../src/domain/customers/door.js';
import type { DailySpan } from '../src/kernel/daily.js';
import { readDailySpan } from '../src/kernel/daily.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/subscription.js';
import type { Context, Reply } from './kit.js';

/** What `quiet` holds when there shall be none. */
export const NO_QUIET = 'off';

/** A resident's homes by whether the bill of each is sent. */
export const homesBySubscription = async ({
  resident,
  services,
}: Pick<Context<Services>, 'resident' | 'services'>): Promise<{ on: readonly Home[]; off: readonly Home[] }> => {
  const [{ homes }, subscriptions] = await Promise.all([
    services.customers.resident(resident),
    services.outreach.subscriptions(resident),
  ]);
  const has = new Set(subscriptions.map(({ account }) => account));
  return {
    on: homes.filter(({ account }) => has.has(account)),
    off: homes.filter(({ account }) => !has.has(account)),
  };
};

/** What is sent, of which homes, and at which hours nothing is. */
export const showSettings = async (context: Pick<Context<Services>, 'resident' | 'services'>): Promise<Reply> =>
  say.settings({
    ...(await homesBySubscription(context)),
    quiet: await context.services.outreach.quietHours(context.resident),
  });

/** Sets, changes or takes back the hours in which this resident wants no bill. @param wanted a span, or `off` */
export const setQuiet = async (
  { resident, services, cause }: Pick<Context<Services>, 'resident' | 'services' | 'cause'>,
  wanted: DailySpan | typeof NO_QUIET,
): Promise<Reply> => {
  const span = wanted === NO_QUIET ? undefined : wanted;
  await services.outreach.setQuietHours({ openid: resident, cause, ...(span ? { span } : {}) });
  return span ? say.quietSet(span) : say.quietEnded;
};

/** A slot's `22:00-07:00` or `off`. */
export const readQuiet = (text: string): DailySpan | typeof NO_QUIET | undefined =>
  text === NO_QUIET ? NO_QUIET : readDailySpan(text);
