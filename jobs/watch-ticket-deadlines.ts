import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

const AT_MOST = 200;

/** Notes which tickets were not answered by the time that the resident was told. */
export const watchTicketDeadlines = defineJob<Pick<Services, 'tickets'>>({
  name: 'watch-ticket-deadlines',
  due: every(60),
  async run({ services, log }) {
    const overdue = await services.tickets.watchDeadlines(AT_MOST);
    if (overdue > 0) log.warn({ overdue }, 'tickets not answered in time');
  },
});
