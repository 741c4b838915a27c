/** Keeps a service that is down from being asked again and again. Real time: it protects machines, ours and theirs. */
export interface Breaker {
  /** Whether the service may be asked now. While it rests, no; then one may try. */
  allows(): boolean;
  worked(): void;
  failed(): void;
  readonly open: boolean;
}

/** Failures in a row that open it. */
const FAILURES = 4;
/** Real milliseconds of rest; twice as long after each trial that fails. */
const REST_MS = 5_000;
const LONGEST_REST_MS = 60_000;
/** Real milliseconds between two failures after which the earlier no longer counts. */
const MEMORY_MS = 30_000;

/** @param now real milliseconds */
export const createBreaker = (now: () => number): Breaker => {
  let failures = 0;
  let rest = REST_MS;
  let until = 0;
  let failedAt = Number.NEGATIVE_INFINITY;
  return {
    get open() {
      return failures >= FAILURES;
    },
    allows: () => {
      if (failures < FAILURES) return true;
      if (now() < until) return false;
      // this one tries; the others go on resting until it is known how that ended
      until = now() + rest;
      return true;
    },
    worked: () => {
      failures = 0;
      rest = REST_MS;
    },
    failed: () => {
      if (failures < FAILURES && now() - failedAt > MEMORY_MS) failures = 0;
      failedAt = now();
      failures += 1;
      if (failures < FAILURES) return;
      if (failures > FAILURES) rest = Math.min(rest * 2, LONGEST_REST_MS);
      until = now() + rest;
    },
  };
};
