import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../../kernel/clock.js';
import { isMonth, type Month } from '../../kernel/dates.js';
import { reasonOf, refuse } from '../../kernel/errors.js';
import { digestOf } from '../../kernel/ids.js';
import type { OutreachTools } from './deps.js';
import type { Campaign, CampaignRun, Outreach } from './door.js';
import { hasRoundsLeft, ID_LENGTH } from './recipient.js';
import type { RecipientRow } from './schema.js';
import { seedRecipients } from './seed-recipients.js';
import { type Letter, sendWave } from './send-wave.js';
import type { Settlement } from './store.js';

type Counts = Campaign['counts'];

export const billCampaign = (month: Month): string => `bills:${month}`;

/** Rows read at a time. */
const PAGE = 256;
/** Rows marked as being sent at a time: what a crash leaves in doubt. It begins with one and grows while the platform answers. */
const WAVE_MAX = 32;
/** Rows in a row without an answer that say that the platform is down. */
const DOWN_AFTER = 3;
const WAIT_MS = 200;
/** Ids are hexadecimal: above any of them. */
const LAST_ID = 'g';

interface Run {
  campaign: string;
  month: Month;
  owner: string;
  wave: number;
  /** Rows that could not be composed: left for another run. */
  passed: Set<string>;
  /** Rows since the last answer. */
  unanswered: number;
  /** The platform is down or the quota is spent. */
  stopped: boolean;
}

type Prepared = Letter | { id: string; as: 'skipped' | 'unknown'; reason: string } | undefined;

/** The words for one row, or why it gets none. A row that cannot be composed now is passed over and left for another run. */
const prepare = async (
  { compose, log }: OutreachTools,
  { campaign, month, passed }: Run,
  row: RecipientRow,
  following: ReadonlySet<string>,
): Promise<Prepared> => {
  // Of a row in doubt nobody can say that nothing was sent.
  const none = (reason: string): Prepared => ({ id: row._id, as: row.firstTriedAt ? 'unknown' : 'skipped', reason });
  if (!hasRoundsLeft(row, realNow())) return { id: row._id, as: 'unknown', reason: 'no answer' };
  if (!following.has(row.openid)) return none('not following');
  try {
    const fields = await compose({ account: row.account, month });
    return fields ? { row, fields } : none('no bill');
  } catch (error) {
    log.error({ reason: reasonOf(error), campaign }, 'a bill message could not be composed');
    passed.add(row._id);
    return undefined;
  }
};

/** Settles the rows of a wave that are not to be sent. @returns the letters for the others */
const sortOut = async ({ store }: OutreachTools, prepared: readonly Prepared[]): Promise<readonly Letter[]> => {
  const reasons = new Map<string, { as: 'skipped' | 'unknown'; reason: string; ids: string[] }>();
  for (const each of prepared) {
    if (!each || 'row' in each) continue;
    const group = reasons.get(`${each.as} ${each.reason}`) ?? { as: each.as, reason: each.reason, ids: [] };
    group.ids.push(each.id);
    reasons.set(`${each.as} ${each.reason}`, group);
  }
  const now = new Date(realNow());
  for (const { as, reason, ids } of reasons.values()) await store.settleUnsent(ids, { state: as, reason }, now);
  return prepared.filter((each): each is Letter => each !== undefined && 'row' in each);
};

const settle = async (
  { store, finishes }: OutreachTools,
  owner: string,
  settlements: readonly Settlement[],
): Promise<void> => {
  await store.settle(owner, settlements);
  const msgIds = settlements.flatMap(({ msgId }) => msgId ?? []);
  if (msgIds.length > 0) await finishes.applyEarly(msgIds);
};

const sendLetters = async (tools: OutreachTools, run: Run, letters: readonly Letter[]): Promise<void> => {
  const { store, leaseMs, roundMs } = tools;
  const { owner } = run;
  const ids = letters.map(({ row }) => row._id);
  const now = new Date(realNow());
  const mine = await store.markSending({ ids, owner, now, until: new Date(now.getTime() + leaseMs) });
  if (mine.size === 0) return;
  const wave = await sendWave(
    tools,
    letters.filter(({ row }) => mine.has(row._id)),
  );
  await settle(tools, owner, wave.settled);
  if (wave.open > 0) await store.putOff(owner, ids, new Date(realNow() + roundMs));
  run.unanswered = wave.reached ? 0 : run.unanswered + mine.size;
  run.stopped = wave.quota || run.unanswered >= DOWN_AFTER;
  if (wave.reached) run.wave = Math.min(WAVE_MAX, run.wave * 2);
};

