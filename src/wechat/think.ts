import type { Spoken } from '../conversation/reply.js';
import type { Turn } from '../conversation/turn.js';
import { realNow } from '../kernel/clock.js';
import { reasonOf } from '../kernel/errors.js';
import { inTime } from '../kernel/in-time.js';
import type { Log } from '../kernel/log.js';
import type { Pending } from './claims.js';
import type { Hear, HeardVoice } from './hearing.js';
import { pause } from './timers.js';

/** The engine's door. `undefined`: nothing is said. Safe to call again with the same turn. */
export type Answer = (turn: Turn) => Promise<Spoken | undefined>;

export type Thought =
  | { kind: 'said'; spoken: Spoken | undefined; voice?: HeardVoice }
  /** The engine failed each time. */
  | { kind: 'failed'; voice?: HeardVoice }
  /** Out of time; it may still be at work, so nothing may be said of it yet. */
  | { kind: 'hanging' };

export interface ThinkDeps {
  answer: Answer;
  hear: Hear;
  log: Log;
  /** real milliseconds before each try */
  pauses?: readonly number[];
  /** real milliseconds after which a run is given up and left to the next owner */
  limitMs?: number;
}

/** Real milliseconds for a voice within the five seconds, and without them. */
export const HEAR_MS = { live: 3_500, late: 15_000 } as const;

const PAUSES = [0, 400, 1_200];
const LIMIT_MS = 120_000;

/** Runs one turn to its answer: hears a voice first, tries again when the engine throws. */
export const createThink = ({ answer, hear, log, pauses = PAUSES, limitMs = LIMIT_MS }: ThinkDeps) => {
  const heardIn = async (pending: Pending, live: boolean): Promise<{ turn: Turn; voice?: HeardVoice }> => {
    const { turn, voiceFormat: format = 'amr', wideMediaId } = pending;
    if (turn.input.kind !== 'voice') return { turn };
    const files = { mediaId: turn.input.mediaId, format, ...(wideMediaId === undefined ? {} : { wideMediaId }) };
    const voice = await hear(files, live ? HEAR_MS.live : HEAR_MS.late);
    return { turn: { ...turn, input: { ...turn.input, heard: voice.heard } }, voice };
  };

  const tried = async (pending: Pending, left: number, failing: () => void): Promise<Thought> => {
    const live = left > 0;
    const replyBy = realNow() + left;
    const { turn: heardTurn, ...heard } = await heardIn(pending, live);
    const turn = live ? { ...heardTurn, replyBy } : heardTurn;
    for (const wait of pauses) {
      if (wait > 0) await pause(wait);
      try {
        return { kind: 'said', spoken: await answer(turn), ...heard };
      } catch (error) {
        failing();
        log.error({ key: turn.key, openid: turn.resident, err: error, reason: reasonOf(error) }, 'a turn failed');
      }
    }
    return { kind: 'failed', ...heard };
  };

  /** @param left real milliseconds until the reply must be there; 0: nobody waits for it @param failing told at each failed try */
  return async (pending: Pending, left: number, failing: () => void): Promise<Thought> => {
    const hanging: Thought = { kind: 'hanging' };
    return inTime(limitMs, tried(pending, left, failing), () => hanging);
  };
};
