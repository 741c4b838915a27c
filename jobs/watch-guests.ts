import { defineJob, every } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';

const AT_MOST = 200;

/** Bindings by the householder's leave end at their time, with a warning a week before; what is left after this piece waits for the next. */
export const watchGuests = defineJob<Pick<Services, 'customers'>>({
  name: 'watch-guests',
  due: every(300),
  async run({ services, log }) {
    const acts = await services.customers.watchGuests(AT_MOST);
    if (acts > 0) log.info({ acts }, 'guests warned or ended');
  },
});
