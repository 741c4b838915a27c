import { divideHalfUp } from '../../kernel/money.js';
import type { BillLine, Tariff, TariffTier } from './door.js';

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

/**
 * Prices one bill's usage, split where the year's usage crosses a tier's edge; an edge itself still belongs to the lower tier.
 * @param yearUsageBefore whole tons of the tier year that earlier bills have priced
 * @param usage whole tons of this bill
 * @returns a line a tier touched, lowest first; no usage gives one line of 0 tons, so that a bill always shows its price
 */
export const linesFor = (tariff: Tariff, yearUsageBefore: number, usage: number): BillLine[] => {
  const lines: BillLine[] = [];
  let used = yearUsageBefore;
  let left = usage;
  for (const tier of tariff.tiers) {
    const room = tier.upToTons === null ? Number.POSITIVE_INFINITY : Math.max(0, tier.upToTons - used);
    const here = Math.min(room, left);
    if (here > 0 || (usage === 0 && room > 0 && lines.length === 0)) lines.push(lineOf(tier, here));
    used += here;
    left -= here;
  }
  return lines;
};

/** The bill's amount in fen: the sum of its lines. */
export const amountOf = (lines: readonly BillLine[]): number => lines.reduce((sum, line) => sum + line.amountFen, 0);
