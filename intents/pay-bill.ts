import { notYours, whichHome } from '../templates/replies/bill.js';
import * as say from '../templates/replies/paying.js';
import { titles } from '../templates/replies/titles.js';
import { homesMeant, preferred } from './homes.js';
import { defineIntent } from './kit.js';
import { account } from './slots.js';

export const payBill = defineIntent({
  name: 'pay_bill',
  title: titles.pay_bill,
  examples: ['交水费', '怎么缴费', '把欠的水费交了'],
  slots: { account },
  async answer({ resident, slots, words, services }) {
    const { customers, billing, company } = services;
    const { homes } = await customers.resident(resident);
    if (homes.length === 0) return say.whereToPay(company.hotline);
    const meant = preferred(await homesMeant(services, resident, slots.account, words));
    if (meant.kind === 'which') return whichHome(meant.homes);
    if (meant.kind === 'not yours') return notYours(meant.homes);
    const owed = await Promise.all(
      meant.homes.map(async (home) => ({ home, bills: await billing.unpaid(home.account) })),
    );
    return say.owed(owed, company.hotline);
  },
});
