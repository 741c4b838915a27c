import type { Clock } from '../../kernel/clock.js';
import { addMonths, instant, isMonth, type Month, monthOf, monthRange } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import type { Bill, Bills, Period } from './door.js';
import type { BillStore } from './store.js';

/** How far back residents may look, in months before the running one. */
export const REACH_MONTHS = 36;

/** A month's bills are posted on the first day of the next one, at this hour in Beijing. */
export const POSTED_AT = '02:00';

export interface Reach {
  /** The oldest month that may be seen. */
  earliest: Month;
  /** The newest month whose bill can have been posted. */
  newest: Month;
}

/** Which months' bills can be seen at a moment. */
export const reachAt = (now: Date): Reach => {
  const running = monthOf(now);
  const posted = now.getTime() >= instant(`${running}-01`, POSTED_AT).getTime();
  return { earliest: addMonths(running, -REACH_MONTHS), newest: addMonths(running, posted ? -1 : -2) };
};

const spanOf = (period: Exclude<Period, 'last'>): { from: Month; to: Month } => {
  const { from, to } = typeof period === 'string' ? { from: period, to: period } : period;
  if (!isMonth(from) || !isMonth(to)) refuse('bad_input', 'month');
  return from <= to ? { from, to } : { from: to, to: from };
};

const found = (bills: readonly Bill[], missing: readonly Month[]): Bills | undefined => {
  const [first, ...rest] = bills;
  return first && { kind: 'bills', bills: [first, ...rest], missing };
};

/** Answers a resident's question for bills; a range is clipped to the months that can have a bill. */
export const findBills =
  ({ store, clock }: { store: BillStore; clock: Clock }) =>
  async (account: string, period: Period): Promise<Bills> => {
    const now = clock.now();
    const { earliest, newest } = reachAt(now);
    const none = async (from: Month, to: Month): Promise<Bills> => {
      const first = await store.firstMonth(account);
      return { kind: 'none', from, to, ...(first ? { first } : {}) };
    };
    if (period === 'last') {
      const last = await store.newestBefore(account, monthOf(now));
      return (last && last.month >= earliest && found([last], [])) || none(newest, newest);
    }

    const asked = spanOf(period);
    if (asked.to < earliest) return { kind: 'out of reach', earliest };
    const from = asked.from < earliest ? earliest : asked.from;
    // A bill imported ahead of its posting is shown, so the search ends with the months asked for, not with what was posted.
    const bills = await store.between(account, from, asked.to);
    if (bills.length === 0 && from > newest)
      return { kind: 'not yet', month: from, expectedOn: `${addMonths(from, 1)}-01` };
    const to = asked.to > newest ? newest : asked.to;
    const have = new Set(bills.map((bill) => bill.month));
    return (
      found(
        bills,
        monthRange(from, to).filter((month) => !have.has(month)),
      ) ?? none(from, to)
    );
  };
