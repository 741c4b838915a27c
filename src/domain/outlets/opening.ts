import { addDays, beijing, type Day, dayOf, instant } from '../../kernel/dates.js';
import type { OpeningHours, OpenState } from './door.js';

/** Days that a closed outlet's next opening is looked for. */
const AHEAD = 8;

const weekdayOf = (day: Day): number => beijing(instant(day)).weekday || 7;

/** The hours of one day, in order; on a public holiday undefined when they do not say what holds then. */
export const hoursOn = (
  { spans, holidays }: OpeningHours,
  day: Day,
  isHoliday: (day: Day) => boolean,
): readonly { from: string; to: string }[] | undefined => {
  if (isHoliday(day) && holidays !== 'open') return holidays === 'closed' ? [] : undefined;
  return spans
    .filter(({ days }) => days.includes(weekdayOf(day)))
    .map(({ from, to }) => ({ from, to }))
    .sort((a, b) => a.from.localeCompare(b.from));
};

/** Whether a door is open, until when, or when it opens next; unknown on a holiday that the hours are silent about. */
export const stateAt = (hours: OpeningHours, at: Date, isHoliday: (day: Day) => boolean): OpenState => {
  const today = dayOf(at);
  for (let day = today, n = 0; n < AHEAD; n += 1, day = addDays(day, 1)) {
    const spans = hoursOn(hours, day, isHoliday);
    if (!spans) return n === 0 ? { kind: 'unknown', holiday: true } : { kind: 'closed' };
    for (const { from, to } of spans) {
      const [opens, closes] = [instant(day, from), instant(day, to)];
      if (opens <= at && at < closes) return { kind: 'open', until: closes };
      if (opens > at) return { kind: 'closed', opens };
    }
  }
  return { kind: 'closed' };
};
