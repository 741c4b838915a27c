import type { Reading } from '../src/domain/billing/index.js';
import type { Month } from '../src/kernel/dates.js';
import type { Services } from '../src/services.js';
import type { DemoData } from './index.js';
import { demoReading } from './meters.js';

const PAGE = 1000;

/** The billing feed of one month: what every meter of the demo shows at its end, those of load trials included. */
export const demoFeed =
  (data: DemoData, { customers }: Pick<Services, 'customers'>) =>
  async (month: Month): Promise<Reading[]> => {
    const readings = data.readingsOf(month);
    const own = new Set(readings.map(({ account }) => account));
    let after: string | undefined;
    do {
      const page: readonly string[] = await customers.accounts(after, PAGE);
      readings.push(...page.filter((account) => !own.has(account)).map((account) => demoReading(data, account, month)));
      after = page.length === PAGE ? page.at(-1) : undefined;
    } while (after !== undefined);
    return readings;
  };
