import type { Spoken } from '../conversation/reply.js';
import type { ClaimBoxes, ClaimStore } from './claims.js';
import { type Late, SENDING_MS } from './late.js';
import { followUps, kfMessages, type Outgoing } from './outbound.js';
import { NOTHING, type Run } from './run.js';
import type { Timers } from './timers.js';

export interface SpeakDeps {
  store: Pick<ClaimStore, 'move'>;
  boxes: ClaimBoxes;
  late: Late;
  /** Notes that an answer left as the reply. */
  settle(key: string): void;
  owner: string;
  timers: Timers;
  passiveMs: number;
}

/**
 * Lets an answer out: stored first, then given as the reply where a request still waits, else sent. What was given and did not leave is not sent at
 * once: the platform asks again, and recovery sends it when it did not.
 */
export const createSpeak = ({ store, boxes, late, settle, owner, timers, passiveMs }: SpeakDeps) => {
  const toSending = (key: string, way?: 'passive'): Promise<boolean> =>
    store.move(
      key,
      { state: 'passive', owner },
      { state: 'sending', until: timers.now() + SENDING_MS, ...(way ? { way } : {}) },
    );

  /** A long answer's further texts, and its pictures, once its first text has left. */
  const rest = async ({ key, resident, window }: Run, messages: readonly Outgoing[]): Promise<void> => {
    if (messages.length === 0) return settle(key);
    await window;
    const way = 'passive';
    if (await toSending(key, way)) await late.send({ key, resident, tries: 1, way }, messages);
  };

  return async (run: Run, spoken: Spoken): Promise<void> => {
    const { key, resident, open } = run;
    const [state, ms] = open ? (['passive', passiveMs] as const) : (['sending', SENDING_MS] as const);
    const answer = boxes.closeAnswer(spoken);
    const stored = { state, until: timers.now() + ms, answer, tries: 1 };
    // another took the claim over while we were away: the answer is theirs to give
    if (!(await store.move(key, { state: 'working', owner }, stored))) return void run.offer(NOTHING);
    const leaving = run.offer(open ? { kind: 'answer', spoken } : NOTHING);
    if (open && leaving.length > 0) {
      const left = await Promise.all(leaving);
      if (left.includes(true)) await rest(run, followUps(spoken));
    } else if (!open || (await toSending(key))) {
      // nobody waits, or the time was up while the answer was being stored
      await run.window;
      await late.send({ key, resident, tries: 1 }, kfMessages(spoken));
    }
  };
};
