import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../../kernel/clock.js';
import type { Month } from '../../kernel/dates.js';
import type { OutreachTools } from './deps.js';
import type { TemplateOutcome } from './door.js';
import { hasRoundsLeft, mayResend, type Now } from './recipient.js';
import type { Settlement } from './recipient-store.js';
import type { RecipientRow } from './schema.js';

const AT_ONCE = 16;

/** A recipient and the words for it. */
export interface Letter {
  row: RecipientRow;
  fields: Readonly<Record<string, string>>;
}

export interface WaveResult {
  settled: readonly Settlement[];
  /** Rows whose outcome is not known and which another round will take up. */
  open: number;
  /** The day's quota is spent. */
  quota: boolean;
  /** At least one send got an answer from the platform. */
  reached: boolean;
}

type Sent = TemplateOutcome | { kind: 'not tried' } | { kind: 'told'; how: 'sent' | 'unknown'; code: number };

/** When a row was first tried, which may be now. */
const triedFrom = ({ firstTriedAt, firstTriedOn }: RecipientRow, { real, business }: Now) => ({
  firstTriedAt: firstTriedAt ?? new Date(real),
  firstTriedOn: firstTriedOn ?? business,
});

/** One message, up to three times under one client id while no answer comes. */
const sendOne = async ({ send, pausesMs, clock }: OutreachTools, { row, fields }: Letter): Promise<TemplateOutcome> => {
  const began = triedFrom(row, { real: realNow(), business: clock.now() });
  const message = { openid: row.openid, template: 'bill', fields, clientMsgId: row._id } as const;
  let maybe = false;
  for (const wait of [...pausesMs, undefined]) {
    const outcome = await send(message);
    if (outcome.kind !== 'unreachable') return outcome;
    maybe ||= outcome.maybe;
    if (wait === undefined) break;
    await pause(wait);
    if (!mayResend(began, { real: realNow(), business: clock.now() })) break;
  }
  return { kind: 'unreachable', maybe };
};

/** Up the ladder: a template message, and where that is refused, words in the chat if it is open. */
const climb = async (tools: OutreachTools, month: Month, letter: Letter, isGone: boolean): Promise<Sent> => {
  const outcome: TemplateOutcome = isGone
    ? { kind: 'refused', code: 0, gone: true, quota: false }
    : await sendOne(tools, letter);
  if (outcome.kind !== 'refused' || outcome.quota || isGone || !tools.tell) return outcome;
  const { _id: cause, openid, account } = letter.row;
  const how = await tools.tell({ openid, account, month, cause });
  return how === 'closed' ? outcome : { kind: 'told', how, code: outcome.code };
};

/** `undefined` leaves the row as it is: being sent, outcome unknown, for another round. */
const settlementOf = ({ row }: Letter, sent: Sent, now: Now): Settlement | undefined => {
  const triedBefore = row.firstTriedAt !== undefined;
  const id = row._id;
  if (sent.kind === 'sent') return { id, state: 'sent', way: 'template', msgId: sent.msgId };
  if (sent.kind === 'told' && sent.how === 'sent')
    return { id, state: 'sent', way: 'kf', reason: `refused ${sent.code}` };
  if (sent.kind === 'told') return { id, state: 'unknown', way: 'kf', reason: 'no answer' };
  if (sent.kind === 'refused' && !sent.quota) return { id, state: 'failed', reason: `refused ${sent.code}` };
  // Not sent by this round; what an earlier round did stays unknown, so such a row must not start afresh.
  const surelyNot = sent.kind !== 'unreachable' || !sent.maybe;
  if (surelyNot && !triedBefore) return { id, state: 'pending' };
  const next = { ...triedFrom(row, now), rounds: (row.rounds ?? 0) + 1 };
  return hasRoundsLeft(next, now) ? undefined : { id, state: 'unknown', reason: 'no answer' };
};

const wasReached = ({ kind }: Sent): boolean => kind === 'sent' || kind === 'refused' || kind === 'told';

/** Sends letters, a few at once; after a word that the quota is spent, the rest is not tried. */
export const sendWave = async (tools: OutreachTools, month: Month, letters: readonly Letter[]): Promise<WaveResult> => {
  const sent = new Map<Letter, Sent>();
  const gone = new Set<string>();
  let quota = false;
  const queue = letters.values();
  const lane = async (): Promise<void> => {
    for (const letter of queue) {
      if (quota) {
        sent.set(letter, { kind: 'not tried' });
        continue;
      }
      const { openid } = letter.row;
      const outcome = await climb(tools, month, letter, gone.has(openid));
      sent.set(letter, outcome);
      if (outcome.kind === 'refused' && outcome.quota) quota = true;
      if (outcome.kind === 'refused' && outcome.gone) gone.add(openid);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, letters.length) }, lane));
  const now = { real: realNow(), business: tools.clock.now() };
  const settled = [...sent].map(([letter, outcome]) => settlementOf(letter, outcome, now));
  return {
    settled: settled.filter((each) => each !== undefined),
    open: settled.filter((each) => each === undefined).length,
    quota,
    reached: [...sent.values()].some(wasReached),
  };
};
