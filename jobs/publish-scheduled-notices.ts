import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

const AT_MOST = 100;

/** Publishes the notices whose time has come. */
export const publishScheduledNotices = defineJob<Pick<Services, 'notices'>>({
  name: 'publish-scheduled-notices',
  due: every(15),
  async run({ services, log }) {
    const published = await services.notices.publishDue(AT_MOST);
    if (published > 0) log.info({ published }, 'scheduled notices published');
  },
});
