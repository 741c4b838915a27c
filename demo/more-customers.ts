import type { Bill } from '../src/domain/billing/index.js';
import type { NewCustomer } from '../src/domain/customers/index.js';
import { demoBills } from './bills.js';
import type { DemoOrigin } from './meters.js';
import { plainCustomer } from './people.js';
import { estates } from './places.js';

/** How many bills each of them brings. */
const BILLS = 2;
const FIRST_ACCOUNT = 90_000_000;
/** One for all of them, so that thousands are imported without hashing thousands of passwords. */
const PASSWORD = '246802';

/**
 * Customers for load trials, numbered from `from`: accounts 9xxxxxxx, a mobile of their own each, the newest bill owed. The same numbers
 * give the same customers always.
 */
export const moreDemoCustomers = (
  origin: DemoOrigin,
  count: number,
  from: number,
): { customers: NewCustomer[]; bills: Bill[] } => {
  const customers = Array.from({ length: count }, (_, i) =>
    plainCustomer(origin.seed, {
      account: String(FIRST_ACCOUNT + from + i),
      mobile: `139${String(from + i).padStart(8, '0')}`,
      password: PASSWORD,
      estate: estates[(from + i) % estates.length] ?? estates[0],
    }),
  );
  return { customers, bills: customers.flatMap(({ account }) => demoBills(origin, account, 1, BILLS)) };
};
