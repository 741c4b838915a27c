import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

const AT_MOST = 300;

/** Tells residents what has changed in the outage that they were answered from. */
export const tellNoticeChanges = defineJob<Pick<Services, 'notices'>>({
  name: 'tell-notice-changes',
  due: every(15),
  async run({ services }) {
    await services.notices.tellChanges(AT_MOST);
  },
});
