import { addDays, beijing, type Day, daysInMonth, instant, isDay } from '../../kernel/dates.js';
import { numeralClass, readNumeral } from './numerals.js';

export type DateSlot = Day | { from: Day; to: Day };

const relative: readonly (readonly [RegExp, number])[] = [
  [/大后天|大后日/, 3],
  [/后天|后日/, 2],
  [/明天|明儿|明日|明早|明晚|听日|明朝/, 1],
  [/大前天/, -3],
  [/前天|前日/, -2],
  [/昨天|昨儿|昨日|昨晚|琴日/, -1],
  [/今天|今儿|今日|今晚|今早|今夜|现在|这会儿|依家|而家/, 0],
];
const weekdays = '日一二三四五六';
const N = `(${numeralClass}{1,3})`;

const valid = (y: number, m: number, d: number): Day | undefined => {
  const text = `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
  return isDay(text) ? text : undefined;
};

/** Monday = 1 … Sunday = 7. */
const weekdayOf = (day: Day): number => beijing(instant(day)).weekday || 7;

const inWeek = (text: string, today: Day): DateSlot | undefined => {
  const monday = addDays(today, 1 - weekdayOf(today));
  const one = /(上|这|本|下|下下)?个?(?:周|星期|礼拜)([一二三四五六日天])/.exec(text);
  if (one) {
    const wanted = weekdays.indexOf(one[2] === '天' ? '日' : one[2]!) || 7;
    const shift = one[1] === '上' ? -7 : one[1] === '下' ? 7 : one[1] === '下下' ? 14 : 0;
    const day = addDays(monday, wanted - 1 + shift);
    return one[1] || day >= today ? day : addDays(day, 7);
  }
  const weekend = /(上|这|本|下)?个?(?:周末)/.exec(text);
  if (weekend) {
    const saturday = addDays(monday, 5 + (weekend[1] === '下' ? 7 : weekend[1] === '上' ? -7 : 0));
    return { from: saturday, to: addDays(saturday, 1) };
  }
  const whole = /(上|这|本|下)个?(?:周|星期|礼拜)/.exec(text);
  if (whole) {
    const start = addDays(monday, whole[1] === '下' ? 7 : whole[1] === '上' ? -7 : 0);
    return { from: start, to: addDays(start, 6) };
  }
  return undefined;
};

/** The day or days that a sentence names; a bare day number is the next to come. */
export const readDate = (text: string, today: Day): DateSlot | undefined => {
  const iso = /(20\d{2})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text);
  if (iso) return valid(+iso[1]!, +iso[2]!, +iso[3]!);
  const year = Number(today.slice(0, 4));
  const full = new RegExp(`(?:(${numeralClass}{2,4})年)?${N}月${N}[日号]?(?!\\d)`).exec(text);
  if (full) {
    const [m, d] = [readNumeral(full[2]!) ?? 0, readNumeral(full[3]!) ?? 0];
    const y = full[1] ? (readNumeral(full[1]) ?? year) : year;
    const day = valid(y, m, d);
    return day && !full[1] && day < addDays(today, -60) ? valid(y + 1, m, d) : day;
  }
  for (const [pattern, shift] of relative) if (pattern.test(text)) return addDays(today, shift);
  const week = inWeek(text, today);
  if (week) return week;
  const bareDay = new RegExp(`${N}[日号](?![楼栋幢院线门])`).exec(text);
  const d = bareDay ? readNumeral(bareDay[1]!) : undefined;
  if (d !== undefined && d >= 1 && d <= 31) {
    const m = today.slice(0, 7);
    if (d <= daysInMonth(m) && `${m}-${String(d).padStart(2, '0')}` >= today)
      return `${m}-${String(d).padStart(2, '0')}`;
    const [y, mm] = [Number(m.slice(0, 4)), Number(m.slice(5))];
    return mm === 12 ? valid(y + 1, 1, d) : valid(y, mm + 1, d);
  }
  return undefined;
};
