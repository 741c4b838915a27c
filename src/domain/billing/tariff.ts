import { addDays, type Day, instant } from '../../kernel/dates.js';
import { divideHalfUp } from '../../kernel/money.js';
import type { BillLine, HomeTerms, Tariff, Tariffs, TariffTier } from './door.js';

/**
 * Rounding, stated here once: usage is billed in whole tons and each fee line is rounded half up to the fen (0.01 yuan); the bill
 * is the sum of its rounded lines, never a rounded sum. Source: the public code of Harbin's household billing (whole cubic metres,
 * each fee line to 0.01). Prices of whole fen make every line exact.
 */
const priced = (usage: number, fenPerTon: number): number => divideHalfUp(usage * fenPerTon, 1);

const lineOf = ({ tier, waterFen, sewageFen }: TariffTier, usage: number): BillLine => {
  const priceFen = waterFen + sewageFen;
  return { tier, usage, priceFen, amountFen: priced(usage, priceFen), sewageFen: priced(usage, sewageFen) };
};

/** The tiers as they are for a home: wider for more people than the base. */
const tiersFor = ({ tiers, household }: Tariff, { people = 0 }: HomeTerms): readonly TariffTier[] => {
  const extra = household ? Math.max(0, people - household.basePeople) * household.tonsEach : 0;
  return tiers.map((tier) => (tier.upToTons === null ? tier : { ...tier, upToTons: tier.upToTons + extra }));
};

/** Splits tons over the tiers, `used` of them being taken already; no tons give one line of 0 in the tier of the next ton. */
const tiered = (tiers: readonly TariffTier[], before: number, usage: number): BillLine[] => {
  const lines: BillLine[] = [];
  let used = before;
  let left = usage;
  for (const tier of tiers) {
    const room = tier.upToTons === null ? Number.POSITIVE_INFINITY : Math.max(0, tier.upToTons - used);
    const here = Math.min(room, left);
    if (here > 0 || (usage === 0 && room > 0 && lines.length === 0)) lines.push(lineOf(tier, here));
    used += here;
    left -= here;
  }
  return lines;
};

/** What earlier parts of the same bill have taken; a bill has parts when a price changed within it. */
interface Taken {
  usage: number;
  relieved: number;
}

/**
 * Prices one bill's usage, split where the year's usage crosses a tier's edge; an edge itself still belongs to the lower tier.
 * @param yearUsageBefore whole tons of the tier year that earlier bills have priced
 * @param usage whole tons of this bill
 * @param terms what of the home widens the tiers or gives relief
 * @returns the relieved tons first, then a line a tier touched, lowest first; no usage gives one line of 0 tons, so that a bill always
 *   shows its price
 */
export const linesFor = (
  tariff: Tariff,
  yearUsageBefore: number,
  usage: number,
  terms: HomeTerms = {},
  taken: Taken = { usage: 0, relieved: 0 },
): BillLine[] => {
  const tiers = tiersFor(tariff, terms);
  const before = (tariff.cycle === 'month' ? 0 : yearUsageBefore) + taken.usage;
  const { relief } = tariff;
  if (!terms.relief || !relief) return tiered(tiers, before, usage);
  const relieved = Math.min(usage, Math.max(0, relief.tonsABill - taken.relieved));
  if (relieved === 0) return tiered(tiers, before, usage);
  const tier = tiered(tiers, before, 0)[0]?.tier ?? 1;
  const { waterFen, sewageFen } = relief;
  return [
    { ...lineOf({ tier, upToTons: null, waterFen, sewageFen }, relieved), relief: true },
    ...(usage > relieved ? tiered(tiers, before + relieved, usage - relieved) : []),
  ];
};

/** The version that holds on a day; before the oldest, the oldest. */
export const tariffOn = (tariffs: Tariffs, day: Day): Tariff =>
  tariffs.reduce((held, each) => (each.from <= day ? each : held), tariffs[0]);

const DAY_MS = 86_400_000;
const daysBetween = (from: Day, to: Day): number =>
  Math.round((instant(to).getTime() - instant(from).getTime()) / DAY_MS);

/** When usage was drawn: after the reading of `since` up to that of `until`. Without `since` all is priced as of `until`. */
export interface Drawn {
  since?: Day | undefined;
  until: Day;
}

/**
 * The usage of a bill by price version: the daily mean times the days before and after a change, in whole tons, the last version taking
 * the rest. Source: Beijing's rule of 2016 for a change of price within a period.
 */
export const usageByTariff = (
  tariffs: Tariffs,
  { since, until }: Drawn,
  usage: number,
): { tariff: Tariff; usage: number }[] => {
  const days = since === undefined ? 0 : daysBetween(since, until);
  if (since === undefined || days <= 0) return [{ tariff: tariffOn(tariffs, until), usage }];
  const changes = tariffs.filter(({ from }) => from > addDays(since, 1) && from <= until);
  const parts: { tariff: Tariff; usage: number }[] = [];
  let told = 0;
  for (const [i, tariff] of [tariffOn(tariffs, addDays(since, 1)), ...changes].entries()) {
    const next = changes[i];
    const upTo = next ? divideHalfUp(usage * (daysBetween(since, next.from) - 1), days) : usage;
    parts.push({ tariff, usage: upTo - told });
    told = upTo;
  }
  const used = parts.filter((part) => part.usage > 0);
  return used.length > 0 ? used : parts.slice(-1);
};

/** Prices one bill's usage over every version of the prices that it was drawn under. */
export const linesOver = (
  tariffs: Tariffs,
  drawn: Drawn,
  { yearUsageBefore, usage, terms }: { yearUsageBefore: number; usage: number; terms: HomeTerms },
): BillLine[] => {
  const lines: BillLine[] = [];
  for (const part of usageByTariff(tariffs, drawn, usage)) {
    const taken = {
      usage: lines.reduce((sum, line) => sum + line.usage, 0),
      relieved: lines.reduce((sum, line) => sum + (line.relief ? line.usage : 0), 0),
    };
    lines.push(...linesFor(part.tariff, yearUsageBefore, part.usage, terms, taken));
  }
  return lines;
};

/** The bill's amount in fen: the sum of its lines. */
export const amountOf = (lines: readonly BillLine[]): number => lines.reduce((sum, line) => sum + line.amountFen, 0);
