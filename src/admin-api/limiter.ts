/** Requests a minute: sign-ins and unknown tokens by address, the rest by token (by address without one). */
export const budgets = { 'sign-in': 60, 'bad token': 60, read: 600, write: 300 } as const;
export type Budget = keyof typeof budgets;

const WINDOW_MS = 60_000;

/** Counts requests of one window. */
export interface Limiter {
  /** Counts one. @returns 0 when it is within the budget, else the seconds until there is a new one */
  spend(budget: Budget, who: string): number;
}

/**
 * Fixed one-minute windows in the memory of this process: it protects the machine, so it follows real time.
 * @param now real time in milliseconds
 */
export const createLimiter = (now: () => number): Limiter => {
  let window = 0;
  const spent = new Map<string, number>();
  return {
    spend: (budget, who) => {
      const at = now();
      const current = Math.floor(at / WINDOW_MS);
      if (current !== window) {
        window = current;
        spent.clear();
      }
      const key = `${budget}\0${who}`;
      const count = (spent.get(key) ?? 0) + 1;
      spent.set(key, count);
      return count <= budgets[budget] ? 0 : Math.ceil(((current + 1) * WINDOW_MS - at) / 1000);
    },
  };
};
