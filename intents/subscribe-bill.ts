import { notYours } from '../templates/replies/bill.js';
import * as say from '../templates/replies/subscription.js';
import { titles } from '../templates/replies/titles.js';
import { homesMeant } from './homes.js';
import { defineIntent } from './kit.js';
import { saidAccount } from './slots.js';

export const subscribeBill = defineIntent({
  name: 'subscribe_bill',
  title: titles.subscribe_bill,
  examples: ['订阅', '每个月把账单发给我'],
  slots: { account: saidAccount },
  needs: 'a bound property',
  async answer({ resident, slots, services, cause }) {
    const meant = await homesMeant(services, resident, slots.account);
    if (meant.kind === 'which') return say.which(meant.homes);
    if (meant.kind === 'not yours') return notYours(meant.homes);
    const accounts = meant.homes.map((home) => home.account);
    const { added } = await services.outreach.subscribe({ openid: resident, accounts, cause });
    return added.length > 0 ? say.subscribed(meant.homes) : say.already(meant.homes);
  },
});
