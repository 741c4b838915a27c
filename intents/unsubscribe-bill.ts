import * as say from '../templates/replies/subscription.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { saidAccount } from './slots.js';

export const unsubscribeBill = defineIntent({
  name: 'unsubscribe_bill',
  title: titles.unsubscribe_bill,
  examples: ['退订', '别再发账单了'],
  slots: { account: saidAccount },
  async answer({ resident, slots, services, cause }) {
    const has = new Set((await services.outreach.subscriptions(resident)).map(({ account }) => account));
    const { homes } = await services.customers.resident(resident);
    const subscribed = homes.filter(({ account }) => has.has(account));
    if (subscribed.length === 0) return say.neverHad;
    const wanted = slots.account;
    const meant =
      wanted && wanted !== 'all'
        ? subscribed.filter((home) => [home.account, home.tail, home.label].includes(wanted))
        : subscribed;
    if (meant.length === 0 || (!wanted && subscribed.length > 1)) return say.whichToStop(subscribed);
    await services.outreach.unsubscribe({ openid: resident, accounts: meant.map(({ account }) => account), cause });
    return say.stopped(meant);
  },
});
