import { addDays, addMonths, beijing, type Day, daysInMonth, instant, isDay } from '../../kernel/dates.js';
import { festivalIn } from './festivals.js';
import { numeralClass, readNumeral } from './numerals.js';

export type DateSlot = Day | { from: Day; to: Day };

const relative: readonly (readonly [RegExp, number])[] = [
  [/大后[天日儿]/, 3],
  [/后[天日儿](?!宫)/, 2],
  [/明(?:天|儿|日|早|晚|晨)|听日|明朝/, 1],
  [/大前[天日儿]/, -3],
  [/前[天日儿]/, -2],
  [/昨(?:天|儿|日|晚|夜)|琴日|寻日/, -1],
  [/今(?:天|儿|日|晚|早|夜|晨|朝)|现在|这会儿|依家|而家|眼下|当下/, 0],
];
const stretches: readonly (readonly [RegExp, number, number])[] = [
  [/明后两?[天日]/, 1, 2],
  [/今明两?[天日]/, 0, 1],
  [/(?:这|近|最近)两[天日]/, 0, 1],
  [/(?:这|近|最近|未来|接下来)(?:几|些)[天日]/, 0, 6],
  [/(?:未来|接下来|最近|近)(?:三|3)[天日]/, 0, 2],
  [/(?:未来|接下来|最近|近)(?:一周|七天|7天|一个?星期|一个?礼拜)/, 0, 6],
];
const weekdays = '日一二三四五六';
const NC = numeralClass;
/** Not the number of a house, a building, a bus line; not the end of a longer number. */
const N = `(?<!${NC}|月)(${NC}{1,3})`;
const NOT_A_DOOR = '(?![楼栋幢院线门井店铺厂地桥站坑路])';
const withMonth = new RegExp(
  `(?:(${NC}{2,4})年)?${N}月(?:份)?的?(${NC}{1,3})(?:[日号]${NOT_A_DOOR}|(?!${NC}|[吨方块元度个户次日号倍]))`,
);
const bareDay = new RegExp(`(?<![路街巷弄道里村园区苑城府])${N}[日号]${NOT_A_DOOR}`);
const toDay = new RegExp(`^(?:到|至|-|~|—)(?:${NC}{1,2}月)?(${NC}{1,3})[日号]`);
const slashed = /(?<![\d.])(1[0-2]|0?[1-9])([/.])(3[01]|[12]\d|0?[1-9])(?![\d.%]|[元块吨方倍度个号线])/;

