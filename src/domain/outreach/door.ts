import type { Month } from '../../kernel/dates.js';

export type RecipientState = 'pending' | 'sending' | 'sent' | 'failed' | 'skipped' | 'unknown';

export interface Campaign {
  /** `bills:2026-10` */
  key: string;
  month: Month;
  state: 'running' | 'done';
  startedAt: Date;
  counts: Readonly<Record<RecipientState, number>>;
}

/** What became of a campaign since a run began, whoever did it; recipients settled before count as skipped, those in doubt as unknown. */
export interface CampaignRun {
  campaign: string;
  sent: number;
  skipped: number;
  failed: number;
  unknown: number;
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
  | { kind: 'unreachable' }; // outcome not known: a time-out or a broken answer

/** Sends one template message; the platform delivers one per openid and client id within ten minutes. */
export type SendTemplate = (message: {
  openid: string;
  template: 'bill' | 'ticket' | 'notice';
  fields: Readonly<Record<string, string>>;
  clientMsgId: string;
}) => Promise<TemplateOutcome>;

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
  /** How many would be sent to. */
  audience(month: Month): Promise<number>;
  /**
   * Starts or continues the month's bill push: a recipient row per subscribed property, each sent once for good. Resumable: a run that
   * died goes on where it was. `sending` rows of a dead run are resent under the same client id within ten minutes, else `unknown`.
   */
  pushBills(input: { month: Month; by: string; cause: string }): Promise<CampaignRun>;
  campaign(key: string): Promise<Campaign | undefined>;
  campaigns(limit: number): Promise<readonly Campaign[]>;
  /** A finish event from the platform: settles `unknown` and `sent` rows. */
  delivered(event: { openid: string; msgId: string; ok: boolean; reason: string }): Promise<void>;
}
