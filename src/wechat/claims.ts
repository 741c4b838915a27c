import type { Spoken } from '../conversation/reply.js';
import type { Turn } from '../conversation/turn.js';
import { type Seal, sealJson } from '../kernel/crypto.js';
import type { WindowCause } from './inbound.js';

/**
 * One message's claim. Whoever inserts it works on the message; everybody else waits for, or repeats, what came of it.
 *
 *     working ─→ passive ─→ done      the answer goes out as the reply
 *        │          └─→ sending       the reply was not seen to leave in time
 *        └────────→ sending ─→ done   the answer goes out as a customer-service message
 *                      └─→ noting ─→ done   whether it arrived is not known: it is not sent again, one note says so
 *
 * Every arrow is a compare-and-set on (state, owner). `until` is real time: until then nobody but the owner may move it.
 */
export type ClaimState = 'working' | 'passive' | 'sending' | 'noting' | 'done';

/** How an answer left; `passive`: at least its first text was the reply; `none`: there was nothing to say; `unknown`: it may have. */
export type ClaimWay = 'none' | 'passive' | 'kf' | 'queued' | 'refused' | 'unknown' | 'failed';

export interface ClaimRow {
  key: string;
  /** openid */
  resident: string;
  state: ClaimState;
  owner: string;
  /** real milliseconds */
  until: number;
  /** How often the work, or the sending, was taken up. */
  tries: number;
  /** Sealed; empty once the claim is done. */
  turn: string;
  /** sealed; absent while working and when there was nothing to say */
  answer?: string;
  way?: ClaimWay;
}

export type ClaimChange = Partial<Pick<ClaimRow, 'state' | 'owner' | 'until' | 'tries' | 'answer' | 'way'>>;

/** Where claims are kept: shared by all processes, each call one document. */
export interface ClaimStore {
  /** @returns false when the key is taken */
  insert(row: ClaimRow): Promise<boolean>;
  find(key: string): Promise<ClaimRow | undefined>;
  /** Compare-and-set on state and owner, and on `until` not after `expiredBy` when it is given. */
  move(
    key: string,
    from: { state: ClaimState; owner: string; expiredBy?: number },
    change: ClaimChange,
  ): Promise<boolean>;
  /** Prolongs the owner's claims that are being worked on or sent. */
  renew(keys: readonly string[], owner: string, until: number): Promise<void>;
  /** passive → done, many at once. */
  settlePassive(keys: readonly string[]): Promise<void>;
  /** Unfinished claims whose time is over, oldest first. */
  due(now: number, limit: number): Promise<ClaimRow[]>;
  /** Lets every unfinished claim of other owners be taken up at once. */
  orphan(owner: string, now: number): Promise<void>;
}

/** What is kept of a message to work on it again. */
export interface Pending {
  turn: Turn;
  /** What it opens; null: nothing. */
  windowCause: WindowCause | null;
  /** The voice's format; it is heard again when the turn is run again. */
  voiceFormat?: string;
  wideMediaId?: string;
}

/** A claim as another request finds it. */
export interface Known {
  row: ClaimRow;
  answer: Spoken | undefined;
}

const PURPOSE = 'wechat.claim';

interface SealedPending extends Omit<Pending, 'turn'> {
  turn: Omit<Turn, 'at'> & { at: string };
}

/** Seals what residents said and were told. */
export const claimBoxes = (seal: Seal) => {
  const turns = sealJson<SealedPending>(seal, `${PURPOSE}.turn`);
  const answers = sealJson<Spoken>(seal, `${PURPOSE}.answer`);
  return {
    closeTurn: ({ turn, ...rest }: Pending): string =>
      turns.close({ ...rest, turn: { ...turn, at: turn.at.toISOString() } }),
    openTurn: (row: ClaimRow): Pending => {
      const { turn, ...rest } = turns.open(row.turn);
      return { ...rest, turn: { ...turn, at: new Date(turn.at) } };
    },
    closeAnswer: (spoken: Spoken): string => answers.close(spoken),
    openAnswer: (row: ClaimRow): Spoken | undefined =>
      row.answer === undefined ? undefined : answers.open(row.answer),
  };
};

export type ClaimBoxes = ReturnType<typeof claimBoxes>;

/** Writes "this answer left as the reply": one at a time, whatever gathers meanwhile goes with the next write. */
export const settleTogether = (store: Pick<ClaimStore, 'settlePassive'>, failed: (error: unknown) => void) => {
  let gathered: string[] = [];
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    while (gathered.length > 0) {
      const keys = gathered;
      gathered = [];
      await store.settlePassive(keys).catch(failed);
    }
    writing = undefined;
  };
  return {
    add: (key: string): void => {
      gathered.push(key);
      writing ??= write();
    },
    idle: async (): Promise<void> => writing,
  };
};