const sendRows = async (tools: OutreachTools, run: Run, rows: readonly RecipientRow[]): Promise<void> => {
  const followers = await tools.following([...new Set(rows.map(({ openid }) => openid))]);
  for (let at = 0; at < rows.length && !run.stopped; ) {
    const slice = rows.slice(at, at + run.wave);
    at += slice.length;
    const prepared = await Promise.all(slice.map((row) => prepare(tools, run, row, followers)));
    const letters = await sortOut(tools, prepared);
    if (letters.length > 0) await sendLetters(tools, run, letters);
  }
};

/** Once through all rows that wait, beginning anywhere: two runs at once begin apart and share the work. */
const sendWaiting = async (tools: OutreachTools, run: Run): Promise<void> => {
  const start = digestOf(run.owner, ID_LENGTH);
  for (const [from, to] of [
    [start, LAST_ID],
    ['', start],
  ] as const) {
    for (let after = from; !run.stopped; ) {
      const rows = await tools.store.waiting(run.campaign, after, to, PAGE);
      const last = rows.at(-1);
      if (!last) break;
      after = last._id;
      await sendRows(tools, run, rows);
    }
  }
};

/** What dead runs left in doubt. What a live one is sending is waited for: should it be dead, its lease ends meanwhile. */
const sendDoubtful = async (tools: OutreachTools, run: Run): Promise<void> => {
  const { store, leaseMs } = tools;
  const { campaign, owner } = run;
  let patience = 2 * leaseMs;
  while (!run.stopped) {
    const now = new Date(realNow());
    const rows = (await store.inDoubt(campaign, now, PAGE)).filter(({ _id }) => !run.passed.has(_id));
    if (rows.length > 0) {
      await sendRows(tools, run, rows);
      continue;
    }
    if (patience <= 0 || !(await store.othersAreSending(campaign, owner, now))) return;
    await pause(WAIT_MS);
    patience -= WAIT_MS;
  }
};

/** What became of the campaign since a run began, whoever did it; what was settled before counts as skipped. */
const since = (before: Counts, after: Counts): Omit<CampaignRun, 'campaign'> => ({
  sent: Math.max(0, after.sent - before.sent),
  skipped: before.sent + before.failed + before.unknown + after.skipped,
  failed: Math.max(0, after.failed - before.failed),
  unknown: Math.max(0, after.unknown - before.unknown) + after.sending,
});

/**
 * Starts or continues the month's bill push. Any number of runs may work at once: a row is marked by one of them under a lease before it
 * is sent, and settled after, so that only rows in doubt are ever sent again, under the same client id and within its ten minutes.
 * @throws Refused bad_input (not a month)
 */
export const pushBills =
  (tools: OutreachTools): Outreach['pushBills'] =>
  async ({ month, by, cause }): Promise<CampaignRun> => {
    if (!isMonth(month)) refuse('bad_input', 'month');
    const { store, clock, ids, log } = tools;
    const campaign = billCampaign(month);
    const earlier = await store.start({ key: campaign, month, by, at: clock.now(), cause });
    if (earlier) {
      const { sent, skipped, failed, unknown } = earlier;
      return { campaign, sent, skipped, failed, unknown };
    }
    const before = await store.counts(campaign);
    await store.reopenSkipped(campaign);
    await seedRecipients(tools, campaign);
    const run: Run = {
      campaign,
      month,
      owner: ids.token(12),
      passed: new Set(),
      wave: 1,
      unanswered: 0,
      stopped: false,
    };
    await sendWaiting(tools, run);
    await sendDoubtful(tools, run);
    const after = await store.counts(campaign);
    const done = after.pending === 0 && after.sending === 0;
    const tally = since(before, after);
    await store.finish(campaign, { cause, ...tally }, done);
    log.info({ campaign, ...tally, done, stopped: run.stopped }, 'bill push ran');
    return { campaign, ...tally };
  };
