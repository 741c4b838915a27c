import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

/** The newest campaigns, among which those that still run are sought. */
const LOOKED_AT = 12;

/** A campaign that stopped half-way (a crash, a platform that was down, a spent quota) goes on. */
export const continueCampaigns = defineJob<Pick<Services, 'outreach'>>({
  name: 'continue-campaigns',
  due: every(60),
  async run({ at, services }) {
    const campaigns = await services.outreach.campaigns(LOOKED_AT);
    for (const { key, month, state } of campaigns)
      if (state === 'running')
        await services.outreach.pushBills({ month, by: 'system', cause: `continue:${key}:${at.toISOString()}` });
  },
});
