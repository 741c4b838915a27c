import type { OutreachTools } from './deps.js';
import { recipientId } from './recipient.js';
import type { NewRecipient } from './recipient-store.js';

const PAGE = 1000;

/** Every active subscription as a recipient of the campaign, in pages. */
async function* pagesOf({ subscriptions }: OutreachTools, campaign: string): AsyncGenerator<readonly NewRecipient[]> {
  for (let after = ''; ; ) {
    const page = await subscriptions.page(after, PAGE);
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
    yield page.map(({ openid, account }) => ({ id: recipientId(campaign, openid, account), openid, account }));
  }
}

/** Gives each subscription that has none its recipient row. */
export const seedRecipients = async (tools: OutreachTools, campaign: string): Promise<void> => {
  for await (const page of pagesOf(tools, campaign)) {
    const missing = await tools.recipients.missing(page.map(({ id }) => id));
    await tools.recipients.addRecipients(
      campaign,
      page.filter(({ id }) => missing.has(id)),
    );
  }
};

/** How many the campaign would send to: subscribed, following and not settled by an earlier run. Whether each has a bill is not looked at. */
export const countAudience = async (tools: OutreachTools, campaign: string): Promise<number> => {
  let count = 0;
  for await (const page of pagesOf(tools, campaign)) {
    const ids = page.map(({ id }) => id);
    const [missing, open, following] = await Promise.all([
      tools.recipients.missing(ids),
      tools.recipients.stillOpen(ids),
      tools.following([...new Set(page.map(({ openid }) => openid))]),
    ]);
    count += page.filter(({ id, openid }) => (missing.has(id) || open.has(id)) && following.has(openid)).length;
  }
  return count;
};
