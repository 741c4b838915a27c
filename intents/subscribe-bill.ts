import { readHours } from '../src/conversation/nlu/hours.js';
import type { Home } from '../src/domain/customers/door.js';
import type { Services } from '../src/services.js';
import { notYours } from '../templates/replies/bill.js';
import * as say from '../templates/replies/subscription.js';
import { titles } from '../templates/replies/titles.js';
import { homesBySubscription, NO_QUIET, readQuiet, setQuiet, showSettings } from './bill-settings.js';
import { homesIn, homesMeant } from './homes.js';
import { type Context, defineIntent, flagSlot, type Reply, slot } from './kit.js';
import { saidAccount } from './slots.js';

const quiet = slot((value) => (typeof value === 'string' ? readQuiet(value) : undefined), { once: true });

const accountsOf = (homes: readonly Home[]): readonly string[] => homes.map(({ account }) => account);

/** Only these: what else is sent to the resident is no longer. */
const subscribeOnly = async (context: Context<Services>, homes: readonly Home[]): Promise<Reply> => {
  const { resident: openid, services, cause } = context;
  const { on } = await homesBySubscription(context);
  const others = on.filter(({ account }) => !homes.some((home) => home.account === account));
  await services.outreach.subscribe({ openid, accounts: accountsOf(homes), cause });
  await services.outreach.unsubscribe({ openid, accounts: accountsOf(others), cause });
  return say.onlyThese(homes, others);
};

export const subscribeBill = defineIntent({
  name: 'subscribe_bill',
  title: titles.subscribe_bill,
  examples: ['订阅', '每个月把账单发给我'],
  slots: {
    account: saidAccount,
    only: flagSlot({ once: true }),
    none: flagSlot({ once: true }),
    show: flagSlot({ once: true }),
    hours: flagSlot({ once: true }),
    quiet,
  },
  needs: 'a bound property',
  about: async ({ resident, services }, words) => {
    if (say.meansNone(words)) return { none: true };
    const [home, ...more] = homesIn((await services.customers.resident(resident)).homes, words);
    const only = say.meansOnly(words) ? { only: true } : {};
    return home && more.length === 0 ? { account: home.account, ...only } : undefined;
  },
  async answer({ slots, words, ...context }) {
    const { resident: openid, services, cause } = context;
    if (slots.hours || say.asksQuietHours(words)) return say.quietHours(await services.outreach.quietHours(openid));
    if (slots.quiet) return setQuiet(context, slots.quiet);
    if (say.endsQuiet(words)) return setQuiet(context, NO_QUIET);
    const hours = say.avoids(words) ? readHours(words) : undefined;
    if (hours) return setQuiet(context, hours);
    if (say.namesQuiet(words)) return say.quietHours(await services.outreach.quietHours(openid));
    if (slots.show || say.asksSettings(words)) return showSettings(context);
    const { on, off } = await homesBySubscription(context);
    if (slots.none) {
      await services.outreach.unsubscribe({ openid, accounts: accountsOf(on), cause });
      return on.length > 0 ? say.stopped(on) : say.neverHad;
    }
    const wanted = slots.account ?? (say.meansAll(words) ? 'all' : undefined);
    if (!wanted && on.length > 0) return off.length > 0 ? say.whichElse(on, off) : say.already(on);
    const meant = await homesMeant(services, openid, wanted);
    if (meant.kind === 'which') return say.which(meant.homes);
    if (meant.kind === 'not yours') return notYours(meant.homes);
    if (slots.only || say.meansOnly(words)) return subscribeOnly(context, meant.homes);
    const { added } = await services.outreach.subscribe({ openid, accounts: accountsOf(meant.homes), cause });
    return added.length > 0 ? say.subscribed(meant.homes) : say.already(meant.homes);
  },
});
