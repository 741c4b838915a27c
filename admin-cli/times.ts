import { misuse } from './failure.js';

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/;
const OFFSET_MS = 8 * 3_600_000;

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/**
 * `2026-11-22`, `2026-11-22 14:00` or a full ISO instant → a full ISO instant. Without an offset it is Beijing time.
 * @throws Failure usage
 */
export const readInstant = (text: string): string => {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', offset = '+08:00'] =
    FORM.exec(text.trim()) ??
    misuse(`时间“${text}”看不懂，请写成 2026-11-22T14:00+08:00 或 "2026-11-22 14:00"（北京时间）`);
  const real =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= daysIn(Number(year), Number(month)) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!real) misuse(`没有“${text}”这个时间`);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
};

/** An ISO instant as `2026-11-22 14:00`, Beijing time; nothing for nothing. */
export const shortTime = (iso: string | undefined): string =>
  iso ? new Date(new Date(iso).getTime() + OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ') : '';

/** An ISO instant as `11-22 14:00`, Beijing time. */
export const dayTime = (iso: string): string => shortTime(iso).slice(5);
