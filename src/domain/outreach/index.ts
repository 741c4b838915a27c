import { isDailySpan } from '../../kernel/daily.js';
import { refuse } from '../../kernel/errors.js';
import { approveBills } from './approve-bills.js';
import { campaignStore } from './campaign-store.js';
import type { OutreachDeps, OutreachTools } from './deps.js';
import type { Outreach } from './door.js';
import { erasureStore } from './erasure-store.js';
import { finishStore } from './finish-store.js';
import { billCampaign, pushBills } from './push-bills.js';
import { quietStore } from './quiet-store.js';
import { recipientStore } from './recipient-store.js';
import { reportCampaign, withCounts } from './report-campaign.js';
import { countAudience } from './seed-recipients.js';
import { settleDelivery } from './settle-delivery.js';
import { subscriptionStore } from './subscription-store.js';

export type { OutreachDeps } from './deps.js';
export type * from './door.js';

/** Properties that one call may subscribe; a resident binds fewer. */
const ACCOUNTS_MAX = 50;
const CAMPAIGNS_MAX = 100;
const defaults = { approvalOver: 0, leaseMs: 6000, pausesMs: [300, 1500], roundMs: 20_000 } as const;

/** Splits accounts, in order and each once, by what `isOurs` says of them. */
const split = async (
  accounts: readonly string[],
  isOurs: (account: string) => Promise<boolean>,
): Promise<{ yes: readonly string[]; no: readonly string[] }> => {
  if (accounts.length > ACCOUNTS_MAX) refuse('bad_input', 'too many accounts');
  const yes: string[] = [];
  const no: string[] = [];
  for (const account of new Set(accounts)) ((await isOurs(account)) ? yes : no).push(account);
  return { yes, no };
};

/** Who wants to be written to, and the campaigns that write to them. */
export const createOutreach = ({ db, ...deps }: OutreachDeps): Outreach => {
  const subscriptions = subscriptionStore(db);
  const quietHours = quietStore(db);
  const campaigns = campaignStore(db);
  const recipients = recipientStore(db);
  const erasures = erasureStore(db);
  const tools: OutreachTools = {
    ...defaults,
    ...deps,
    campaigns,
    recipients,
    subscriptions,
    finishes: finishStore(db),
    quietHours,
  };
  const push = pushBills(tools);
  const counted = withCounts(tools);

  return {
    subscribe: async ({ openid, accounts, cause }) => {
      const since = deps.clock.now();
      const { yes, no } = await split(accounts, (account) => subscriptions.start(openid, account, cause, since));
      return { added: yes, already: no };
    },
    unsubscribe: async ({ openid, accounts, cause }) => {
      const { yes, no } = await split(accounts, (account) => subscriptions.end(openid, account, cause));
      return { removed: yes, never: no };
    },
    subscriptions: (openid) => subscriptions.of(openid),
    quietHours: async (openid) => (await quietHours.of([openid])).get(openid),
    setQuietHours: async ({ openid, span, cause }) => {
      if (span && !isDailySpan(span)) refuse('bad_input', 'span');
      await (span ? quietHours.set(openid, span, cause) : quietHours.end(openid, cause));
    },
    audience: (month) => countAudience(tools, billCampaign(month)),
    pushBills: push,
    approveBills: approveBills(tools, push, billCampaign),
    unfinished: async () => {
      const now = deps.clock.now();
      const open = await campaigns.open(CAMPAIGNS_MAX);
      return open.filter(({ wait }) => !wait || wait.until <= now).map(({ month }) => month);
    },
    campaign: async (key) => {
      const head = await campaigns.byKey(key);
      return head && counted(head);
    },
    campaigns: async (limit) =>
      Promise.all((await campaigns.list(Math.min(Math.max(1, limit), CAMPAIGNS_MAX))).map(counted)),
    report: reportCampaign(tools),
    delivered: settleDelivery(tools),
    erase: ({ openid }) => erasures.erase(openid, `gone:${deps.ids.token(12)}`, deps.clock.now()),
  };
};
