import { addMonths, type Day, isMonth, type Month } from '../../kernel/dates.js';
import { numeralClass, readNumeral } from './numerals.js';

export type PeriodSlot = Month | { from: Month; to: Month };

const N = `(${numeralClass}+)`;
const YEAR = `(?:(${numeralClass}{2,4})年|(今年|去年|大前年|前年|上年)度?)?的?`;
const NOW = '现在|如今|目前|今天|这个月|这月|本月|眼下';
const TO = '(?:到|至|-|~|—|–)';
const oneMonth = new RegExp(`${YEAR}(?:${N}月(?:份|的)?|(元月))(?!内)`);
const ranged = new RegExp(`${YEAR}${N}月?份?的?${TO}${YEAR}(?:${N}月份?|(${NOW}))`);
const AND = '(?:[、,和跟与]|还有)';
const listed = new RegExp(`${YEAR}${N}(?:月份?)?${AND}(?:${N}(?:月份?)?${AND})?${N}月份?`);
const run = new RegExp(`${YEAR}([一二三四五六七八九]{2,4})月份?`);
const lately =
  /(?:最近|近|过去|之?前|头|这)的?(?:([一二两俩三仨四五六七八九十几]+|\d+)个(?:整)?(月|年)|([两俩仨几三])(月|年)|(半年|一年))(?!前)/;
const ago = new RegExp(`(?:${N}个?(月|年)|(半年))(?:之前|以前|前)的?(?:${N}月)?`);

const month = (y: number, m: number): Month | undefined => {
  const text = `${y}-${String(m).padStart(2, '0')}`;
  return isMonth(text) ? text : undefined;
};
const yearIn = (m: Month): number => Number(m.slice(0, 4));
const span = (from: Month | undefined, to: Month | undefined): PeriodSlot | undefined =>
  from && to && from <= to ? (from === to ? from : { from, to }) : undefined;

const wordYears: Readonly<Record<string, number>> = { 今年: 0, 去年: -1, 上年: -1, 前年: -2, 大前年: -3 };

/** A year by its number (four digits, or two as in 25年) or by its word; undefined when it is neither. */
const yearOf = (spoken: string | undefined, word: string | undefined, now: number): number | undefined => {
  if (word) return now + (wordYears[word] ?? 0);
  if (!spoken || (spoken.length === 2 && spoken.includes('十')) || spoken === '十') return undefined;
  const n = readNumeral(spoken);
  const y = n === undefined ? 0 : n < 100 ? 2000 + n : n;
  return y >= 2000 && y <= 2099 ? y : undefined;
};

/** A bare month number is the latest such month that is not in the future. */
const latest = (m: number, today: Month): Month | undefined => {
  const here = month(yearIn(today), m);
  return here && here > today ? month(yearIn(today) - 1, m) : here;
};
const monthOf = (y: number | undefined, m: number | undefined, today: Month): Month | undefined =>
  m === undefined ? undefined : y ? month(y, m) : latest(m, today);

const readRange = (text: string, today: Month): PeriodSlot | undefined => {
  const found = ranged.exec(text);
  if (!found) return undefined;
  const [, y1, w1, m1, y2, w2, m2, now] = found;
  const first = readNumeral(m1 ?? '');
  if (first === undefined) return undefined;
  const [fromYear, toYear] = [yearOf(y1, w1, yearIn(today)), yearOf(y2, w2, yearIn(today))];
  let to = now ? today : monthOf(toYear ?? fromYear, readNumeral(m2 ?? ''), today);
  let from = fromYear ? month(fromYear, first) : to && month(yearIn(to), first);
  if (from && to && from > to && !fromYear) from = addMonths(from, -12);
  else if (from && to && from > to && !toYear) to = addMonths(to, 12);
  return span(from, to);
};

/** 七八月, 7、8月, 9月和10月: only neighbours are one period. */
const readList = (text: string, today: Month): PeriodSlot | undefined => {
  const close = run.exec(text);
  const spaced = close ? null : listed.exec(text);
  const found = close ?? spaced;
  if (!found) return undefined;
  const numbers = (close ? [...(close[3] ?? '')] : [found[3], found[4], found[5]].filter((n) => n !== undefined)).map(
    (n) => readNumeral(n) ?? 0,
  );
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  if (numbers.some((n, i) => n < 1 || n > 12 || (i > 0 && n !== numbers[i - 1]! + 1))) return undefined;
  const to = monthOf(yearOf(found[1], found[2], yearIn(today)), last, today);
  return to && span(addMonths(to, first - last), to);
};

const isoMonth = '(20\\d{2})[-/.]?(0[1-9]|1[0-2]|(?<=\\D)[1-9])';
const iso = new RegExp(`(?<!\\d)${isoMonth}(?!\\d)`);
const isoRange = new RegExp(`(?<!\\d)${isoMonth}月?份?\\s*${TO}\\s*${isoMonth}(?!\\d)`);

const readWritten = (text: string): PeriodSlot | undefined => {
  const two = isoRange.exec(text);
  if (two) {
    const ends = [month(+two[1]!, +two[2]!)!, month(+two[3]!, +two[4]!)!].sort();
    return span(ends[0], ends[1]);
  }
  const one = iso.exec(text);
  return one ? month(+one[1]!, +one[2]!) : undefined;
};

/** The last `n` months that are over. */
const complete = (n: number, today: Month): PeriodSlot | undefined =>
  n > 0 && n <= 60 ? span(addMonths(today, -n), addMonths(today, -1)) : undefined;

