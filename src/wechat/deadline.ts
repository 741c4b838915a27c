import type { Timers } from './timers.js';

/**
 * The one passive reply that a request has. It is settled once, by whoever comes first: an answer, or the time. A second is impossible by
 * construction, so nobody has to remember whether one was given.
 */
export interface PassiveReply<Words> {
  /** Real milliseconds left; 0 once settled. */
  readonly left: number;
  readonly open: boolean;
  /** @returns false when the reply was given before: these words need another way out */
  offer(words: Words): boolean;
  /** The words that won. */
  readonly given: Promise<Words>;
}

/**
 * @param ms real milliseconds from `startedAt` until `whenLate` is said instead; WeChat hangs up after 5 s
 * @param whenLate asked at that moment, so that it can tell the truth of that moment
 */
export const passiveReply = <Words>(
  { startedAt, ms, whenLate }: { startedAt: number; ms: number; whenLate: () => Words },
  timers: Timers,
): PassiveReply<Words> => {
  let settle: (words: Words) => void = () => undefined;
  let open = true;
  const given = new Promise<Words>((resolve) => {
    settle = resolve;
  });
  const offer = (words: Words): boolean => {
    if (!open) return false;
    open = false;
    stop();
    settle(words);
    return true;
  };
  const ends = startedAt + ms;
  const stop = timers.after(Math.max(0, ends - timers.now()), () => offer(whenLate()));
  return {
    given,
    offer,
    get open() {
      return open;
    },
    get left() {
      return open ? Math.max(0, ends - timers.now()) : 0;
    },
  };
};
