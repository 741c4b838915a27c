import { addDays, beijing, type Day, dayOf, instant } from './dates.js';

/** Opening hours of a week. */
export interface OpeningHours {
  /** `days`: 1 Monday to 7 Sunday; times `HH:mm` in Beijing. */
  spans: readonly { days: readonly number[]; from: string; to: string }[];
  /** On public holidays; absent: it is not said. */
  holidays?: 'open' | 'closed';
}

export type OpenState =
  | { kind: 'open'; until: Date }
  | { kind: 'closed'; opens?: Date }
  /** The hours could not be read, or it is a holiday and they do not say what holds then. */
  | { kind: 'unknown'; holiday: boolean };

/** Days that a closed door's next opening is looked for. */
const AHEAD = 15;

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

const WEEK = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const DAYS = `(?:${WEEK.join('|')})`;
const TIMES = '(?:[01]\\d|2[0-3]):[0-5]\\d-(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)';
const RULE = new RegExp(`^(?:(${DAYS})(?:-(${DAYS}))? )?(${TIMES}(?:,${TIMES})*)$`);

const daysBetween = (first: string, last: string): number[] => {
  const length = ((WEEK.indexOf(last) - WEEK.indexOf(first) + 7) % 7) + 1;
  return Array.from({ length }, (_, i) => ((WEEK.indexOf(first) + i) % 7) + 1);
};

/**
 * `Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00; PH off`: rules with `;`, days in English, `PH off` for public holidays, which are else like
 * other days. Undefined when it is none.
 */
export const readWeekly = (text: string): OpeningHours | undefined => {
  const rules = text.split(';').map((rule) => rule.trim());
  const isOff = rules.includes('PH off');
  const spans: OpeningHours['spans'][number][] = [];
  for (const rule of rules.filter((one) => one !== 'PH off')) {
    const [, first = 'Mo', last = rule.startsWith(first) ? first : 'Su', times] = RULE.exec(rule) ?? [];
    if (!times) return undefined;
    for (const span of times.split(',')) {
      const [from = '', to = ''] = span.split('-');
      if (from >= to) return undefined;
      spans.push({ days: daysBetween(first, last), from, to });
    }
  }
  return spans.length > 0 ? { spans, holidays: isOff ? 'closed' : 'open' } : undefined;
};