const readLately = (text: string, today: Month): PeriodSlot | undefined => {
  const found = lately.exec(text);
  if (!found) return /(?<![上下头前])半年(?!前|之前|以前)/.test(text) ? complete(6, today) : undefined;
  if (found[5]) return complete(found[5] === '半年' ? 6 : 12, today);
  const spoken = found[1] ?? found[3] ?? '';
  const n = spoken.includes('几') ? 3 : (readNumeral(spoken) ?? 0);
  return complete(n * ((found[2] ?? found[4]) === '年' ? 12 : 1), today);
};

const readAgo = (text: string, today: Month): PeriodSlot | undefined => {
  const found = ago.exec(text);
  if (!found) return undefined;
  if (found[3]) return addMonths(today, -6);
  const n = readNumeral(found[1] ?? '') ?? 0;
  if (n < 1 || n > 60) return undefined;
  if (found[2] === '月') return text.includes(`${found[1]}个月`) ? addMonths(today, -n) : undefined;
  const y = yearIn(today) - n;
  return found[4] ? month(y, readNumeral(found[4]) ?? 0) : span(month(y, 1), month(y, 12));
};

const named: readonly (readonly [RegExp, number])[] = [
  [/上上一?个?月|大上个?月|上上期/, -2],
  [/上一?个?月|上一?期|前一个月|头一?个月/, -1],
  [/(?:这|本|当|今|呢)一?个?月|这一?期|本期|当期/, 0],
];

const spokenYear = new RegExp(`(?<![住用过了快近]|最近|过去)(${numeralClass}{2,4})年(?!前|了|来|多)`);
const twoYears = new RegExp(`(${numeralClass}{4})年?${TO}(${numeralClass}{4}|今)年`);

const readParts = (text: string, today: Month): PeriodSlot | undefined => {
  const thisYear = yearIn(today);
  const word = /大前年|前年|去年|上年|今年/.exec(text)?.[0];
  const spoken = spokenYear.exec(text)?.[1];
  const years = twoYears.exec(text);
  const between = (a: number, b: number): PeriodSlot | undefined => {
    const last = month(b, 12)!;
    return span(month(a, 1), last > today && b <= thisYear ? today : last);
  };
  if (years) {
    const [a, b] = [
      yearOf(years[1], undefined, thisYear),
      years[2] === '今' ? thisYear : yearOf(years[2], undefined, thisYear),
    ];
    if (a && b) return between(a, b);
  }
  const y = yearOf(spoken, word, thisYear);
  const part = (first: number, last: number): PeriodSlot | undefined => {
    const base = y ?? (month(thisYear, first)! > today ? thisYear - 1 : thisYear);
    const end = month(base, last)!;
    return span(month(base, first), end > today && base <= thisYear ? today : end);
  };
  const nth = /第?([一二三四1234])个?季度?/.exec(text)?.[1];
  if (nth) return part(readNumeral(nth)! * 3 - 2, readNumeral(nth)! * 3);
  const quarter = Math.ceil(Number(today.slice(5)) / 3) * 3 - 2;
  const start = `${thisYear}-${String(quarter).padStart(2, '0')}`;
  if (/上一?个?季度?/.test(text)) return span(addMonths(start, -3), addMonths(start, -1));
  if (/(?:这|本)一?个?季度?/.test(text)) return span(start, today);
  if (/[上前头]半年/.test(text)) return part(1, 6);
  if (/[下后]半年/.test(text)) return part(7, 12);
  if (/(?:去年|上年).{0,2}(?:到|至).{0,2}(?:今年|现在)/.test(text)) return between(thisYear - 1, thisYear);
  if (/年初(?:到|至)|开年/.test(text)) return between(y ?? thisYear, y ?? thisYear);
  return y && y <= thisYear ? between(y, y) : undefined;
};

/** As far back as bills are shown. */
const EVERYTHING = 36;
const everything = /(?:全部|所有|历年|历史)的?(?:水费|账单|用水)/;
const wholeYears = /^([一二两俩三3]|2)年的?(?:水费|账单|用水)/;

const wholeMonths = new RegExp(
  `(?<![第上前后近过隔每这一二两三四五六七八九十\\d])(${numeralClass}{1,3})个月的?(?:水费|账单|用水|水量|水钱|(?:一共|总共|合计|加起来|加一起))(?!.{0,4}(?:没|未|欠))`,
);

/** All that can be shown, 三年的水费, or 三个月的水费. */
const readWhole = (text: string, today: Month): PeriodSlot | undefined => {
  const months = readNumeral(wholeMonths.exec(text)?.[1] ?? '');
  if (months && months > 1 && !/欠|没交|未交/.test(text)) return complete(months, today);
  const n = readNumeral(wholeYears.exec(text)?.[1] ?? '');
  return n ? complete(n * 12, today) : everything.test(text) ? complete(EVERYTHING, today) : undefined;
};

/** What is denied is not asked: 不是9月，是10月. */
const withoutDenied = (text: string): string =>
  text.replace(/不(?:是|要|查|看)[^,。;]{1,8}?[,。; ]?(?=(?:我?[是要查看]))/, '');

/** The billing period that a sentence names, relative to Beijing's `today`; what names none is undefined. */
export const readPeriod = (words: string, today: Day): PeriodSlot | undefined => {
  const text = withoutDenied(words);
  const now = today.slice(0, 7);
  const first =
    readWritten(text) ?? readRange(text, now) ?? readList(text, now) ?? readAgo(text, now) ?? readLately(text, now);
  if (first) return first;
  for (const [pattern, shift] of named) if (pattern.test(text)) return addMonths(now, shift);
  const single = oneMonth.exec(text);
  const m = single?.[4] ? 1 : readNumeral(single?.[3] ?? '');
  if (single && m !== undefined && m >= 1 && m <= 12) return monthOf(yearOf(single[1], single[2], yearIn(now)), m, now);
  return readParts(text, now) ?? readWhole(text, now);
};