const valid = (y: number, m: number, d: number): Day | undefined => {
  const text = `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
  return isDay(text) ? text : undefined;
};
/** The next such day; one lately gone by is meant as it is. */
const inYear = (today: Day, y: number | undefined, m: number, d: number): Day | undefined => {
  const year = Number(today.slice(0, 4));
  const day = valid(y ?? year, m, d);
  return day && y === undefined && day < addDays(today, -60) ? valid(year + 1, m, d) : day;
};

/** Monday = 1 … Sunday = 7. */
const weekdayOf = (day: Day): number => beijing(instant(day)).weekday || 7;
const weeks: Readonly<Record<string, number>> = { 上: -7, 下: 7, 下下: 14, 上上: -14 };

const inWeek = (text: string, today: Day): DateSlot | undefined => {
  const monday = (): Day => addDays(today, 1 - weekdayOf(today));
  const one = /(上上|下下|上|这|本|下)?一?个?(?:周|星期|礼拜)([一二三四五六日天])/.exec(text);
  if (one) {
    const wanted = weekdays.indexOf(one[2] === '天' ? '日' : one[2]!) || 7;
    const day = addDays(monday(), wanted - 1 + (weeks[one[1] ?? ''] ?? 0));
    return one[1] || day >= today ? day : addDays(day, 7);
  }
  const weekend = /(上|这|本|下)?个?周末/.exec(text);
  if (weekend) {
    const saturday = addDays(monday(), 5 + (weeks[weekend[1] ?? ''] ?? 0));
    return { from: saturday, to: addDays(saturday, 1) };
  }
  const whole = /(上|这|本|下)一?个?(?:周|星期|礼拜)/.exec(text);
  const start = whole && addDays(monday(), weeks[whole[1]!] ?? 0);
  return start ? { from: start, to: addDays(start, 6) } : undefined;
};

const inMonth = (text: string, today: Day): DateSlot | undefined => {
  const month = today.slice(0, 7);
  const whole = (m: string): DateSlot => ({ from: `${m}-01`, to: `${m}-${daysInMonth(m)}` });
  if (/下一?个?月(?!初|底)/.test(text)) return whole(addMonths(month, 1));
  if (/月底/.test(text)) return `${month}-${daysInMonth(month)}`;
  if (!/停水|停过水|检修|供水/.test(text)) return undefined;
  if (/(?<!上)上一?个?月(?!初|底)/.test(text)) return whole(addMonths(month, -1));
  return /(?:这|本)个?月/.test(text) ? whole(month) : undefined;
};

/** The day or days named, and where their words end. */
const exact = (text: string, today: Day): { day: Day; end: number } | undefined => {
  const iso = /(20\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text);
  const isoDay = iso && valid(+iso[1]!, +iso[2]!, +iso[3]!);
  if (iso) return isoDay ? { day: isoDay, end: iso.index + iso[0].length } : undefined;
  const full = withMonth.exec(text);
  if (full) {
    const spoken = full[1] ? readNumeral(full[1]) : undefined;
    const y = spoken === undefined ? undefined : spoken < 100 ? 2000 + spoken : spoken;
    const day = inYear(today, y, readNumeral(full[2]!) ?? 0, readNumeral(full[3]!) ?? 0);
    return day ? { day, end: full.index + full[0].length } : undefined;
  }
  const short = slashed.exec(text);
  const day =
    short && (short[2] === '/' || short[3]!.length === 2)
      ? inYear(today, undefined, +short[1]!, +short[3]!)
      : undefined;
  return short && day ? { day, end: short.index + short[0].length } : undefined;
};

/** A bare day number is the next to come. */
const nextDay = (d: number | undefined, today: Day): Day | undefined => {
  if (d === undefined || d < 1 || d > 31) return undefined;
  for (let i = 0; i < 3; i += 1) {
    const month = addMonths(today.slice(0, 7), i);
    const day = valid(Number(month.slice(0, 4)), Number(month.slice(5)), d);
    if (day && day >= today) return day;
  }
  return undefined;
};

const bare = (text: string, today: Day): { day: Day; end: number } | undefined => {
  const found = bareDay.exec(text);
  const day = found ? nextDay(readNumeral(found[1]!), today) : undefined;
  return found && day ? { day, end: found.index + found[0].length } : undefined;
};

/** 25号到27号; 25号前. */
const extended = (found: { day: Day; end: number }, text: string, today: Day): DateSlot => {
  const rest = text.slice(found.end);
  const last = toDay.exec(rest);
  const to = last ? nextDay(readNumeral(last[1]!), found.day) : undefined;
  if (to) return { from: found.day, to };
  return upTo(found.day, rest, today);
};
const upTo = (day: Day, rest: string, today: Day): DateSlot => {
  const eve = addDays(day, -1);
  return /^(?:之前|以前|前)(?!后)/.test(rest) && eve >= today ? { from: today, to: eve } : day;
};

const inWords = (text: string, today: Day): DateSlot | undefined => {
  for (const [pattern, from, to] of stretches)
    if (pattern.test(text)) return { from: addDays(today, from), to: addDays(today, to) };
  for (const [pattern, shift] of relative) if (pattern.test(text)) return addDays(today, shift);
  return inWeek(text, today) ?? inMonth(text, today);
};

/** The day or days that a sentence names, relative to Beijing's `today`; what names none is undefined. */
export const readDate = (text: string, today: Day): DateSlot | undefined => {
  const written = exact(text, today);
  if (written) return extended(written, text, today);
  const spoken = inWords(text, today);
  if (spoken) return spoken;
  const feast = festivalIn(text, today);
  if (feast) return feast.before ? upTo(feast.from, '前', today) : { from: feast.from, to: feast.to };
  const number = bare(text, today);
  return number && extended(number, text, today);
};
