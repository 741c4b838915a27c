import { addDays, type Day, dayOf, instant } from '../../kernel/dates.js';

interface Calendar {
  /** Weekdays that nobody works, holidays on a weekend included. */
  off: ReadonlySet<Day>;
  /** Weekend days that are worked in exchange. */
  worked: ReadonlySet<Day>;
}

const days = (from: Day, to: Day): Day[] => {
  const list = [from];
  while (list.at(-1) !== to) list.push(addDays(list.at(-1) ?? from, 1));
  return list;
};

/** The State Council's calendar comes out each November for the next year and is added here. */
const calendars: Readonly<Record<string, Calendar>> = {
  '2026': {
    off: new Set([
      ...days('2026-01-01', '2026-01-03'),
      ...days('2026-02-15', '2026-02-23'),
      ...days('2026-04-04', '2026-04-06'),
      ...days('2026-05-01', '2026-05-05'),
      ...days('2026-06-19', '2026-06-21'),
      ...days('2026-09-25', '2026-09-27'),
      ...days('2026-10-01', '2026-10-07'),
    ]),
    worked: new Set(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']),
  },
};

/** Holidays of a fixed date, for years whose calendar is not known yet; the lunar ones are not guessed. */
const FIXED = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);

const isWeekend = (day: Day): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

export const isWorkingDay = (day: Day): boolean => {
  const calendar = calendars[day.slice(0, 4)];
  if (!calendar) return !isWeekend(day) && !FIXED.has(day.slice(5));
  return calendar.worked.has(day) || !(isWeekend(day) || calendar.off.has(day));
};

/** The n-th working day after a day, which itself does not count. n is at least 1. */
export const workingDayAfter = (day: Day, n: number): Day => {
  let at = day;
  for (let left = n; left > 0; ) {
    at = addDays(at, 1);
    if (isWorkingDay(at)) left -= 1;
  }
  return at;
};

const CLOSING = '18:00';

/**
 * When an answer is promised that takes n working days: 18:00 in Beijing on the n-th working day after the day of filing, whatever
 * the hour of filing was.
 */
export const promisedBy = (filedAt: Date, workingDays: number): Date =>
  instant(workingDayAfter(dayOf(filedAt), workingDays), CLOSING);
