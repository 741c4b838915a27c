import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

const AT_MOST = 50;

/** Brings photos and voices of tickets home before the platform forgets them. */
export const fetchTicketMedia = defineJob<Pick<Services, 'tickets'>>({
  name: 'fetch-ticket-media',
  due: every(10),
  async run({ services, log }) {
    const settled = await services.tickets.fetchMedia(AT_MOST);
    if (settled > 0) log.info({ settled }, 'files of tickets fetched');
  },
});
