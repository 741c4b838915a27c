import { type Bill, billOf, POSTED_AT, type PreviousBill, type Reading } from '../src/domain/billing/index.js';
import { addDays, addMonths, instant, type Month, monthRange } from '../src/kernel/dates.js';
import { type DemoOrigin, meterReader, newestMonth, openedIn } from './meters.js';
import { pick } from './random.js';
import { demoTariff } from './tariff.js';

/** How many months of bills a demo starts with; one more reading. */
export const MONTHS = 37;

/** When a bill was paid: some day after its posting, and before the demo began. */
const paidAt = ({ born, seed }: DemoOrigin, account: string, month: Month): Date => {
  const posted = instant(`${addMonths(month, 1)}-01`, POSTED_AT);
  const day = addDays(`${addMonths(month, 1)}-01`, 2 + pick(18, seed, account, month, 'paid'));
  const minutes = 8 * 60 + pick(12 * 60, seed, account, month, 'minute');
  const wished = instant(day).getTime() + minutes * 60_000;
  return new Date(wished <= born.getTime() ? wished : (posted.getTime() + born.getTime()) / 2);
};

type Read = (month: Month) => Reading;

/** The state of an account before the bill of `month`, as the bill before it would carry it. */
const previousTo = (read: Read, month: Month): PreviousBill => {
  const before = addMonths(month, -1);
  const { thisReading } = read(before);
  const newYear = read(addMonths(`${before.slice(0, 4)}-01`, -1)).thisReading;
  return { month: before, thisReading, yearUsage: thisReading - newYear };
};

/** The bills of an account's newest months, oldest first; the last `unpaid` of them are owed. */
export const demoBills = (origin: DemoOrigin, account: string, unpaid: number, months = MONTHS): Bill[] => {
  const read = meterReader(origin, account);
  const newest = newestMonth(origin);
  const opened = openedIn(origin, account);
  const from = opened ?? addMonths(newest, 1 - months);
  const bills: Bill[] = [];
  let previous = opened ? undefined : previousTo(read, from);
  for (const month of monthRange(from, newest)) {
    const bill = billOf([demoTariff], previous, read(month));
    bills.push(bill);
    previous = bill;
  }
  return bills.map((bill, i) =>
    i < bills.length - unpaid ? { ...bill, paidAt: paidAt(origin, account, bill.month) } : bill,
  );
};

/** The readings behind those bills, with the one that the first of them starts from; a new meter starts at nothing. */
export const demoReadings = (origin: DemoOrigin, account: string, months = MONTHS): Reading[] => {
  const newest = newestMonth(origin);
  const from = openedIn(origin, account) ?? addMonths(newest, 1 - months);
  return monthRange(addMonths(from, -1), newest).map(meterReader(origin, account));
};
