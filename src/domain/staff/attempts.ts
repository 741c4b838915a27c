/** Wrong passwords within the window that lock an account, and for how long it stays locked. */
export const MOST_WRONG = 5;
export const WINDOW_MS = 15 * 60_000;
export const LOCK_MS = 15 * 60_000;

/** Sign-ins of one user name that have not (yet) succeeded: at most `MOST_WRONG` times, oldest first. */
export type Attempts = readonly Date[];

/** Until when the name is locked, or undefined. */
export const lockedUntil = (attempts: Attempts, now: Date): Date | undefined => {
  const last = attempts.length < MOST_WRONG ? undefined : attempts.at(-1);
  if (!last) return undefined;
  const until = new Date(last.getTime() + LOCK_MS);
  return until > now ? until : undefined;
};

/** The attempts with one more, without those that are too old to count. Only for a name that is not locked. */
export const withAttempt = (attempts: Attempts, now: Date): Date[] => {
  const over = attempts.length >= MOST_WRONG;
  const counting = over ? [] : attempts.filter((at) => now.getTime() - at.getTime() < WINDOW_MS);
  return [...counting, now];
};
