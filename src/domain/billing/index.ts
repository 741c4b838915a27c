import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import { addMonths, dayOf, type Month } from '../../kernel/dates.js';
import type { Log } from '../../kernel/log.js';
import { checkBill } from './bill.js';
import type { Billing, Tariffs } from './door.js';
import { explainBill, LOOK_BACK_MONTHS } from './explain-bill.js';
import { findBills } from './find-bills.js';
import { postReadings } from './post-readings.js';
import { billStore } from './store.js';
import { tariffOn } from './tariff.js';

export type { PreviousBill } from './bill.js';
export { billOf, dueDayOf } from './bill.js';
export type * from './door.js';
export { POSTED_AT, REACH_MONTHS, reachAt } from './find-bills.js';
export { amountOf, linesFor, tariffOn } from './tariff.js';

export interface BillingDeps {
  db: Connection;
  clock: Clock;
  tariffs: Tariffs;
  log: Log;
}

/** Bills, prices and readings. A bill, once made, is never remade: an import or a posting that meets one leaves it alone. */
export const createBilling = ({ db, clock, tariffs, log }: BillingDeps): Billing => {
  const store = billStore(db);
  return {
    tariff: () => tariffOn(tariffs, dayOf(clock.now())),
    bills: findBills({ store, clock }),
    unpaid: (account) => store.unpaid(account),
    bill: (account, month) => store.one(account, month),
    explain: async (account, month) =>
      explainBill(await store.between(account, addMonths(month, -LOOK_BACK_MONTHS), month), month),
    billsOf: async (accounts, month: Month) =>
      new Map((await store.ofMonth(accounts, month)).map((bill) => [bill.account, bill])),
    postReadings: postReadings({ store, tariffs, log }),
    importBills: async (bills) => ({ imported: await store.insert(bills.map(checkBill)) }),
  };
};
