import type { DailySpan } from '../../kernel/daily.js';
import { numeralClass, readNumeral } from './numerals.js';

const PART = '凌晨|清晨|大清早|清早|早上|早晨|早|上午|中午|午后|下午|傍晚|晚上|夜里|夜晚|夜间|半夜|深夜|晚|夜';
const TIME = `(${PART})?(${numeralClass}{1,3})(?:点钟?|时)(半|一刻|${numeralClass}{1,3}分?)?`;
const CLOCK = '(\\d{1,2}):(\\d{2})';
const between = new RegExp(
  `(?:${CLOCK}|${TIME})(?:以后|之后|后|开始)?(?:到|至|-|~|—)(?:次日|第二天|隔天|明天|转天)?的?(?:${CLOCK}|${TIME})`,
);
const afterOnly = new RegExp(`(?:${CLOCK}|${TIME})(?:以后|之后|过后|后|开始)`);
const beforeOnly = new RegExp(`(?:${CLOCK}|${TIME})(?:以前|之前|前)`);
/** Where a night begins and ends when only its other end is said. */
const NIGHT: DailySpan = { from: '21:00', to: '08:00' };
const noon = /中午|午休|午觉|午睡/;
const night = /(?<![今明昨后])晚|夜|睡觉|睡眠/;

const pad = (n: number): string => String(n).padStart(2, '0');
const minutesOf = (text: string | undefined): number => {
  if (!text) return 0;
  if (text === '半') return 30;
  return text === '一刻' ? 15 : (readNumeral(text.replace('分', '')) ?? 0);
};

/** Two in the afternoon is 14, ten at night 22, but two at night 2; twelve at night is 0. */
const hourOf = (hour: number, part = ''): number => {
  if (/午后|下午|傍晚/.test(part)) return hour < 12 ? hour + 12 : hour;
  if (part === '中午') return hour < 5 ? hour + 12 : hour;
  if (/晚|夜/.test(part)) return hour === 12 ? 0 : hour > 5 && hour < 12 ? hour + 12 : hour;
  return hour % 24;
};

interface Time {
  text: string;
  /** Nothing says which half of the day. */
  open: boolean;
  /** In the afternoon: what follows without a word of its own is too. */
  afternoon: boolean;
}

const timeFrom = ([hh, mm, part, hour, minute]: readonly (string | undefined)[]): Time | undefined => {
  const read = hh === undefined ? readNumeral(hour ?? '') : Number(hh);
  const minutes = hh === undefined ? minutesOf(minute) : Number(mm);
  if (read === undefined || read > 24 || minutes > 59) return undefined;
  return {
    text: `${pad(hourOf(read, part) % 24)}:${pad(minutes)}`,
    open: hh === undefined && !part && read <= 12,
    afternoon: /午后|下午|中午/.test(part ?? ''),
  };
};

const later = ({ text }: Time): string => `${pad((Number(text.slice(0, 2)) + 12) % 24)}${text.slice(2)}`;

const span = (from: string | undefined, to: string | undefined): DailySpan | undefined =>
  from && to && from !== to ? { from, to } : undefined;

/**
 * The hours of a day that words name: 晚上10点到早上7点, 22:00-7:00, 晚上九点以后, 早上十点以前, 中午. Hours after the first of which nothing says
 * the half of the day begin in the evening when they would else run backwards.
 */
export const readHours = (words: string): DailySpan | undefined => {
  const both = between.exec(words)?.slice(1);
  if (both) {
    const [from, to] = [timeFrom(both.slice(0, 5)), timeFrom(both.slice(5))];
    if (!from || !to) return undefined;
    if (from.afternoon && to.open && to.text < from.text) return span(from.text, later(to));
    return span(from.open && from.text > to.text ? later(from) : from.text, to.text);
  }
  const after = afterOnly.exec(words)?.slice(1);
  const from = after && timeFrom(after);
  if (from) return span(from.open ? later(from) : from.text, NIGHT.to);
  const before = beforeOnly.exec(words)?.slice(1);
  const to = before && timeFrom(before);
  if (to) return span(NIGHT.from, to.text);
  if (noon.test(words)) return { from: '12:00', to: '14:00' };
  return night.test(words) ? NIGHT : undefined;
};
