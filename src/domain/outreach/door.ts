import type { DailySpan } from '../../kernel/daily.js';
import type { Month } from '../../kernel/dates.js';

export type RecipientState = 'pending' | 'sending' | 'sent' | 'failed' | 'skipped' | 'unknown';

/** `awaiting approval`: a second person must agree first. `waiting`: nothing is sent before a time, then it goes on by itself. */
export type CampaignState = 'awaiting approval' | 'running' | 'waiting' | 'done';

/** Why nothing is sent now: the day's quota is spent, it is the company's or all remaining recipients' quiet time, or no answer comes. */
export interface Wait {
  for: 'quota' | 'quiet hours' | 'platform';
  /** Business time at which it goes on. */
  until: Date;
}

export interface Campaign {
  /** `bills:2026-10` */
  key: string;
  month: Month;
  state: CampaignState;
  startedAt: Date;
  startedBy: string;
  finishedAt?: Date;
  wait?: Wait;
  /** Who asked for it when it was larger than one person may decide, and how many it was for. */
  request?: { by: string; audience: number };
  approvedBy?: string;
  /** Messages a second of real time while it was being sent. */
  perSecond?: number;
  counts: Readonly<Record<RecipientState, number>>;
}

/** What became of a campaign since a run began, whoever did it; recipients settled before count as skipped, those in doubt as unknown. */
export interface CampaignRun {
  campaign: string;
  sent: number;
  skipped: number;
  failed: number;
  unknown: number;
  /** How the campaign stands after the run. */
  state: CampaignState;
  /** Recipients still to be sent to. */
  waiting: number;
  wait?: Wait;
}

/** By what a message went out. */
export type SentWay = 'template' | 'kf';

/** How many recipients ended alike. */
export interface ReasonCount {
  state: RecipientState;
  way?: SentWay;
  reason?: string;
  count: number;
}

/** What became of one recipient. */
export interface RecipientLine {
  openid: string;
  account: string;
  state: RecipientState;
  way?: SentWay;
  reason?: string;
  /** When it was settled, business time. */
  at?: Date;
}

export interface CampaignReport {
  campaign: Campaign;
  reasons: readonly ReasonCount[];
  /** Of the state asked for. */
  recipients: readonly RecipientLine[];
  /** Where the next page begins. */
  next?: string;
}

/** What is sent to one recipient. `undefined` = nothing to send (no bill), counted as skipped. */
export type ComposeBill = (input: {
  account: string;
  month: Month;
}) => Promise<Readonly<Record<string, string>> | undefined>;

export type TemplateOutcome =
  | { kind: 'sent'; msgId: string }
  | {
      kind: 'refused';
      code: number;
      gone: boolean /* stop pushing to this openid */;
      quota: boolean /* the day's quota is spent */;
    }
  | { kind: 'unreachable'; maybe: boolean /* it may have been sent */ };

/** Sends one template message; the platform delivers one per openid and client id within ten minutes. */
export type SendTemplate = (message: {
  openid: string;
  template: 'bill' | 'ticket' | 'notice';
  fields: Readonly<Record<string, string>>;
  clientMsgId: string;
}) => Promise<TemplateOutcome>;

/** A recipient's bill, under the cause that makes every effect of it happen once. */
export interface BillLetter {
  openid: string;
  account: string;
  month: Month;
  cause: string;
}

/** Says the bill in the chat if it is open now; the same cause says it once. `closed`: nothing was said. */
export type TellBill = (letter: BillLetter) => Promise<'sent' | 'closed' | 'unknown'>;

export interface Subscription {
  account: string;
  since: Date;
}

export interface Outreach {
  /** Subscribing twice subscribes once. */
  subscribe(input: {
    openid: string;
    accounts: readonly string[];
    cause: string;
  }): Promise<{ added: readonly string[]; already: readonly string[] }>;
  unsubscribe(input: {
    openid: string;
    accounts: readonly string[];
    cause: string;
  }): Promise<{ removed: readonly string[]; never: readonly string[] }>;
  subscriptions(openid: string): Promise<readonly Subscription[]>;
  /** The hours of a day in which this resident wants no bill; the company's own hold besides. */
  quietHours(openid: string): Promise<DailySpan | undefined>;
  /** @param span left out: none any more. @throws Refused bad_input */
  setQuietHours(input: { openid: string; span?: DailySpan; cause: string }): Promise<void>;
  /** How many would be sent to. */
  audience(month: Month): Promise<number>;
  /**
   * Starts or continues the month's bill push: a recipient row per subscribed property, each sent once for good. Resumable: a run that
   * died goes on where it was. `sending` rows of a dead run are resent under the same client id within ten minutes, else `unknown`.
   * @param standing the utility's standing order or its continuation: no second person is asked
   */
  pushBills(input: { month: Month; by: string; cause: string; standing?: boolean }): Promise<CampaignRun>;
  /**
   * Agrees to a push that awaits it, and starts it.
   * @throws Refused campaign_unknown | nothing_to_approve | second_person_needed (who asked may not agree)
   */
  approveBills(input: { month: Month; by: string; cause: string }): Promise<CampaignRun>;
  /** Months of campaigns that are to go on by themselves now. */
  unfinished(): Promise<readonly Month[]>;
  campaign(key: string): Promise<Campaign | undefined>;
  campaigns(limit: number): Promise<readonly Campaign[]>;
  /** Who was reached, and who was not and why. @throws Refused campaign_unknown */
  report(input: { key: string; state?: RecipientState; after?: string; limit: number }): Promise<CampaignReport>;
  /** A finish event from the platform: settles `unknown` and `sent` rows. */
  delivered(event: { openid: string; msgId: string; ok: boolean; reason: string }): Promise<void>;
  /** Removes subscriptions and quiet hours; rows of campaigns lose the openid, their counts stay. */
  erase(input: { openid: string }): Promise<void>;
}
