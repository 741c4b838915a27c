/** A civil month in Beijing, `2026-10`. */
export type Month = string;
/** A civil day in Beijing, `2026-10-15`. */
export type Day = string;

/** Asia/Shanghai has been UTC+8 without daylight saving since 1991; no date before that is handled. */
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const pad = (n: number): string => String(n).padStart(2, '0');

export interface BeijingParts {
  year: number;
  /** 1-12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** 0 = Sunday */
  weekday: number;
}

export const beijing = (at: Date): BeijingParts => {
  const d = new Date(at.getTime() + OFFSET_MS);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    weekday: d.getUTCDay(),
  };
};

export const dayOf = (at: Date): Day => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
export const monthOf = (at: Date): Month => dayOf(at).slice(0, 7);

/** `2026-10-15` + `20:00` in Beijing → the instant. */
export const instant = (day: Day, time = '00:00'): Date =>
  new Date(`${day}T${time.length === 5 ? `${time}:00` : time}+08:00`);

export const startOfDay = (at: Date): Date => instant(dayOf(at));
export const addDays = (day: Day, n: number): Day => dayOf(new Date(instant(day).getTime() + n * DAY_MS));

export const isMonth = (text: string): text is Month => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
/** A real civil day: `2026-02-30` is none. */
export const isDay = (text: string): text is Day =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instant(text).getTime()) && dayOf(instant(text)) === text;

export const addMonths = (month: Month, n: number): Month => {
  const [y, m] = month.split('-').map(Number) as [number, number];
  const index = y * 12 + (m - 1) + n;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${pad((((index % 12) + 12) % 12) + 1)}`;
};

/** Months from a to b, 0 when equal, negative when b is earlier. */
export const monthsBetween = (a: Month, b: Month): number => {
  const [ya, ma] = a.split('-').map(Number) as [number, number];
  const [yb, mb] = b.split('-').map(Number) as [number, number];
  return (yb - ya) * 12 + (mb - ma);
};

/** from..to inclusive; empty when to is before from. */
export const monthRange = (from: Month, to: Month): Month[] =>
  Array.from({ length: Math.max(0, monthsBetween(from, to) + 1) }, (_, i) => addMonths(from, i));

export const daysInMonth = (month: Month): number => {
  const [y, m] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(y, m, 0)).getUTCDate();
};
