import type { Reading } from '../src/domain/billing/door.js';
import { addMonths, type Month, monthOf } from '../src/kernel/dates.js';
import { defineJob, type Job, monthlyOn } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

const AT_ONCE = 500;

/** The readings of one month, from the demo's meters. */
export type DemoReadings = (month: Month) => readonly Reading[] | Promise<readonly Reading[]>;

/** Demo only: the billing system's feed. On the 1st the bills of the month before are made; what is made stays as it is. */
export const postDemoBills = (demoReadings: DemoReadings): Job<Pick<Services, 'billing'>> =>
  defineJob({
    name: 'post-demo-bills',
    due: monthlyOn(1, '02:00'),
    async run({ at, services, log }) {
      const month = addMonths(monthOf(at), -1);
      const readings = await demoReadings(month);
      let posted = 0;
      for (let from = 0; from < readings.length; from += AT_ONCE)
        posted += (await services.billing.postReadings(readings.slice(from, from + AT_ONCE))).posted;
      log.info({ month, posted, already: readings.length - posted }, 'demo bills posted');
    },
  });
