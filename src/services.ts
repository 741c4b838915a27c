import type { Conversations } from './conversation/store.js';
import type { Explanation } from './conversation/understanding.js';
import type { Activity } from './domain/activity/door.js';
import type { Billing } from './domain/billing/door.js';
import type { Customers } from './domain/customers/door.js';
import type { Desk } from './domain/desk/door.js';
import type { Knowledge } from './domain/knowledge/door.js';
import type { Notices } from './domain/notices/door.js';
import type { Outlets } from './domain/outlets/door.js';
import type { Outreach } from './domain/outreach/door.js';
import type { Review } from './domain/review/door.js';
import type { Staff } from './domain/staff/door.js';
import type { Tickets } from './domain/tickets/door.js';
import type { Voices } from './domain/voices/door.js';
import type { Clock } from './kernel/clock.js';

/** The utility's own facts that answers quote. */
export interface Company {
  name: string;
  hotline: string;
}

export interface Channel {
  /** Says words in the chat if it is open now, and leaves them out otherwise; the same cause says them once. */
  sayIfOpen(words: { openid: string; text: string; cause: string }): Promise<'sent' | 'closed' | 'unknown'>;
  /** Erases what the channel keeps of a resident. @returns false while a message of hers is under way: to be asked again */
  erase(openid: string): Promise<boolean>;
}

/** How words were understood, and the question of the knowledge base that is nearest to them. */
export interface Explained extends Explanation {
  /** `score` is 0 to 1; `answers`: it is near enough to be answered where the words stay unclear. */
  nearest?: { title: string; score?: number; answers: boolean };
}

/** How words are understood, for staff who look into it. */
export interface Reading {
  /** As a message in the chat would be understood now, long personal numbers cut out. */
  explain(words: string): Promise<Explained>;
  /** How an intent is offered to residents; one without a title is its own name. */
  titleOf(intent: string): string;
}

/** The domain doors by name: all that an intent, a job or a route may call. */
export interface Services {
  activity: Activity;
  billing: Billing;
  clock: Clock;
  company: Company;
  /** Talks; only their forgetting is a service. */
  conversations: Pick<Conversations, 'forget' | 'forgetIdle'>;
  /** The way to residents, as far as it is not a module's own. */
  channel: Channel;
  customers: Customers;
  desk: Desk;
  knowledge: Knowledge;
  notices: Notices;
  outlets: Outlets;
  outreach: Outreach;
  reading: Reading;
  review: Review;
  staff: Staff;
  tickets: Tickets;
  voices: Voices;
}
