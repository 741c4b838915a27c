import { refuse } from '../../kernel/errors.js';
import type { CampaignHead } from './campaign-store.js';
import type { OutreachTools } from './deps.js';
import type { Campaign, Outreach, RecipientLine } from './door.js';
import type { RecipientRow } from './schema.js';

const ROWS_MAX = 100;

/** A campaign with what its recipients say. */
export const withCounts =
  ({ recipients }: OutreachTools) =>
  async (head: CampaignHead): Promise<Campaign> => ({ ...head, counts: await recipients.counts(head.key) });

const present = ({ openid, account, state, way, reason, at }: RecipientRow): RecipientLine => ({
  openid,
  account,
  state,
  ...(way ? { way } : {}),
  ...(reason ? { reason } : {}),
  ...(at ? { at } : {}),
});

/** Who was reached, and who was not and why; the recipients of one state in pages. @throws Refused campaign_unknown */
export const reportCampaign =
  (tools: OutreachTools): Outreach['report'] =>
  async ({ key, state, after = '', limit }) => {
    const head = (await tools.campaigns.byKey(key)) ?? refuse('campaign_unknown');
    const most = Math.min(Math.max(1, limit), ROWS_MAX);
    const [campaign, reasons, rows] = await Promise.all([
      withCounts(tools)(head),
      tools.recipients.reasons(key),
      state ? tools.recipients.page(key, state, after, most) : [],
    ]);
    const last = rows.length === most ? rows.at(-1) : undefined;
    return { campaign, reasons, recipients: rows.map(present), ...(last ? { next: last._id } : {}) };
  };
