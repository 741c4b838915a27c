import { addDays, beijing, dayOf, instant } from './dates.js';

/** A part of every day in Beijing, `21:00` to `08:00`: from its first minute up to, and without, its last; it may run over midnight. */
export interface DailySpan {
  from: string;
  to: string;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const pad = (n: number): string => String(n).padStart(2, '0');

/** Whether it is a span: two times of a day, and not the same ones. */
export const isDailySpan = ({ from, to }: DailySpan): boolean => TIME.test(from) && TIME.test(to) && from !== to;

/** `21:00-08:00` → the span; undefined when it is none. */
export const readDailySpan = (text: string): DailySpan | undefined => {
  const [from = '', to = '', more] = text.split('-');
  const span = { from, to };
  return more === undefined && isDailySpan(span) ? span : undefined;
};

/** Whether an instant lies in the span. */
export const isWithin = ({ from, to }: DailySpan, at: Date): boolean => {
  const { hour, minute } = beijing(at);
  const time = `${pad(hour)}:${pad(minute)}`;
  return from < to ? from <= time && time < to : from <= time || time < to;
};

/** The next end of the span after an instant. */
export const endAfter = ({ to }: DailySpan, at: Date): Date => {
  const today = instant(dayOf(at), to);
  return today > at ? today : instant(addDays(dayOf(at), 1), to);
};
