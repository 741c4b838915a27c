import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../../kernel/clock.js';
import { isMonth, type Month } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import { digestOf } from '../../kernel/ids.js';
import { awaitsApproval } from './approve-bills.js';
import type { OutreachTools } from './deps.js';
import type { Campaign, CampaignRun, Outreach } from './door.js';
import { ID_LENGTH } from './recipient.js';
import { mayGoOn, newRun, type Run, waitAfter } from './run.js';
import type { RecipientRow, RunRow } from './schema.js';
import { seedRecipients } from './seed-recipients.js';
import { sendRows } from './send-rows.js';

type Counts = Campaign['counts'];
type Tally = Omit<RunRow, 'cause'>;

export const billCampaign = (month: Month): string => `bills:${month}`;

/** Rows read at a time. */
const PAGE = 256;
const WAIT_MS = 200;
/** Ids are hexadecimal: above any of them. */
const LAST_ID = 'g';

/** What dead runs left in doubt, and what could not be reached and is due for another round. */
const doubtful = async (
  { recipients }: OutreachTools,
  { campaign, passed }: Run,
  now = new Date(realNow()),
): Promise<readonly RecipientRow[]> => {
  const rows = await recipients.inDoubt(campaign, now, PAGE + passed.size);
  return rows.filter(({ _id }) => !passed.has(_id));
};

/** Once through all rows that wait, beginning anywhere: two runs at once begin apart and share the work. */
const sendWaiting = async (tools: OutreachTools, run: Run): Promise<void> => {
  const start = digestOf(run.owner, ID_LENGTH);
  for (const [from, to] of [
    [start, LAST_ID],
    ['', start],
  ] as const) {
    for (let after = from; mayGoOn(tools, run); ) {
      const rows = await tools.recipients.waiting(run.campaign, after, to, PAGE);
      const last = rows.at(-1);
      if (!last) break;
      after = last._id;
      await sendRows(tools, run, rows);
    }
  }
};

/** What dead runs left in doubt. What a live one is sending is waited for: should it be dead, its lease ends meanwhile. */
const sendDoubtful = async (tools: OutreachTools, run: Run): Promise<void> => {
  const { recipients, leaseMs } = tools;
  let patience = 2 * leaseMs;
  while (mayGoOn(tools, run)) {
    // One instant for both questions: a lease that ends between them would hide its row from either.
    const now = new Date(realNow());
    const rows = await doubtful(tools, run, now);
    if (rows.length > 0) {
      await sendRows(tools, run, rows);
      continue;
    }
    if (patience <= 0 || !(await recipients.othersAreSending(run.campaign, run.owner, now))) return;
    await pause(WAIT_MS);
    patience -= WAIT_MS;
  }
};

/** What became of the campaign since a run began, whoever did it; what was settled before counts as skipped. */
const since = (before: Counts, after: Counts): Tally => ({
  sent: Math.max(0, after.sent - before.sent),
  skipped: before.sent + before.failed + before.unknown + after.skipped,
  failed: Math.max(0, after.failed - before.failed),
  unknown: Math.max(0, after.unknown - before.unknown) + after.sending,
});

/** How the campaign stands, beside what a run of it did. */
export const runOf = async (
  { campaigns, recipients }: OutreachTools,
  campaign: string,
  { sent, skipped, failed, unknown }: Tally,
): Promise<CampaignRun> => {
  const [head, { pending, sending }] = await Promise.all([campaigns.byKey(campaign), recipients.counts(campaign)]);
  const told = { campaign, sent, skipped, failed, unknown, state: head?.state ?? 'done', waiting: pending + sending };
  return head?.wait && head.state === 'waiting' ? { ...told, wait: head.wait } : told;
};

/** Sends what is to be sent: first what is in doubt, which also shows whether the platform answers at all. */
const work = async (tools: OutreachTools, run: Run, before: Counts): Promise<void> => {
  const began = realNow();
  const first = await doubtful(tools, run);
  if (first.length > 0) await sendRows(tools, run, first);
  await sendWaiting(tools, run);
  await sendDoubtful(tools, run);
  const after = await tools.recipients.counts(run.campaign);
  await tools.campaigns.noteWork(run.campaign, Math.max(0, after.sent - before.sent), realNow() - began);
};

/**
 * Starts or continues the month's bill push. Any number of runs may work at once: a row is marked by one of them under a lease before it
 * is sent, and settled after, so that only rows in doubt are ever sent again, under the same client id and within its ten minutes.
 * @throws Refused bad_input (not a month)
 */
export const pushBills =
  (tools: OutreachTools): Outreach['pushBills'] =>
  async ({ month, by, cause, standing = false }): Promise<CampaignRun> => {
    if (!isMonth(month)) refuse('bad_input', 'month');
    const { campaigns, recipients, clock, ids, log } = tools;
    const campaign = billCampaign(month);
    const earlier = await campaigns.earlier(campaign, cause);
    if (earlier) return runOf(tools, campaign, earlier);
    if (!standing && (await awaitsApproval(tools, { campaign, month, by })))
      return runOf(tools, campaign, { sent: 0, skipped: 0, failed: 0, unknown: 0 });
    await campaigns.start({ key: campaign, month, by, at: clock.now() });
    const before = await recipients.counts(campaign);
    await recipients.reopenSkipped(campaign);
    await seedRecipients(tools, campaign);
    const run = newRun(campaign, month, ids.token(12));
    await work(tools, run, before);
    const after = await recipients.counts(campaign);
    const tally = since(before, after);
    const wait = waitAfter(run);
    const isDone = after.pending === 0 && after.sending === 0;
    await campaigns.finish(campaign, { cause, ...tally }, isDone ? { doneAt: clock.now() } : wait ? { wait } : {});
    log.info({ campaign, ...tally, done: isDone, stopped: run.stop?.for }, 'bill push ran');
    return runOf(tools, campaign, tally);
  };
