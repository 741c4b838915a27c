import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

const AT_MOST = 200;
const FILES_OF = 20;

/** Ends what was let rest at the desk, puts back in the queue whose clerk is gone, makes tickets for who was not served, tells all of them, and fetches what they sent. */
export const watchDesk = defineJob<Pick<Services, 'desk'>>({
  name: 'watch-desk',
  due: every(60),
  async run({ services, log }) {
    const changed = await services.desk.watch(AT_MOST);
    await services.desk.fetchFiles(FILES_OF);
    if (changed > 0) log.info({ changed }, 'conversations at the desk taken up');
  },
});
