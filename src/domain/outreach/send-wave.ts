import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../../kernel/clock.js';
import type { OutreachTools } from './deps.js';
import type { TemplateOutcome } from './door.js';
import { hasRoundsLeft, mayResend } from './recipient.js';
import type { RecipientRow } from './schema.js';
import type { Settlement } from './store.js';

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

type Sent = TemplateOutcome | { kind: 'not tried' };

/** One message, up to three times under one client id while no answer comes. */
const sendOne = async ({ send, pausesMs }: OutreachTools, { row, fields }: Letter): Promise<TemplateOutcome> => {
  const began = row.firstTriedAt ?? new Date(realNow());
  const message = { openid: row.openid, template: 'bill', fields, clientMsgId: row._id } as const;
  for (const wait of [...pausesMs, undefined]) {
    const outcome = await send(message);
    if (outcome.kind !== 'unreachable' || wait === undefined) return outcome;
    await pause(wait);
    if (!mayResend(began, realNow())) return outcome;
  }
  return { kind: 'unreachable' };
};

/** `undefined` leaves the row as it is: being sent, outcome unknown, for another round. */
const settlementOf = ({ row }: Letter, sent: Sent): Settlement | undefined => {
  const triedBefore = row.firstTriedAt !== undefined;
  const id = row._id;
  if (sent.kind === 'sent') return { id, state: 'sent', msgId: sent.msgId };
  if (sent.kind === 'refused' && !sent.quota) return { id, state: 'failed', reason: `refused ${sent.code}` };
  // Not sent by this round; what an earlier round did stays unknown, so such a row must not start afresh.
  if (sent.kind !== 'unreachable' && !triedBefore) return { id, state: 'pending' };
  const next: RecipientRow = {
    ...row,
    firstTriedAt: row.firstTriedAt ?? new Date(realNow()),
    rounds: (row.rounds ?? 0) + 1,
  };
  return hasRoundsLeft(next, realNow()) ? undefined : { id, state: 'unknown', reason: 'no answer' };
};

/** Sends letters, a few at once; after a word that the quota is spent, the rest is not tried. */
export const sendWave = async (tools: OutreachTools, letters: readonly Letter[]): Promise<WaveResult> => {
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
      const outcome: Sent = gone.has(openid)
        ? { kind: 'refused', code: 0, gone: true, quota: false }
        : await sendOne(tools, letter);
      sent.set(letter, outcome);
      if (outcome.kind === 'refused' && outcome.quota) quota = true;
      if (outcome.kind === 'refused' && outcome.gone) gone.add(openid);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, letters.length) }, lane));
  const settled = [...sent].map(([letter, outcome]) => settlementOf(letter, outcome));
  return {
    settled: settled.filter((each) => each !== undefined),
    open: settled.filter((each) => each === undefined).length,
    quota,
    reached: [...sent.values()].some(({ kind }) => kind === 'sent' || kind === 'refused'),
  };
};
