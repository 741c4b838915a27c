import { isMonth, type Month } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import type { OutreachTools } from './deps.js';
import type { Outreach } from './door.js';
import { countAudience } from './seed-recipients.js';

/**
 * Whether a push that staff start is larger than one person may decide and nobody else has agreed to it; then it is put before a second
 * person. What goes on after it was agreed to, or was started as a standing order, asks nobody again.
 */
export const awaitsApproval = async (
  tools: OutreachTools,
  { campaign, month, by }: { campaign: string; month: Month; by: string },
): Promise<boolean> => {
  const { campaigns, subscriptions, approvalOver, clock } = tools;
  if (approvalOver === 0) return false;
  const known = await campaigns.byKey(campaign);
  if (known && known.state !== 'done') return known.state === 'awaiting approval';
  // All subscriptions are more than those who would be sent to: cheap to count, and mostly few enough.
  if ((await subscriptions.count()) <= approvalOver) return false;
  const audience = await countAudience(tools, campaign);
  if (audience <= approvalOver) return false;
  await campaigns.ask({ key: campaign, month, by, at: clock.now(), audience });
  return true;
};

/** @throws Refused bad_input | campaign_unknown | nothing_to_approve | second_person_needed */
export const approveBills =
  (
    { campaigns }: OutreachTools,
    push: Outreach['pushBills'],
    campaignOf: (month: Month) => string,
  ): Outreach['approveBills'] =>
  async ({ month, by, cause }) => {
    if (!isMonth(month)) refuse('bad_input', 'month');
    const key = campaignOf(month);
    const known = (await campaigns.byKey(key)) ?? refuse('campaign_unknown');
    const isRepeat = known.approvedBy === by && (await campaigns.earlier(key, cause)) !== undefined;
    if (!isRepeat) {
      if (known.state !== 'awaiting approval') refuse('nothing_to_approve');
      if (known.request?.by === by) refuse('second_person_needed');
      if (!(await campaigns.approve(key, by))) refuse('nothing_to_approve');
    }
    return push({ month, by, cause });
  };
