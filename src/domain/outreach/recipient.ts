import { digestOf } from '../../kernel/ids.js';
import type { RecipientRow } from './schema.js';

/** The platform delivers one message per openid and client id within ten minutes; half a minute is left for the send itself. */
const RESEND_MS = 10 * 60_000 - 30_000;
const ROUNDS_MAX = 3;
export const ID_LENGTH = 32;

/** Names a recipient and is the idempotent client id of the message: the same however often it is sent. */
export const recipientId = (campaign: string, openid: string, account: string): string =>
  digestOf(`${campaign}:${openid}:${account}`, ID_LENGTH);

/** Whether a message first tried then may be sent again without reaching the resident twice. Real time. */
export const mayResend = (firstTriedAt: Date | undefined, now: number): boolean =>
  firstTriedAt === undefined || now - firstTriedAt.getTime() < RESEND_MS;

/** Whether another round of sending may settle it. */
export const hasRoundsLeft = ({ firstTriedAt, rounds = 0 }: RecipientRow, now: number): boolean =>
  rounds < ROUNDS_MAX && mayResend(firstTriedAt, now);
