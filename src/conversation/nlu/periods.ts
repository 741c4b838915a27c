import { addMonths, type Day, isMonth, type Month } from '../../kernel/dates.js';
import { numeralClass, readNumeral } from './numerals.js';

export type PeriodSlot = Month | { from: Month; to: Month };

const N = `(${numeralClass}+)`;
const year = `(?:(${numeralClass}{2,4})年|(今年|去年|前年|上年))?的?`;
const oneMonth = new RegExp(`${year}${N}月(?:份|的)?(?![内])`);
const range = new RegExp(`${year}${N}月?份?(?:到|至|-|~|—)${year}(?:${N}月份?|(现在|今天|这个月|本月))`);
const lately = new RegExp(`(?:最近|近|过去|前)的?${N}个?(月|年)|(?:最近|近|过去)(半年|一年)`);

const month = (y: number, m: number): Month | undefined => {
  const text = `${y}-${String(m).padStart(2, '0')}`;
  return isMonth(text) ? text : undefined;
};

const yearOf = (spoken: string | undefined, word: string | undefined, now: number): number | undefined => {
  if (word) return word === '今年' ? now : word === '前年' ? now - 2 : now - 1;
  if (!spoken) return undefined;
  const n = readNumeral(spoken);
  if (n === undefined) return undefined;
  return n < 100 ? 2000 + n : n;
};

/** A bare month number is the latest such month that is not in the future. */
const latest = (m: number, today: Month): Month | undefined => {
  const y = Number(today.slice(0, 4));
  const here = month(y, m);
  return here && here > today ? month(y - 1, m) : here;
};

const readRange = (text: string, today: Month): PeriodSlot | undefined => {
  const found = range.exec(text);
  if (!found) return undefined;
  const [, y1, w1, m1, y2, w2, m2, now] = found;
  const thisYear = Number(today.slice(0, 4));
  const first = readNumeral(m1 ?? '');
  if (first === undefined) return undefined;
  const to = now ? today : endOf(yearOf(y2, w2, thisYear) ?? yearOf(y1, w1, thisYear), readNumeral(m2 ?? ''), today);
  if (!to) return undefined;
  const fromYear = yearOf(y1, w1, thisYear);
  let from = fromYear ? month(fromYear, first) : month(Number(to.slice(0, 4)), first);
  if (from && from > to && !fromYear) from = addMonths(from, -12);
  return from && from <= to ? { from, to } : undefined;
};

const endOf = (y: number | undefined, m: number | undefined, today: Month): Month | undefined =>
  m === undefined ? undefined : y ? month(y, m) : latest(m, today);

const readParts = (text: string, today: Month): PeriodSlot | undefined => {
  const thisYear = Number(today.slice(0, 4));
  const y = /前年/.test(text) ? thisYear - 2 : /去年|上年/.test(text) ? thisYear - 1 : undefined;
  const spoken = new RegExp(`(${numeralClass}{2,4})年`).exec(text)?.[1];
  const named = y ?? yearOf(spoken, undefined, thisYear);
  const from = (m: number, to: number): PeriodSlot => {
    const base = named ?? (month(thisYear, m)! > today ? thisYear - 1 : thisYear);
    const last = month(base, to)!;
    return { from: month(base, m)!, to: last > today ? today : last };
  };
  const quarter = /第?([一二三四1234])个?季度/.exec(text)?.[1];
  if (quarter) {
    const q = readNumeral(quarter)!;
    return from(q * 3 - 2, q * 3);
  }
  if (/上个?季度/.test(text)) {
    const q = Math.ceil(Number(today.slice(5)) / 3);
    const start = addMonths(`${thisYear}-${String(q * 3 - 2).padStart(2, '0')}`, -3);
    return { from: start, to: addMonths(start, 2) };
  }
  if (/上半年/.test(text)) return from(1, 6);
  if (/下半年/.test(text)) return from(7, 12);
  if (/今年/.test(text)) return { from: `${thisYear}-01`, to: today };
  if (named && named > 2000 && named <= thisYear)
    return named === thisYear ? { from: `${named}-01`, to: today } : { from: `${named}-01`, to: `${named}-12` };
  return undefined;
};

/** The billing period that a sentence names, relative to Beijing's `today`. */
export const readPeriod = (text: string, today: Day): PeriodSlot | undefined => {
  const now = today.slice(0, 7);
  const iso = /(20\d{2})[-/.](0?[1-9]|1[0-2])(?![\d])/.exec(text) ?? /(?<!\d)(20\d{2})(0[1-9]|1[0-2])(?!\d)/.exec(text);
  const isoRange = /(20\d{2})[-/.](0?[1-9]|1[0-2])\s*(?:到|至|-|~)\s*(20\d{2})[-/.](0?[1-9]|1[0-2])/.exec(text);
  if (isoRange) {
    const [from, to] = [month(+isoRange[1]!, +isoRange[2]!)!, month(+isoRange[3]!, +isoRange[4]!)!];
    return from <= to ? { from, to } : { from: to, to: from };
  }
  if (iso) return month(+iso[1]!, +iso[2]!);
  const between = readRange(text, now);
  if (between) return between;
  const long = lately.exec(text);
  if (long) {
    const n =
      long[3] === '半年'
        ? 6
        : long[3] === '一年'
          ? 12
          : (readNumeral(long[1] ?? '') ?? 0) * (long[2] === '年' ? 12 : 1);
    if (n > 0 && n <= 60) return n === 1 ? addMonths(now, -1) : { from: addMonths(now, -n), to: addMonths(now, -1) };
  }
  if (/上上个?月|大上个?月/.test(text)) return addMonths(now, -2);
  if (/上个?月|上期|上一期|前一个月/.test(text)) return addMonths(now, -1);
  if (/(这|本|当)个?月|这期|本期/.test(text)) return now;
  const parts = readParts(text, now);
  const single = oneMonth.exec(text);
  if (single && !(/个月/.test(text) && !single[0].includes('月份') && /个月/.test(single[0]))) {
    const m = readNumeral(single[3] ?? '');
    const y = yearOf(single[1], single[2], Number(now.slice(0, 4)));
    if (m !== undefined && m >= 1 && m <= 12) return y ? month(y, m) : latest(m, now);
  }
  return parts;
};
