import type { Clock } from '../../kernel/clock.js';
import { addMonths, instant, isMonth, type Month, monthOf, monthRange } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import type { Beyond, Bill, Bills, Period } from './door.js';
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

const found = (bills: readonly Bill[], missing: readonly Month[], beyond: Beyond): Bills | undefined => {
  const [first, ...rest] = bills;
  return first && { kind: 'bills', bills: [first, ...rest], missing, beyond };
};

interface Span {
  from: Month;
  to: Month;
}

/** Which months of a span have no bill, and of which it is no wonder. */
const gaps = async (
  { store, account, reach }: { store: BillStore; account: string; reach: Reach },
  asked: Span,
  bills: readonly Bill[],
): Promise<{ missing: Month[]; beyond: Beyond }> => {
  const have = new Set(bills.map(({ month }) => month));
  const from = asked.from < reach.earliest ? reach.earliest : asked.from;
  const open = monthRange(from, asked.to).filter((month) => !have.has(month));
  const notYet = open.find((month) => month > reach.newest);
  const past = open.filter((month) => month <= reach.newest);
  // Only where the span begins without a bill can the account be newer than the span.
  const first = past[0] === from ? await store.firstMonth(account) : undefined;
  const newer = first !== undefined && first > from;
  return {
    missing: newer ? past.filter((month) => month > first) : past,
    beyond: {
      ...(asked.from < reach.earliest && !newer ? { earliest: reach.earliest } : {}),
      ...(newer ? { first } : {}),
      ...(notYet ? { notYet } : {}),
    },
  };
};

/** Answers a resident's question for bills, and says of every month asked for why it has none. */
export const findBills =
  ({ store, clock }: { store: BillStore; clock: Clock }) =>
  async (account: string, period: Period): Promise<Bills> => {
    const now = clock.now();
    const reach = reachAt(now);
    const { earliest, newest } = reach;
    const none = async (from: Month, to: Month): Promise<Bills> => {
      const first = await store.firstMonth(account);
      return { kind: 'none', from, to, ...(first ? { first } : {}) };
    };
    if (period === 'last') {
      const last = await store.newestBefore(account, monthOf(now));
      return (last && last.month >= earliest && found([last], [], {})) || none(newest, newest);
    }

    const asked = spanOf(period);
    if (asked.to < earliest) return { kind: 'out of reach', earliest };
    const from = asked.from < earliest ? earliest : asked.from;
    // A bill imported ahead of its posting is shown, so the search ends with the months asked for, not with what was posted.
    const bills = await store.between(account, from, asked.to);
    if (bills.length === 0 && from > newest)
      return { kind: 'not yet', month: from, expectedOn: `${addMonths(from, 1)}-01` };
    const { missing, beyond } = await gaps({ store, account, reach }, asked, bills);
    return found(bills, missing, beyond) ?? none(from, asked.to > newest ? newest : asked.to);
  };
