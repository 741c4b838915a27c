import type { Bill, Reading, Tariff } from '../src/domain/billing/index.js';
import type { Question } from '../src/domain/knowledge/index.js';
import type { Notice } from '../src/domain/notices/door.js';
import type { Outlet } from '../src/domain/outlets/index.js';
import { instant, type Month } from '../src/kernel/dates.js';
import { refuse } from '../src/kernel/errors.js';
import { demoBills, demoReadings } from './bills.js';
import { type DemoOrigin, demoReading, EARLIEST_DEMO } from './meters.js';
import { demoNotices } from './notices.js';
import { type DemoCustomer, demoCustomers } from './people.js';
import { outlets } from './places.js';
import { demoQuestions } from './questions.js';
import { DEMO_SEED } from './random.js';
import { demoTariff } from './tariff.js';

export interface DemoData extends DemoOrigin {
  tariff: Tariff;
  customers: readonly DemoCustomer[];
  /** The last 38 of each customer; a new one has two. */
  readings: readonly Reading[];
  /** The last 37 of each customer up to the month before. */
  bills: readonly Bill[];
  notices: readonly Notice[];
  outlets: readonly Outlet[];
  questions: readonly Question[];
  /** What the meters of the demo's own customers show at the end of any month: the billing feed. */
  readingsOf(month: Month): Reading[];
}

/**
 * The whole demo, from nothing but the moment it begins and a seed. Later months are not in it: they come from `readingsOf`, and go on
 * where it ended. Two stories hang on the beginning, a leak of the last two months and a new customer; all other meters read the same in
 * every demo.
 * @throws Refused bad_input when the beginning is too early for 38 readings
 */
export const makeDemo = (now: Date, seed = DEMO_SEED): DemoData => {
  if (now < instant(EARLIEST_DEMO)) refuse('bad_input', `the demo clock starts on ${EARLIEST_DEMO} at the earliest`);
  const origin: DemoOrigin = { born: now, seed };
  const customers = demoCustomers(seed);
  return {
    ...origin,
    tariff: demoTariff,
    customers,
    readings: customers.flatMap(({ account }) => demoReadings(origin, account)),
    bills: customers.flatMap(({ account, unpaid }) => demoBills(origin, account, unpaid)),
    notices: demoNotices(now),
    outlets,
    questions: demoQuestions,
    readingsOf: (month) => customers.map(({ account }) => demoReading(origin, account, month)),
  };
};
