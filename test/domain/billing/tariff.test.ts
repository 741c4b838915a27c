import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountOf, linesFor, type Tariff } from '../../../src/domain/billing/index.js';

/** Beijing, from May 2014: 5 / 7 / 9 yuan all in, edges at 180 and 260 cubic metres a year. */
const beijing: Tariff = {
  name: '北京 2014',
  from: '2014-05-01',
  tiers: [
    { tier: 1, upToTons: 180, waterFen: 364, sewageFen: 136 },
    { tier: 2, upToTons: 260, waterFen: 564, sewageFen: 136 },
    { tier: 3, upToTons: null, waterFen: 764, sewageFen: 136 },
  ],
};

const shape = (before: number, usage: number) =>
  linesFor(beijing, before, usage).map((line) => [line.tier, line.usage, line.priceFen, line.amountFen]);

/** One ton after the other, each at the price of the tier that it falls in. */
const tonByTon = (tariff: Tariff, before: number, usage: number): number => {
  let fen = 0;
  for (let ton = before + 1; ton <= before + usage; ton += 1) {
    const tier = tariff.tiers.find(({ upToTons }) => upToTons === null || ton <= upToTons);
    if (!tier) throw new Error('the tariff has no last tier');
    fen += tier.waterFen + tier.sewageFen;
  }
  return fen;
};

const tariffs: fc.Arbitrary<Tariff> = fc
  .record({
    edges: fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 0, maxLength: 4 }),
    prices: fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 5, maxLength: 5 }),
    sewageFen: fc.integer({ min: 0, max: 200 }),
  })
  .map(({ edges, prices, sewageFen }) => {
    const sorted = [...edges].sort((a, b) => a - b);
    const tiers = [...sorted, null].map((upToTons, i) => ({
      tier: i + 1,
      upToTons,
      waterFen: prices[i] ?? 0,
      sewageFen,
    }));
    return { name: 'any', from: '2020-01-01', tiers };
  });
const before = fc.integer({ min: 0, max: 600 });
const usage = fc.integer({ min: 0, max: 600 });

describe('lines of a bill, by hand', () => {
  it('170 used, 25 more: 10 × 5.00 + 15 × 7.00 = 155.00', () => {
    expect(shape(170, 25)).toEqual([
      [1, 10, 500, 5000],
      [2, 15, 700, 10500],
    ]);
    expect(amountOf(linesFor(beijing, 170, 25))).toBe(15500);
  });

  it('an edge belongs to the lower tier: 170 + 10 = 180 is all tier 1, 180 + 1 is tier 2', () => {
    expect(shape(170, 10)).toEqual([[1, 10, 500, 5000]]);
    expect(shape(180, 1)).toEqual([[2, 1, 700, 700]]);
  });

  it('one bill over both edges: 170 used, 100 more: 10 × 5 + 80 × 7 + 10 × 9 = 50 + 560 + 90 = 700.00', () => {
    expect(shape(170, 100)).toEqual([
      [1, 10, 500, 5000],
      [2, 80, 700, 56000],
      [3, 10, 900, 9000],
    ]);
  });

  it('no usage is one line of 0 tons at the price that the next ton would have', () => {
    expect(shape(0, 0)).toEqual([[1, 0, 500, 0]]);
    expect(shape(180, 0)).toEqual([[2, 0, 700, 0]]);
    expect(shape(900, 0)).toEqual([[3, 0, 900, 0]]);
  });

  it('tells the sewage part of each line: 10 × 1.36 = 13.60', () => {
    expect(linesFor(beijing, 170, 10)[0]?.sewageFen).toBe(1360);
  });
});

describe('lines of a bill, for any tariff', () => {
  it('cost what the tons cost one by one', () => {
    fc.assert(
      fc.property(tariffs, before, usage, (tariff, b, u) => {
        expect(amountOf(linesFor(tariff, b, u))).toBe(tonByTon(tariff, b, u));
      }),
    );
  });

  it('neither lose nor add a ton, and each line is its usage times its price', () => {
    fc.assert(
      fc.property(tariffs, before, usage, (tariff, b, u) => {
        const lines = linesFor(tariff, b, u);
        expect(lines.reduce((sum, line) => sum + line.usage, 0)).toBe(u);
        for (const line of lines) expect(line.amountFen).toBe(line.usage * line.priceFen);
      }),
    );
  });

  it('one ton more never costs less', () => {
    fc.assert(
      fc.property(tariffs, before, usage, (tariff, b, u) => {
        expect(amountOf(linesFor(tariff, b, u + 1))).toBeGreaterThanOrEqual(amountOf(linesFor(tariff, b, u)));
      }),
    );
  });

  it('split over two bills cost the same', () => {
    fc.assert(
      fc.property(tariffs, before, usage, usage, (tariff, b, u, v) => {
        const once = amountOf(linesFor(tariff, b, u + v));
        expect(amountOf(linesFor(tariff, b, u)) + amountOf(linesFor(tariff, b + u, v))).toBe(once);
      }),
    );
  });
});
