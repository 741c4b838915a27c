import { addMonths, type Day, type Month } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import type { Bill, Reading, Tariffs } from './door.js';
import { amountOf, linesOver } from './tariff.js';

/** A bill is to be paid by this day of the month after it. */
const DUE_DAY = '25';

export const dueDayOf = (month: Month): Day => `${addMonths(month, 1)}-${DUE_DAY}`;

/** What the next bill needs to know of the one before it. */
export type PreviousBill = Pick<Bill, 'month' | 'thisReading' | 'yearUsage'> & Partial<Pick<Bill, 'readOn'>>;

/**
 * The bill that follows from a reading. Without an earlier bill the meter is taken to have started at 0. The tier year is the
 * calendar year of the bill's month: its usage starts again in January. A price that changed since the reading before holds for its own days.
 * @throws Refused bad_input when the meter ran backwards or the reading is no whole number
 */
export const billOf = (tariffs: Tariffs, previous: PreviousBill | undefined, reading: Reading): Bill => {
  const lastReading = previous?.thisReading ?? 0;
  const usage = reading.thisReading - lastReading;
  if (!Number.isSafeInteger(reading.thisReading) || usage < 0) refuse('bad_input', `reading of ${reading.month}`);
  const sameYear = previous !== undefined && previous.month.slice(0, 4) === reading.month.slice(0, 4);
  const yearBefore = sameYear ? previous.yearUsage : 0;
  const drawn = { since: previous?.readOn, until: reading.readOn };
  const lines = linesOver(tariffs, drawn, { yearUsageBefore: yearBefore, usage, terms: reading });
  return {
    account: reading.account,
    month: reading.month,
    readOn: reading.readOn,
    lastReading,
    thisReading: reading.thisReading,
    usage,
    yearUsage: yearBefore + usage,
    estimated: reading.estimated,
    lines,
    amountFen: amountOf(lines),
    dueOn: dueDayOf(reading.month),
  };
};

/** @throws Refused bad_input when a bill's figures contradict each other */
export const checkBill = (bill: Bill): Bill => {
  const usage = bill.lines.reduce((sum, line) => sum + line.usage, 0);
  const whole = [bill.amountFen, bill.usage, bill.lastReading, bill.thisReading, bill.yearUsage];
  const sound =
    whole.every((n) => Number.isSafeInteger(n) && n >= 0) &&
    bill.thisReading - bill.lastReading === bill.usage &&
    usage === bill.usage &&
    amountOf(bill.lines) === bill.amountFen;
  return sound ? bill : refuse('bad_input', `bill ${bill.month} does not add up`);
};
