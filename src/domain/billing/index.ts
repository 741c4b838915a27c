import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import { addMonths, type Month } from '../../kernel/dates.js';
import type { Log } from '../../kernel/log.js';
import { checkBill } from './bill.js';
import type { Billing, Tariff } from './door.js';
import { explainBill, LOOK_BACK_MONTHS } from './explain-bill.js';
import { findBills } from './find-bills.js';
import { postReadings } from './post-readings.js';
import { billStore } from './store.js';

export type { PreviousBill } from './bill.js';
export { billOf, dueDayOf } from './bill.js';
export type * from './door.js';
export { POSTED_AT, REACH_MONTHS, reachAt } from './find-bills.js';
export { amountOf, linesFor } from './tariff.js';

export interface BillingDeps {
  db: Connection;
  clock: Clock;
  tariff: Tariff;
  log: Log;
}

/** Bills, prices and readings. A bill, once made, is never remade: an import or a posting that meets one leaves it alone. */
export const createBilling = ({ db, clock, tariff, log }: BillingDeps): Billing => {
  const store = billStore(db);
  return {
    tariff: () => tariff,
    bills: findBills({ store, clock }),
    unpaid: (account) => store.unpaid(account),
    bill: (account, month) => store.one(account, month),
    explain: async (account, month) =>
      explainBill(await store.between(account, addMonths(month, -LOOK_BACK_MONTHS), month), month),
    billsOf: async (accounts, month: Month) =>
      new Map((await store.ofMonth(accounts, month)).map((bill) => [bill.account, bill])),
    postReadings: postReadings({ store, tariff, log }),
    importBills: async (bills) => ({ imported: await store.insert(bills.map(checkBill)) }),
  };
};
