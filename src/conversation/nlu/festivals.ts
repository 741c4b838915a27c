import { addDays, type Day } from '../../kernel/dates.js';

interface Festival {
  words: RegExp;
  /** Month and day of the civil or the traditional calendar. */
  at: string;
  traditional?: boolean;
  /** Days off, the first included. */
  days: number;
  /** The first day off, counted from the day itself. */
  begins?: number;
}

const festivals: readonly Festival[] = [
  { words: /元旦/, at: '1-1', days: 1 },
  { words: /五一|劳动节/, at: '5-1', days: 5 },
  { words: /国庆|十一(?:长假|假期|黄金周)/, at: '10-1', days: 7 },
  { words: /除夕|年三十|大年夜/, at: '1-1', traditional: true, days: 1, begins: -1 },
  { words: /春节|过年|大年初一|新年/, at: '1-1', traditional: true, days: 7 },
  { words: /元宵|正月十五/, at: '1-15', traditional: true, days: 1 },
  { words: /端午/, at: '5-5', traditional: true, days: 1 },
  { words: /中秋|八月十五/, at: '8-15', traditional: true, days: 1 },
];

/**
 * First day of months 1, 5 and 8 of the traditional calendar, years 2026 to 2035. A table, because the platform's own calendar errs
 * when the new moon falls near midnight (2027, 2030).
 */
const newMoons: Readonly<Record<string, readonly string[]>> = {
  '1': '2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08'.split(
    ' ',
  ),
  '5': '2026-06-15 2027-06-05 2028-05-24 2029-06-12 2030-06-01 2031-06-20 2032-06-08 2033-05-28 2034-06-16 2035-06-06'.split(
    ' ',
  ),
  '8': '2026-09-11 2027-09-01 2028-09-19 2029-09-08 2030-08-29 2031-09-17 2032-09-05 2033-08-25 2034-09-13 2035-09-02'.split(
    ' ',
  ),
};

/** The days of a festival from this year on, in order; none after the table's end. */
const daysOf = ({ at, traditional }: Festival, year: number): readonly Day[] => {
  const [month = '', day = ''] = at.split('-');
  if (traditional) return (newMoons[month] ?? []).map((first) => addDays(first, Number(day) - 1));
  return [year, year + 1].map((y) => `${y}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
};

/** The next festival that the words name, with its days off; `before`: the words ask for the time up to it. */
export const festivalIn = (text: string, today: Day): { from: Day; to: Day; before: boolean } | undefined => {
  const found = festivals.find(({ words }) => words.test(text));
  if (!found) return undefined;
  const { words, days, begins = 0 } = found;
  const before = new RegExp(`(?:${words.source})节?(?:之前|以前|前)`).test(text);
  const spans = daysOf(found, Number(today.slice(0, 4))).map((day) => addDays(day, begins));
  const from = spans.find((first) => (before ? first > today : addDays(first, days - 1) >= today));
  return from === undefined ? undefined : { from, to: addDays(from, days - 1), before };
};

/** Whether a day lies in a festival's days off. */
export const isFestival = (day: Day): boolean =>
  festivals.some((festival) =>
    [-1, 0].some((shift) =>
      daysOf(festival, Number(day.slice(0, 4)) + shift).some((first) => {
        const from = addDays(first, festival.begins ?? 0);
        return festival.days > 1 && from <= day && day <= addDays(from, festival.days - 1);
      }),
    ),
  );
