import { rowSchema } from '../../database/schema.js';
import type { Month } from '../../kernel/dates.js';
import type { CampaignRun, CampaignState, RecipientState, SentWay, Wait } from './door.js';

export interface SubscriptionRow {
  /** `<openid>:<account>` */
  _id: string;
  openid: string;
  account: string;
  active: boolean;
  since: Date;
  /** Of the last subscribing. */
  cause: string;
  /** Of the last unsubscribing. */
  endedBy?: string;
}

export const subscriptionSchema = rowSchema<SubscriptionRow>(
  {
    _id: String,
    openid: { type: String, required: true },
    account: { type: String, required: true },
    active: { type: Boolean, required: true },
    since: { type: Date, required: true },
    cause: { type: String, required: true },
    endedBy: String,
  },
  'bill_subscriptions',
);
// Shard key: { openid: 'hashed' }
subscriptionSchema.index({ openid: 1, active: 1 }); // a resident's subscriptions
subscriptionSchema.index({ active: 1, _id: 1 }); // the audience, in pages

export interface QuietRow {
  /** The resident's openid. */
  _id: string;
  from: string;
  to: string;
  active: boolean;
  /** Of the last setting. */
  cause: string;
  /** Of the last taking back. */
  endedBy?: string;
}

// Found by the openid only. Shard key: { _id: 'hashed' }
export const quietSchema = rowSchema<QuietRow>(
  {
    _id: String,
    from: { type: String, required: true },
    to: { type: String, required: true },
    active: { type: Boolean, required: true },
    cause: { type: String, required: true },
    endedBy: String,
  },
  'quiet_hours',
);

/** What one call did, under its cause. */
export type RunRow = Pick<CampaignRun, 'sent' | 'skipped' | 'failed' | 'unknown'> & { cause: string };

export interface CampaignRow {
  /** The campaign's key. */
  _id: string;
  month: Month;
  state: CampaignState;
  startedAt: Date;
  startedBy: string;
  finishedAt?: Date;
  wait?: Wait;
  request?: { by: string; audience: number };
  approvedBy?: string;
  /** Messages sent, and the real milliseconds that runs spent on them. */
  workSent?: number;
  workMs?: number;
  /** What the last calls did. */
  runs: RunRow[];
}

export const campaignSchema = rowSchema<CampaignRow>(
  {
    _id: String,
    month: { type: String, required: true },
    state: { type: String, required: true },
    startedAt: { type: Date, required: true },
    startedBy: String,
    finishedAt: Date,
    wait: { _id: false, type: { for: String, until: Date } },
    request: { _id: false, type: { by: String, audience: Number } },
    approvedBy: String,
    workSent: Number,
    workMs: Number,
    runs: [{ _id: false, cause: String, sent: Number, skipped: Number, failed: Number, unknown: Number }],
  },
  'campaigns',
);
campaignSchema.index({ startedAt: -1 }); // the list, newest first
campaignSchema.index({ state: 1 }); // those that are to go on

export interface RecipientRow {
  /** The idempotent client id: a digest of campaign, openid and account, so that the three are unique without another index. */
  _id: string;
  campaign: string;
  openid: string;
  account: string;
  state: RecipientState;
  /** The run that is sending it. */
  owner?: string;
  /** Real time until which nobody else takes it up. */
  leaseUntil?: Date;
  /** Real time of the first send. */
  firstTriedAt?: Date;
  /** The same in business time. */
  firstTriedOn?: Date;
  /** How often a run set about sending it. */
  rounds?: number;
  msgId?: string;
  way?: SentWay;
  reason?: string;
  /** When it was settled, business time. */
  at?: Date;
}

export const recipientSchema = rowSchema<RecipientRow>(
  {
    _id: String,
    campaign: { type: String, required: true },
    openid: { type: String, required: true },
    account: { type: String, required: true },
    state: { type: String, required: true },
    owner: String,
    leaseUntil: Date,
    firstTriedAt: Date,
    firstTriedOn: Date,
    rounds: Number,
    msgId: String,
    way: String,
    reason: String,
    at: Date,
  },
  'campaign_recipients',
);
// Shard key: { _id: 'hashed' }
recipientSchema.index({ campaign: 1, state: 1, _id: 1 }); // what is to be sent, in the order of ids, and the counts
recipientSchema.index({ msgId: 1 }, { sparse: true }); // a finish event's row
recipientSchema.index({ openid: 1, state: 1 }); // the row of a finish event whose message id was never learnt

export interface FinishRow {
  /** The platform's message id. */
  _id: string;
  openid: string;
  ok: boolean;
  reason: string;
  at: Date;
}

/** Seconds after which an event that found no row is forgotten. */
const FINISH_KEPT_S = 86_400;

export const finishSchema = rowSchema<FinishRow>(
  {
    _id: String,
    openid: { type: String, required: true },
    ok: { type: Boolean, required: true },
    reason: String,
    at: { type: Date, required: true },
  },
  'campaign_finishes',
);
finishSchema.index({ at: 1 }, { expireAfterSeconds: FINISH_KEPT_S }); // an event may come before its send is written down
finishSchema.index({ openid: 1 }); // what may settle a resident's row in doubt
