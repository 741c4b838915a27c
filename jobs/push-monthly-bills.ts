import { addMonths, monthOf } from '../src/kernel/dates.js';
import { defineJob, monthlyOn } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

/**
 * On the 3rd, last month's bill goes to everybody who subscribed to it. The campaign knows who has had it. This is the utility's standing
 * order: no second person is asked, however many they are.
 */
export const pushMonthlyBills = defineJob<Pick<Services, 'outreach'>>({
  name: 'push-monthly-bills',
  due: monthlyOn(3, '09:00'),
  async run({ at, services }) {
    const month = addMonths(monthOf(at), -1);
    await services.outreach.pushBills({ month, by: 'system', cause: `push-monthly-bills:${month}`, standing: true });
  },
});
