import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

/** A campaign that stopped half-way (a crash, a platform that was down, a spent quota, quiet hours) goes on when its time has come. */
export const continueCampaigns = defineJob<Pick<Services, 'outreach'>>({
  name: 'continue-campaigns',
  due: every(10),
  async run({ at, services }) {
    for (const month of await services.outreach.unfinished()) {
      const cause = `continue:${month}:${at.toISOString()}`;
      await services.outreach.pushBills({ month, by: 'system', cause, standing: true });
    }
  },
});
