import { sameSecret } from '../../kernel/crypto.js';
import type { CodeProof } from './door.js';

/** A code may be used this long after it was sent. */
export const CODE_VALID_SECONDS = 300;
export const CODE_TRIES = 3;
/** Between two sends to the same resident for the same account. */
export const CODE_GAP_SECONDS = 60;
/** Sends a Beijing day: for each mobile, each openid and each account. */
export const CODES_A_DAY = 5;
/** What the third wrong try costs the openid. */
export const FREEZE_SECONDS = 1800;
/** A right proof lets its resident bind this long. */
export const PROOF_VALID_SECONDS = 600;

/** Real milliseconds after which a send that never reported back may be taken over by a new one; its own repeat goes on at once. */
const SEND_LEASE_MS = 20_000;
/** How many causes and tries are remembered, so that a repeat is known again. */
const REMEMBERED = 20;
/** How long a finished code is remembered for the sake of repeats. */
const REMEMBER_SECONDS = 3600;

/**
 * All that is known of one resident's codes for one account. It never holds a code: while one is being sent it holds a random nonce
 * that is worth nothing without the index key, afterwards the code's keyed hash.
 */
export interface CodeState {
  sending?: { cause: string; nonce: string; leaseUntilMs: number };
  code?: { hash: string; sentAt: Date; left: number };
  /** Causes whose code went out. */
  sentFor: readonly string[];
  tried: readonly { cause: string; proof: CodeProof }[];
  provenAt?: Date;
}

export const noCode: CodeState = { sentFor: [], tried: [] };

const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);
const remember = <T>(list: readonly T[], item: T): T[] => [...list, item].slice(-REMEMBERED);

/** When nothing in the state matters any more. */
export const overAt = ({ code, provenAt }: CodeState, now: Date): Date =>
  later(
    new Date(
      Math.max(
        now.getTime(),
        code ? later(code.sentAt, CODE_VALID_SECONDS).getTime() : 0,
        provenAt ? later(provenAt, PROOF_VALID_SECONDS).getTime() : 0,
      ),
    ),
    REMEMBER_SECONDS,
  );

export type SendStart =
  | { kind: 'sent before'; state?: never }
  | { kind: 'too soon'; waitSeconds: number; state?: never }
  | { kind: 'go'; nonce: string; state: CodeState };

/** Whether a code may go out now; `go` claims the send. An interrupted send of the same cause goes on with the same code. */
export const startSend = (
  state: CodeState,
  { cause, nonce, now, realMs }: { cause: string; nonce: string; now: Date; realMs: number },
): SendStart => {
  if (state.sentFor.includes(cause)) return { kind: 'sent before' };
  const { sending, code } = state;
  if (sending && sending.cause !== cause && sending.leaseUntilMs > realMs)
    return { kind: 'too soon', waitSeconds: CODE_GAP_SECONDS };
  const waitMs = code ? later(code.sentAt, CODE_GAP_SECONDS).getTime() - now.getTime() : 0;
  if (waitMs > 0) return { kind: 'too soon', waitSeconds: Math.ceil(waitMs / 1000) };
  const claimed = sending?.cause === cause ? sending.nonce : nonce;
  return {
    kind: 'go',
    nonce: claimed,
    state: { ...state, sending: { cause, nonce: claimed, leaseUntilMs: realMs + SEND_LEASE_MS } },
  };
};

/** After the gateway took the message: the new code replaces the old one, with all its tries. */
export const sendDone = (
  state: CodeState,
  { cause, hash, now }: { cause: string; hash: string; now: Date },
): CodeState => {
  const { sending: _, ...rest } = state;
  return { ...rest, code: { hash, sentAt: now, left: CODE_TRIES }, sentFor: remember(state.sentFor, cause) };
};

/** After a send that did not happen: an earlier code still holds. */
export const sendDropped = ({ sending: _, ...rest }: CodeState): CodeState => rest;

/** Whether the claim of a send is still this cause's. */
export const holdsSend = (state: CodeState, cause: string): boolean => state.sending?.cause === cause;

export interface Tried {
  proof: CodeProof;
  /** Absent when nothing is to be saved. */
  state?: CodeState;
}

/** One try at the code. The third wrong one ends the code and says until when its resident is frozen. */
export const tryCode = (state: CodeState, { cause, hash, now }: { cause: string; hash: string; now: Date }): Tried => {
  const before = state.tried.find((one) => one.cause === cause);
  if (before) return { proof: before.proof };
  const { code } = state;
  if (!code || code.left === 0 || now > later(code.sentAt, CODE_VALID_SECONDS)) return { proof: { kind: 'expired' } };
  const settle = (proof: CodeProof, change: Partial<CodeState>): Tried => ({
    proof,
    state: { ...state, ...change, tried: remember(state.tried, { cause, proof }) },
  });
  if (sameSecret(code.hash, hash)) return settle({ kind: 'right' }, { provenAt: now });
  const left = code.left - 1;
  const proof: CodeProof = left === 0 ? { kind: 'frozen', until: later(now, FREEZE_SECONDS) } : { kind: 'wrong', left };
  return settle(proof, { code: { ...code, left } });
};

export const proofHolds = ({ provenAt }: CodeState, now: Date): boolean =>
  provenAt !== undefined && now <= later(provenAt, PROOF_VALID_SECONDS);

/** After binding: neither the proof nor the code can be used again. */
export const proofSpent = ({ provenAt: _, code: __, ...rest }: CodeState): CodeState => rest;
