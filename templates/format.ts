import { beijing, type Day, dayOf, daysInMonth, instant, type Month } from '../src/kernel/dates.js';
import { maskMobilesIn } from '../src/kernel/mask.js';
import { type Fen, grouped, yuan } from '../src/kernel/money.js';

const week = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const two = (n: number): string => String(n).padStart(2, '0');

/** `2026年10月` */
export const month = (m: Month): string => `${m.slice(0, 4)}年${Number(m.slice(5))}月`;

/** `2026年10月1日~2026年10月31日`: a month as WeChat's time fields take it. */
export const wholeMonth = (m: Month): string => `${month(m)}1日~${month(m)}${daysInMonth(m)}日`;

/** `10月15日` */
export const day = (d: Day): string => `${Number(d.slice(5, 7))}月${Number(d.slice(8))}日`;

/** `2027年5月31日` */
export const fullDay = (d: Day): string => `${d.slice(0, 4)}年${day(d)}`;

/** `20:00` */
export const clockTime = (at: Date): string => `${two(beijing(at).hour)}:${two(beijing(at).minute)}`;

/** `10月15日（周四）20:00` */
export const moment = (at: Date): string => {
  const { month: m, day: d, weekday } = beijing(at);
  return `${m}月${d}日（${week[weekday]}）${clockTime(at)}`;
};

/** `今天 14:00`, `明天 09:00`, else the whole moment. */
export const nearMoment = (at: Date, now: Date): string => {
  const days = Math.round((instant(dayOf(at)).getTime() - instant(dayOf(now)).getTime()) / 86_400_000);
  const name = { '-1': '昨天', '0': '今天', '1': '明天', '2': '后天' }[String(days)];
  return name ? `${name} ${clockTime(at)}` : moment(at);
};

/** `预计今天 15:00`, `预计 17:00`: a bare time stands off. */
export const expected = (words: string): string => `预计${/^\d/.test(words) ? ' ' : ''}${words}`;

/** `2026-11-21 09:00`, as WeChat's time fields take it. */
export const minute = (at: Date): string => {
  const { year, month: m, day: d } = beijing(at);
  return `${year}-${two(m)}-${two(d)} ${clockTime(at)}`;
};

/** `48.72 元` */
export const money = (fen: Fen): string => `${yuan(fen)} 元`;

/** `14 吨` */
export const tons = (n: number): string => `${grouped(n)} 吨`;

/** `约 350 米`, `约 1.2 公里` */
export const distance = (metres: number): string =>
  metres < 950 ? `约 ${Math.max(50, Math.round(metres / 50) * 50)} 米` : `约 ${(metres / 1000).toFixed(1)} 公里`;

/** The words, cut to `n` characters with an ellipsis. */
export const short = (words: string, n: number): string => {
  const chars = [...words.replace(/\s+/g, ' ').trim()];
  return chars.length <= n ? chars.join('') : `${chars.slice(0, n - 1).join('')}…`;
};

/** A resident's own words said back, cut to `n` characters; mobiles in them are masked, and a comma is as wide as they are. */
export const quoted = (words: string, n: number): string =>
  short(maskMobilesIn(words).replace(/(?<=\p{Script=Han}),(?=\p{Script=Han})/gu, '，'), n);

export const tierNames = ['第一阶梯', '第二阶梯', '第三阶梯', '第四阶梯'];
