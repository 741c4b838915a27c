import { addMonths, daysInMonth, instant, type Month, monthOf } from '../kernel/dates.js';

/** When a job is to run by the kernel clock. A pure value. */
export type Due =
  /** Once a month at a Beijing time; a day that a month does not have is its last. Each missed one is made up for, in order. */
  | { kind: 'monthly'; day: number; time: string }
  /** Again and again; however many were missed, it runs once. */
  | { kind: 'every'; seconds: number };

/** Missed months that are made up for; what is older is given up. */
export const MONTHS_KEPT = 12;

/** @param day 1-31 @param time `HH:mm` in Beijing @throws RangeError */
export const monthlyOn = (day: number, time: string): Due => {
  if (!Number.isInteger(day) || day < 1 || day > 31) throw new RangeError(`not a day of a month: ${day}`);
  if (!/^([01]\d|2[0-3]):[0-5]\d$/u.test(time)) throw new RangeError(`not a time of day: ${time}`);
  return { kind: 'monthly', day, time };
};

/** @throws RangeError when seconds is not a positive integer */
export const every = (seconds: number): Due => {
  if (!Number.isInteger(seconds) || seconds < 1) throw new RangeError(`not a number of seconds: ${seconds}`);
  return { kind: 'every', seconds };
};

const inMonth = (month: Month, day: number, time: string): Date =>
  instant(`${month}-${String(Math.min(day, daysInMonth(month))).padStart(2, '0')}`, time);

/**
 * The occurrences after `after` up to and with `now`, oldest first: at most one of an `every`, at most twelve of a monthly one.
 * An `every` whose last run lies further ahead than its period (the clock was set back) is due at once.
 */
export const missed = (due: Due, after: Date, now: Date): readonly Date[] => {
  if (due.kind === 'every') {
    const distance = Math.abs(now.getTime() - after.getTime());
    return distance >= due.seconds * 1000 ? [now] : [];
  }
  const last = monthOf(now);
  const from = [monthOf(after), addMonths(last, -MONTHS_KEPT)].sort()[1] ?? last;
  const found: Date[] = [];
  for (let month = from; month <= last; month = addMonths(month, 1)) {
    const at = inMonth(month, due.day, due.time);
    if (at > after && at <= now) found.push(at);
  }
  return found.slice(-MONTHS_KEPT);
};

/** Whether occurrences of this kind are made up for in time order across jobs. */
export const isCalendar = (due: Due): boolean => due.kind === 'monthly';

/** Since when an occurrence after `after` is due at `now`; undefined when none is. */
export const dueSince = (due: Due, after: Date, now: Date): Date | undefined => {
  const [first] = missed(due, after, now);
  if (!first || due.kind === 'monthly') return first;
  const next = new Date(after.getTime() + due.seconds * 1000);
  // the clock was set back: due at once
  return next > now ? now : next;
};
