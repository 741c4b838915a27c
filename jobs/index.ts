import type { Job } from '../src/scheduler/index.js';
import type { Services } from '../src/services.js';
import { continueCampaigns } from './continue-campaigns.js';
import { eraseResidents } from './erase-residents.js';
import { expireLeftovers } from './expire-leftovers.js';
import { fetchTicketMedia } from './fetch-ticket-media.js';
import { type DemoReadings, postDemoBills } from './post-demo-bills.js';
import { publishScheduledNotices } from './publish-scheduled-notices.js';
import { pushMonthlyBills } from './push-monthly-bills.js';
import { tellNoticeChanges } from './tell-notice-changes.js';
import { watchDesk } from './watch-desk.js';
import { watchGuests } from './watch-guests.js';
import { watchTicketDeadlines } from './watch-ticket-deadlines.js';

export type { DemoReadings } from './post-demo-bills.js';

/** Everything that happens by itself. */
export const jobs: readonly Job<Services>[] = [
  pushMonthlyBills,
  continueCampaigns,
  expireLeftovers,
  eraseResidents,
  publishScheduledNotices,
  tellNoticeChanges,
  fetchTicketMedia,
  watchDesk,
  watchGuests,
  watchTicketDeadlines,
];

/** The same with the demo's billing feed before them: of two that are due at once, bills are made before they are pushed. */
export const demoJobs = (demoReadings: DemoReadings): readonly Job<Services>[] => [
  postDemoBills(demoReadings),
  ...jobs,
];
