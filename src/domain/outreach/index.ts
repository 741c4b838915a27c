import { refuse } from '../../kernel/errors.js';
import type { OutreachDeps, OutreachTools } from './deps.js';
import type { Outreach } from './door.js';
import { finishStore } from './finish-store.js';
import { billCampaign, pushBills } from './push-bills.js';
import { countAudience } from './seed-recipients.js';
import { settleDelivery } from './settle-delivery.js';
import { campaignStore } from './store.js';
import { subscriptionStore } from './subscription-store.js';

export type { OutreachDeps } from './deps.js';
export type * from './door.js';

/** Properties that one call may subscribe; a resident binds fewer. */
const ACCOUNTS_MAX = 50;
const CAMPAIGNS_MAX = 100;
const defaults = { leaseMs: 30_000, pausesMs: [300, 1500], roundMs: 20_000 } as const;

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
  const store = campaignStore(db);
  const subscriptions = subscriptionStore(db);
  const tools: OutreachTools = { ...defaults, ...deps, store, subscriptions, finishes: finishStore(db) };

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
    audience: (month) => countAudience(tools, billCampaign(month)),
    pushBills: pushBills(tools),
    campaign: (key) => store.byKey(key),
    campaigns: (limit) => store.list(Math.min(Math.max(1, limit), CAMPAIGNS_MAX)),
    delivered: settleDelivery(tools),
  };
};
