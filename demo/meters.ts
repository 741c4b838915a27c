import { type Reading, reachAt } from '../src/domain/billing/index.js';
import { addMonths, type Day, type Month, monthsBetween } from '../src/kernel/dates.js';
import { pick } from './random.js';

/** When a demo began and from which seed: with an account and a month, all that a reading depends on. */
export interface DemoOrigin {
  born: Date;
  seed: number;
}

/** Meters are counted from the start of this month; the demo's calendar begins here. */
const EPOCH: Month = '2020-01';
/** The first day on which 38 readings can lie behind a demo. */
export const EARLIEST_DEMO: Day = '2023-04-01';

/** Tons from January to December. */
type YearPattern = readonly number[];

interface Meter {
  /** Reading at the start of EPOCH. */
  base: number;
  /** Usage of each calendar month, every year alike. */
  year: YearPattern;
  /** 0 … wobble tons of the month's reading are read early or late. */
  wobble: number;
  /** Calendar months, 1-12, in which no one sees the meter. */
  estimated?: readonly number[];
  /** Lost to a leak, in the first, second and each later month. */
  leak?: readonly [number, number, number];
  /** The meter is new: nothing was used before the newest month at the demo's birth. */
  isNew?: true;
}

const named: Readonly<Record<string, Meter>> = {
  // 14 t in October, reading 1,218 in October 2026; 166 t a year stay in tier 1
  '00238817': { base: 82, year: [12, 11, 13, 13, 14, 15, 16, 17, 15, 14, 13, 13], wobble: 0 },
  '00238825': { base: 41, year: [3, 2, 3, 4, 4, 4, 5, 5, 4, 4, 3, 3], wobble: 0 },
  '00451190': { base: 156, year: [10, 9, 10, 11, 12, 13, 14, 14, 12, 11, 10, 10], wobble: 0 },
  // 15 t a month to July; August and September guessed at the mean of the three months before; October catches up: 135 + 60 = 195 > 180
  '00612204': {
    base: 233,
    year: [15, 15, 15, 15, 15, 15, 15, 15, 15, 60, 15, 15],
    wobble: 0,
    estimated: [8, 9],
  },
  '00777016': { base: 97, year: [8, 7, 8, 8, 9, 9, 10, 10, 9, 9, 8, 8], wobble: 0, leak: [19, 27, 30] },
  '00880031': { base: 0, year: [6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6], wobble: 0, isNew: true },
};

/** How a year's usage falls on its months, in thousandths: summers are thirsty, the month of the festival is not. */
const SEASON = [80, 72, 78, 80, 84, 88, 96, 98, 88, 80, 78, 78];

/** Tons a year that homes use, with how many of a hundred homes do (the shape of a national survey of monthly usage). */
const HOMES: readonly { share: number; from: number; to: number }[] = [
  { share: 21, from: 40, to: 58 },
  { share: 38, from: 60, to: 118 },
  { share: 31, from: 120, to: 235 },
  { share: 7, from: 240, to: 350 },
  { share: 3, from: 360, to: 450 },
];

const tonsAYear = (seed: number, account: string): number => {
  let rest = pick(100, seed, account, 'size');
  const size = HOMES.find(({ share }) => {
    rest -= share;
    return rest < 0;
  });
  const { from, to } = size ?? { from: 60, to: 118 };
  return from + pick(to - from + 1, seed, account, 'year');
};

const meterOf = (seed: number, account: string): Meter => {
  const special = named[account];
  if (special) return special;
  const tons = tonsAYear(seed, account);
  let share = 0;
  const edges = SEASON.map((part) => {
    share += part;
    return Math.floor((tons * share) / 1000);
  });
  const year = edges.map((edge, i) => edge - (edges[i - 1] ?? 0));
  return { base: pick(400, seed, account, 'base'), year, wobble: tons < 60 ? 1 : 2 };
};

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** Tons of the pattern from the start of EPOCH to the end of `month`. */
const patternTo = (year: YearPattern, month: Month): number => {
  const months = monthsBetween(EPOCH, month) + 1;
  return Math.floor(months / 12) * sum(year) + sum(year.slice(0, months % 12));
};

const leaked = ([first, second, later]: readonly [number, number, number], months: number): number =>
  months <= 0 ? 0 : months === 1 ? first : first + second + (months - 2) * later;

/** The newest month that has its bill when the demo is born. */
export const newestMonth = ({ born }: DemoOrigin): Month => reachAt(born).newest;

/** What a meter shows at the end of a month. */
const shown = (origin: DemoOrigin, account: string, meter: Meter, month: Month): number => {
  const { base, year, wobble, leak, isNew } = meter;
  const newest = newestMonth(origin);
  if (isNew) {
    const before = addMonths(newest, -1);
    return month <= before ? 0 : patternTo(year, month) - patternTo(year, before);
  }
  const early = wobble === 0 ? 0 : pick(wobble + 1, origin.seed, account, month);
  const lost = leak ? leaked(leak, monthsBetween(newest, month) + 2) : 0;
  return base + patternTo(year, month) + early + lost;
};

/** The first month that an account is billed for, or undefined when it was there before the demo's calendar. */
export const openedIn = (origin: DemoOrigin, account: string): Month | undefined =>
  named[account]?.isNew ? newestMonth(origin) : undefined;

/**
 * Reads one account's meter at any month, the same whenever it is asked: the demo's past and its billing feed read the same meters.
 * Usage is never negative, because each month uses more than its reading can wobble.
 */
export const meterReader = (origin: DemoOrigin, account: string): ((month: Month) => Reading) => {
  const meter = meterOf(origin.seed, account);
  const day = 24 + pick(5, origin.seed, account, 'day');
  return (month) => ({
    account,
    month,
    readOn: `${month}-${day}`,
    thisReading: shown(origin, account, meter, month),
    estimated: meter.estimated?.includes(Number(month.slice(5))) ?? false,
  });
};

/** One reading of one account; see `meterReader`. */
export const demoReading = (origin: DemoOrigin, account: string, month: Month): Reading =>
  meterReader(origin, account)(month);
