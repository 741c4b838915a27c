import { driver } from './wire.js';

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

/** China's wall clock (UTC+8, no summer time) as numbers. */
const wall = (at) => {
  const shifted = new Date(at.getTime() + CHINA_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: WEEKDAYS[shifted.getUTCDay()],
    clock: shifted.toISOString().slice(11, 16),
    dayNumber: Math.floor(shifted.getTime() / DAY_MS),
  };
};

/** 11月21日 周六 09:00 */
export const inFull = (at) => {
  const { month, day, weekday, clock } = wall(at);
  return `${month}月${day}日 ${weekday} ${clock}`;
};

/** 11月21日 */
export const dayOf = (at) => `${wall(at).month}月${wall(at).day}日`;

/** A message's time as the chat writes it: the shorter the nearer. */
export const inChat = (at, now) => {
  const then = wall(at);
  const days = wall(now).dayNumber - then.dayNumber;
  if (days === 0) return then.clock;
  if (days === 1) return `昨天 ${then.clock}`;
  if (days > 1 && days < 7) return `${then.weekday} ${then.clock}`;
  const year = then.year === wall(now).year ? '' : `${then.year}年`;
  return `${year}${then.month}月${then.day}日 ${then.clock}`;
};

/** Seconds from now to 10:00 in China on the third of the next month, when the monthly bills have gone out. */
export const toNextThird = (now) => {
  const { year, month } = wall(now);
  return Math.ceil((Date.UTC(year, month, 3, 10) - CHINA_MS - now.getTime()) / 1000);
};

/** The demo clock as this page last heard of it, running on by itself; `now()` is null until it was heard for the first time. */
export const createDemoTime = (onTick) => {
  let base = null;
  let heard = 0;
  const now = () => (base === null ? null : new Date(base + performance.now() - heard));
  const set = (answer) => {
    base = new Date(answer.now).getTime();
    heard = performance.now();
    onTick(now());
  };
  const ask = async () => set(await driver.now());
  /** While the server is away the status line keeps its own time. */
  const refresh = () => ask().catch(() => {});
  setInterval(() => base !== null && onTick(now()), 1000);
  setInterval(() => !document.hidden && refresh(), 30_000);
  document.addEventListener('visibilitychange', () => !document.hidden && refresh());
  return { now, ask, advance: async (seconds) => set(await driver.advance(seconds)) };
};
