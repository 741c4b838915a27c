import { describe, expect, it } from '@jest/globals';
import { amountOf, type Bill, billOf, linesFor, type Reading, type Tariff } from '../../../src/domain/billing/index.js';
import { usageByTariff } from '../../../src/domain/billing/tariff.js';

/**
 * Beijing from May 2014, by the year: to 180 m³ water 2.07 + resource fee 1.57 + sewage 1.36 = 5.00; 181 to 260: 4.07 + 1.57 + 1.36 = 7.00;
 * above 6.07 + 1.57 + 1.36 = 9.00. Homes of more than 5 people: 30 m³ a year more on every edge for each.
 */
const beijing: Tariff = {
  name: '北京居民 2014',
  from: '2014-05-01',
  tiers: [
    { tier: 1, upToTons: 180, waterFen: 207 + 157, sewageFen: 136 },
    { tier: 2, upToTons: 260, waterFen: 407 + 157, sewageFen: 136 },
    { tier: 3, upToTons: null, waterFen: 607 + 157, sewageFen: 136 },
  ],
  household: { basePeople: 5, tonsEach: 30 },
};

/** Shenzhen 2022, by the month: 22 / 30 m³ at 2.67 / 4.01 / 8.01, sewage 0.90 / 1.00 / 1.10; 12 m³ a month free for homes with relief. */
const shenzhen: Tariff = {
  name: '深圳居民 2022',
  from: '2022-01-01',
  tiers: [
    { tier: 1, upToTons: 22, waterFen: 267, sewageFen: 90 },
    { tier: 2, upToTons: 30, waterFen: 401, sewageFen: 100 },
    { tier: 3, upToTons: null, waterFen: 801, sewageFen: 110 },
  ],
  cycle: 'month',
  relief: { tonsABill: 12, waterFen: 0, sewageFen: 0 },
};

type Case = [what: string, before: number, usage: number, people: number | undefined, fen: number];

describe('Beijing, ten bills worked out by hand', () => {
  it.each<Case>([
    ['14 m³ in tier 1: 14 × 5.00 = 70.00', 60, 14, undefined, 7000],
    ['none used: 0.00', 60, 0, undefined, 0],
    ['up to the edge: 170 + 10 = 180, 10 × 5.00 = 50.00', 170, 10, undefined, 5000],
    ['over the first edge: 10 × 5.00 + 15 × 7.00 = 50.00 + 105.00 = 155.00', 170, 25, undefined, 15500],
    ['all in tier 2: 20 × 7.00 = 140.00', 200, 20, undefined, 14000],
    ['over the second edge: 10 × 7.00 + 12 × 9.00 = 70.00 + 108.00 = 178.00', 250, 22, undefined, 17800],
    ['over both: 5 × 5.00 + 80 × 7.00 + 15 × 9.00 = 25.00 + 560.00 + 135.00 = 720.00', 175, 100, undefined, 72000],
    ['six people, edges 210 and 290: 25 × 5.00 = 125.00', 170, 25, 6, 12500],
    ['seven people, edges 240 and 320: 10 × 5.00 + 30 × 7.00 = 50.00 + 210.00 = 260.00', 230, 40, 7, 26000],
    ['five people have no more than anyone: 10 × 5.00 + 15 × 7.00 = 155.00', 170, 25, 5, 15500],
  ])('%s', (_, before, usage, people, fen) => {
    const lines = linesFor(beijing, before, usage, people === undefined ? {} : { people });
    expect(amountOf(lines)).toBe(fen);
    expect(lines.reduce((sum, line) => sum + line.sewageFen, 0)).toBe(usage * 136);
  });
});

describe('Shenzhen, tiers by the month and free tons', () => {
  it('earlier months do not count: 25 m³ = 22 × 3.57 + 3 × 5.01 = 78.54 + 15.03 = 93.57', () => {
    expect(amountOf(linesFor(shenzhen, 400, 25))).toBe(9357);
  });

  it('12 of 25 m³ free, the others stay where they are: 10 × 3.57 + 3 × 5.01 = 35.70 + 15.03 = 50.73', () => {
    const lines = linesFor(shenzhen, 400, 25, { relief: true });
    expect(lines.map(({ tier, usage, amountFen, relief }) => [tier, usage, amountFen, relief ?? false])).toEqual([
      [1, 12, 0, true],
      [1, 10, 3570, false],
      [2, 3, 1503, false],
    ]);
  });

  it('what is not used is not carried: 9 m³ are all free', () => {
    expect(linesFor(shenzhen, 0, 9, { relief: true })).toEqual([
      { tier: 1, usage: 9, priceFen: 0, amountFen: 0, sewageFen: 0, relief: true },
    ]);
  });

  it('relief is only for homes that have it', () => {
    expect(linesFor(shenzhen, 0, 9)[0]).not.toHaveProperty('relief');
  });
});

describe('a price that changes within a bill', () => {
  /** Made up for this test: the same table, every ton of water 0.50 dearer from October 11, 2026. */
  const dearer: Tariff = {
    ...beijing,
    from: '2026-10-11',
    tiers: beijing.tiers.map((tier) => ({ ...tier, waterFen: tier.waterFen + 50 })),
  };
  const tariffs = [beijing, dearer] as const;
  const previous = { month: '2026-09', thisReading: 100, yearUsage: 170, readOn: '2026-09-25' };
  const reading: Reading = {
    account: '00000001',
    month: '2026-10',
    readOn: '2026-10-25',
    thisReading: 125,
    estimated: false,
  };
  const shape = (bill: Bill) => bill.lines.map(({ tier, usage, priceFen }) => [tier, usage, priceFen]);

  it('15 of 30 days are old: 25 × 15 ÷ 30 = 12.5, so 13 m³ old and 12 new; 10 × 5.00 + 3 × 7.00 + 12 × 7.50 = 161.00', () => {
    const bill = billOf(tariffs, previous, reading);
    expect(shape(bill)).toEqual([
      [1, 10, 500],
      [2, 3, 700],
      [2, 12, 750],
    ]);
    expect(bill.amountFen).toBe(16100);
  });

  it('a bill wholly before or after it knows one price', () => {
    expect(shape(billOf(tariffs, previous, { ...reading, readOn: '2026-10-10' }))).toEqual([
      [1, 10, 500],
      [2, 15, 700],
    ]);
    expect(shape(billOf(tariffs, { ...previous, readOn: '2026-10-10' }, reading))).toEqual([
      [1, 10, 550],
      [2, 15, 750],
    ]);
  });

  it('without the day of the reading before, the price of the reading holds', () => {
    const { readOn: _, ...undated } = previous;
    expect(shape(billOf(tariffs, undated, reading))).toEqual([
      [1, 10, 550],
      [2, 15, 750],
    ]);
  });

  it('loses no ton over several changes', () => {
    const third: Tariff = { ...dearer, from: '2026-10-20' };
    const parts = usageByTariff([beijing, dearer, third], { since: '2026-09-25', until: '2026-10-25' }, 25);
    expect(parts.map(({ usage }) => usage)).toEqual([13, 7, 5]);
  });

  it('gives relief once a bill, not once a price', () => {
    const relieved = [beijing, dearer].map((each) => ({
      ...each,
      relief: { tonsABill: 20, waterFen: 0, sewageFen: 0 },
    })) as unknown as typeof tariffs;
    const bill = billOf(relieved, previous, { ...reading, relief: true });
    expect(bill.lines.filter(({ relief }) => relief).map(({ usage }) => usage)).toEqual([13, 7]);
    expect(bill.amountFen).toBe(5 * 750);
  });
});
