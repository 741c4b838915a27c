import type { Period } from '../src/domain/billing/door.js';
import type { Home } from '../src/domain/customers/door.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/bill.js';
import { titles } from '../templates/replies/titles.js';
import { cardOf, homePictured, withChart } from './bill-pictures.js';
import { explain, readAgain } from './bill-why.js';
import { homeNamed, homesMeant, preferred } from './homes.js';
import { type Answer, defineIntent, join, type Reply } from './kit.js';
import { account, page, period, picture, reread, sure, unpaid, why } from './slots.js';

interface Wanted {
  period: Period;
  unpaid: boolean;
  page: number;
  picture: boolean;
  subscribed: ReadonlySet<string>;
}

const isOneMonth = (asked: Period): boolean => typeof asked === 'string' || asked.from === asked.to;

const billsOf = async (home: Home, wanted: Wanted, services: Services): Promise<Reply> => {
  const { billing } = services;
  if (wanted.unpaid) return say.unpaid(home, await billing.unpaid(home.account));
  const found = await billing.bills(home.account, wanted.period);
  switch (found.kind) {
    case 'bills': {
      if (!isOneMonth(wanted.period))
        return withChart(say.manyBills(home, found.bills, found, wanted.page), home, found, wanted);
      const subscribed = wanted.subscribed.has(home.account);
      const card = wanted.picture ? { picture: await cardOf(home, found.bills[0], services) } : {};
      return say.oneBill(home, found.bills[0], { subscribed, ...card });
    }
    case 'not yet':
      return say.notYet(home, found.month, found.expectedOn);
    case 'none':
      return say.none(home, found.from, found.to, found.first);
    case 'out of reach':
      return say.tooOld(found.earliest);
  }
};

export const billQuery = defineIntent({
  name: 'bill_query',
  title: titles.bill_query,
  examples: ['查水费', '上个月水费多少', '我家九月用了几吨水', '还欠多少钱', '为什么这么贵'],
  looksUp: true,
  slots: { account, period, unpaid, page, why, picture, reread, sure },
  needs: 'a bound property',
  about: ({ resident, services }, words) => homeNamed(services, resident, words),
  suggested: true,
  async answer({ resident, slots, words, services, focus, cause }): Promise<Answer> {
    const named = preferred(await homesMeant(services, resident, slots.account, words));
    const meant = slots.picture ? await homePictured(named, resident, services) : named;
    if (meant.kind === 'which') return say.whichHome(meant.homes);
    if (meant.kind === 'not yours') return say.notYours(meant.homes);
    if (slots.reread) {
      const asked = { resident, month: slots.reread, sure: slots.sure, cause };
      return join(...(await Promise.all(meant.homes.map((home) => readAgain(home, asked, services)))));
    }
    if (slots.why) {
      // What was shown last is what "why" is about.
      const about = slots.period ?? period.read(focus.shown) ?? 'last';
      return join(...(await Promise.all(meant.homes.map((home) => explain(home, about, services)))));
    }
    // A picture without a time is of what was shown last, else of the newest bill.
    const shown = slots.picture ? period.read(focus.shown) : undefined;
    const subscribed = new Set((await services.outreach.subscriptions(resident)).map((one) => one.account));
    const wanted = {
      period: slots.period ?? shown ?? 'last',
      unpaid: slots.unpaid === true,
      page: slots.page ?? 0,
      picture: slots.picture === true,
      subscribed,
    } as const;
    const answers = await Promise.all(meant.homes.map((home) => billsOf(home, wanted, services)));
    return { ...join(...answers), focus: { shown: wanted.period }, more: { page: wanted.page + 1 } };
  },
});
