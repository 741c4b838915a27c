import * as say from '../templates/replies/subscription.js';
import { titles } from '../templates/replies/titles.js';
import { homesBySubscription } from './bill-settings.js';
import { homesIn } from './homes.js';
import { defineIntent } from './kit.js';
import { saidAccount } from './slots.js';

export const unsubscribeBill = defineIntent({
  name: 'unsubscribe_bill',
  title: titles.unsubscribe_bill,
  examples: ['退订', '别再发账单了'],
  slots: { account: saidAccount },
  about: async ({ resident, services }, words) => {
    if (say.meansNone(words)) return { account: 'all' };
    const [home, ...more] = homesIn((await services.customers.resident(resident)).homes, words);
    return home && more.length === 0 ? { account: home.account } : undefined;
  },
  async answer({ slots, words, ...context }) {
    const { resident: openid, services, cause } = context;
    const { on, off } = await homesBySubscription(context);
    if (on.length === 0) return say.neverHad;
    const wanted = slots.account ?? (say.meansNone(words) ? 'all' : undefined);
    const meant =
      wanted && wanted !== 'all' ? on.filter((home) => [home.account, home.tail, home.label].includes(wanted)) : on;
    const [without] = meant.length > 0 || !wanted ? [] : homesIn(off, '', wanted);
    if (without) return say.notSubscribed(without, on);
    if (meant.length === 0 || (!wanted && on.length > 1)) return say.whichToStop(on);
    await services.outreach.unsubscribe({ openid, accounts: meant.map(({ account }) => account), cause });
    return say.stopped(meant);
  },
});
