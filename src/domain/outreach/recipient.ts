import { digestOf } from '../../kernel/ids.js';
import type { RecipientRow } from './schema.js';

/** The platform delivers one message per openid and client id within ten minutes; half a minute is left for the send itself. */
const RESEND_MS = 10 * 60_000 - 30_000;
const ROUNDS_MAX = 3;
export const ID_LENGTH = 32;

/** Names a recipient and is the idempotent client id of the message: the same however often it is sent. */
export const recipientId = (campaign: string, openid: string, account: string): string =>
  digestOf(`${campaign}:${openid}:${account}`, ID_LENGTH);

/** The present by both clocks: a demo's can be moved, and the sandbox's ten minutes with it. */
export interface Now {
  /** Real milliseconds. */
  real: number;
  business: Date;
}

type Tried = Pick<RecipientRow, 'firstTriedAt' | 'firstTriedOn'>;

/** Whether a message first tried then may be sent again without reaching the resident twice: by either clock. */
export const mayResend = ({ firstTriedAt, firstTriedOn }: Tried, { real, business }: Now): boolean => {
  const ages = [
    ...(firstTriedAt ? [real - firstTriedAt.getTime()] : []),
    ...(firstTriedOn ? [business.getTime() - firstTriedOn.getTime()] : []),
  ];
  return ages.every((age) => age < RESEND_MS);
};

/** Whether another round of sending may settle it. */
export const hasRoundsLeft = (row: Pick<RecipientRow, 'rounds'> & Tried, now: Now): boolean =>
  (row.rounds ?? 0) < ROUNDS_MAX && mayResend(row, now);
