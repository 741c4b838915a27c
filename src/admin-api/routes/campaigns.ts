import type { CampaignRun } from '../../domain/outreach/door.js';
import { monthOf } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import { presentCampaign, presentReport, presentRun } from '../present.js';

/** What the audit trail keeps of a run. */
const detailOf = ({ sent, skipped, failed, unknown, state }: CampaignRun) => ({
  sent,
  skipped,
  failed,
  unknown,
  state,
});

export const campaignRoutes = ({ on, guards, services: { outreach }, clock }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;

  on(
    routes.billsPush,
    [limited('write'), signedIn, valid, audited('campaign.push'), allowed('campaigns.run')],
    async ({ body: { month, dryRun }, staff, cause, touches }) => {
      const campaign = `bills:${month}`;
      touches(campaign, { dryRun });
      // A recipient is settled once for good: a push before the bills exist would leave everybody without one.
      if (month >= monthOf(clock.now())) refuse('bad_input', 'body.month: not over yet', { field: 'body.month' });
      if (dryRun)
        return { campaign, sent: 0, skipped: 0, failed: 0, unknown: 0, audience: await outreach.audience(month) };
      const run = await outreach.pushBills({ month, by: staff.user, cause });
      touches(campaign, { dryRun, ...detailOf(run) });
      return presentRun(run);
    },
  );

  on(
    routes.billsApprove,
    [limited('write'), signedIn, valid, audited('campaign.approve'), allowed('campaigns.approve')],
    async ({ body: { month }, staff, cause, touches }) => {
      const campaign = `bills:${month}`;
      touches(campaign, {});
      const run = await outreach.approveBills({ month, by: staff.user, cause });
      touches(campaign, detailOf(run));
      return presentRun(run);
    },
  );

  on(
    routes.campaignList,
    [limited('read'), signedIn, valid, allowed('campaigns.read')],
    async ({ query: { limit } }) => ({
      items: (await outreach.campaigns(limit)).map(presentCampaign),
    }),
  );

  on(
    routes.campaignReport,
    [limited('read'), signedIn, valid, allowed('campaigns.read')],
    async ({ params: { key }, query }) => presentReport(await outreach.report({ key, ...query })),
  );

  on(routes.campaignShow, [limited('read'), signedIn, valid, allowed('campaigns.read')], async ({ params }) =>
    presentCampaign((await outreach.campaign(params.key)) ?? refuse('campaign_unknown')),
  );
};
