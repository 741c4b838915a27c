import { realNow } from '../../kernel/clock.js';
import { type DailySpan, endAfter, isWithin } from '../../kernel/daily.js';
import { reasonOf } from '../../kernel/errors.js';
import type { OutreachTools } from './deps.js';
import { hasRoundsLeft } from './recipient.js';
import type { Settlement } from './recipient-store.js';
import { defer, learn, mayGoOn, type Run } from './run.js';
import type { RecipientRow } from './schema.js';
import { type Letter, sendWave } from './send-wave.js';
import { subscriptionId } from './subscription-store.js';

const WAVE_MAX = 32;

/** What is known of the residents of some rows. */
interface Known {
  following: ReadonlySet<string>;
  subscribed: ReadonlySet<string>;
  quiet: ReadonlyMap<string, DailySpan>;
}

type Prepared = Letter | { row: RecipientRow; as: 'skipped' | 'unknown'; reason: string } | undefined;

const lookUp = async (
  { following, subscriptions, quietHours }: OutreachTools,
  rows: readonly RecipientRow[],
): Promise<Known> => {
  const openids = [...new Set(rows.map(({ openid }) => openid))];
  const [follow, subscribed, quiet] = await Promise.all([
    following(openids),
    subscriptions.activeAmong(rows),
    quietHours.of(openids),
  ]);
  return { following: follow, subscribed, quiet };
};

/** The words for one row, or why it gets none. What cannot be composed, or may not be sent at this hour, is passed over. */
const prepare = async (
  { compose, clock, log }: OutreachTools,
  run: Run,
  row: RecipientRow,
  known: Known,
): Promise<Prepared> => {
  // Of a row in doubt nobody can say that nothing was sent.
  const none = (reason: string): Prepared => ({ row, as: row.firstTriedAt ? 'unknown' : 'skipped', reason });
  if (!hasRoundsLeft(row, { real: realNow(), business: clock.now() }))
    return { row, as: 'unknown', reason: 'no answer' };
  if (!known.following.has(row.openid)) return none('not following');
  if (!known.subscribed.has(subscriptionId(row.openid, row.account))) return none('unsubscribed');
  const quiet = known.quiet.get(row.openid);
  if (quiet && isWithin(quiet, clock.now())) return void defer(run, row._id, endAfter(quiet, clock.now()));
  try {
    const fields = await compose({ account: row.account, month: run.month });
    return fields ? { row, fields } : none('no bill');
  } catch (error) {
    log.error({ reason: reasonOf(error), campaign: run.campaign }, 'a bill message could not be composed');
    run.passed.add(row._id);
    run.troubled = true;
    return undefined;
  }
};

/** Settles the rows of a wave that are not to be sent. @returns the letters for the others */
const sortOut = async (
  { recipients, finishes, clock }: OutreachTools,
  prepared: readonly Prepared[],
): Promise<readonly Letter[]> => {
  const groups = new Map<string, { as: 'skipped' | 'unknown'; reason: string; rows: RecipientRow[] }>();
  for (const each of prepared) {
    if (!each || 'fields' in each) continue;
    const { row, as, reason } = each;
    const group = groups.get(`${as} ${reason}`) ?? { as, reason, rows: [] };
    group.rows.push(row);
    groups.set(`${as} ${reason}`, group);
  }
  const now = new Date(realNow());
  for (const { as, reason, rows } of groups.values()) {
    const ids = rows.map(({ _id }) => _id);
    await recipients.settleUnsent(ids, { state: as, reason, at: clock.now() }, now);
    if (as === 'unknown') await finishes.applyKept(rows.map(({ openid }) => openid));
  }
  return prepared.filter((each): each is Letter => each !== undefined && 'fields' in each);
};

const settle = async (
  { recipients, finishes, clock }: OutreachTools,
  owner: string,
  settlements: readonly Settlement[],
  openidOf: ReadonlyMap<string, string>,
): Promise<void> => {
  await recipients.settle(owner, settlements, clock.now());
  const msgIds = settlements.flatMap(({ msgId }) => msgId ?? []);
  if (msgIds.length > 0) await finishes.applyEarly(msgIds);
  const lost = settlements.flatMap(({ id, state }) => (state === 'unknown' ? (openidOf.get(id) ?? []) : []));
  if (lost.length > 0) await finishes.applyKept(lost);
};

const follow = async ({ afterSent, log }: OutreachTools, { month }: Run, letters: readonly Letter[]): Promise<void> => {
  if (!afterSent) return;
  const told = letters.map(({ row: { _id: cause, openid, account } }) => afterSent({ openid, account, month, cause }));
  for (const each of await Promise.allSettled(told))
    if (each.status === 'rejected') log.warn({ reason: reasonOf(each.reason) }, 'what follows a bill failed');
};

/** Sends what this run could take; while it lives, what it took stays its own. */
const sendLetters = async (tools: OutreachTools, run: Run, letters: readonly Letter[]): Promise<void> => {
  const { recipients, leaseMs, roundMs, clock, log } = tools;
  const { owner } = run;
  const ids = letters.map(({ row }) => row._id);
  const until = (): Date => new Date(realNow() + leaseMs);
  const mine = await recipients.markSending({ ids, owner, now: new Date(realNow()), until: until(), on: clock.now() });
  if (mine.size === 0) return;
  const taken = letters.filter(({ row }) => mine.has(row._id));
  const keep = setInterval(() => {
    recipients
      .renew(owner, ids, until())
      .catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'a wave was not kept'));
  }, leaseMs / 3);
  try {
    const wave = await sendWave(tools, run.month, taken);
    await settle(tools, owner, wave.settled, new Map(taken.map(({ row }) => [row._id, row.openid])));
    if (wave.open > 0) await recipients.putOff(owner, ids, new Date(realNow() + roundMs));
    learn(tools, run, { rows: mine.size, reached: wave.reached, quota: wave.quota });
    if (wave.reached) run.wave = Math.min(WAVE_MAX, run.wave * 2);
    const sent = new Set(wave.settled.filter(({ state }) => state === 'sent').map(({ id }) => id));
    await follow(
      tools,
      run,
      taken.filter(({ row }) => sent.has(row._id)),
    );
  } finally {
    clearInterval(keep);
  }
};

/** Sends rows in waves, until something ends the run. */
export const sendRows = async (tools: OutreachTools, run: Run, rows: readonly RecipientRow[]): Promise<void> => {
  const known = await lookUp(tools, rows);
  for (let at = 0; at < rows.length && mayGoOn(tools, run); ) {
    const slice = rows.slice(at, at + run.wave);
    at += slice.length;
    const prepared = await Promise.all(slice.map((row) => prepare(tools, run, row, known)));
    const letters = await sortOut(tools, prepared);
    if (letters.length > 0) await sendLetters(tools, run, letters);
  }
};
