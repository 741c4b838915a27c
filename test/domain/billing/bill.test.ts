import { describe, expect, it } from '@jest/globals';
import { demoTariff } from '../../../demo/tariff.js';
import { checkBill } from '../../../src/domain/billing/bill.js';
import { billOf, reachAt } from '../../../src/domain/billing/index.js';

const reading = (month: string, thisReading: number) => ({
  account: '00238817',
  month,
  readOn: `${month}-26`,
  thisReading,
  estimated: false,
});

describe('a bill from a reading', () => {
  it('takes the usage from the last reading and adds it to the year: 14 × 3.48 = 48.72', () => {
    const bill = billOf(
      [demoTariff],
      { month: '2026-09', thisReading: 1204, yearUsage: 126 },
      reading('2026-10', 1218),
    );
    expect(bill).toMatchObject({
      lastReading: 1204,
      thisReading: 1218,
      usage: 14,
      yearUsage: 140,
      amountFen: 4872,
      dueOn: '2026-11-25',
    });
  });

  it('crosses into tier 2 inside a month: 45 × 3.48 + 15 × 4.75 = 156.60 + 71.25 = 227.85', () => {
    const bill = billOf([demoTariff], { month: '2026-09', thisReading: 500, yearUsage: 135 }, reading('2026-10', 560));
    expect(bill.lines.map((line) => [line.tier, line.usage, line.amountFen])).toEqual([
      [1, 45, 15660],
      [2, 15, 7125],
    ]);
    expect(bill.amountFen).toBe(22785);
  });

  it('starts a new tier year in January', () => {
    const bill = billOf([demoTariff], { month: '2025-12', thisReading: 900, yearUsage: 259 }, reading('2026-01', 910));
    expect(bill).toMatchObject({ yearUsage: 10, amountFen: 3480 });
  });

  it('begins a new meter at 0', () => {
    expect(billOf([demoTariff], undefined, reading('2026-10', 6))).toMatchObject({ lastReading: 0, usage: 6 });
  });

  it('refuses a meter that ran backwards', () => {
    const previous = { month: '2026-09', thisReading: 1204, yearUsage: 0 };
    expect(() => billOf([demoTariff], previous, reading('2026-10', 1203))).toThrow('bad_input');
  });

  it('refuses an imported bill that does not add up', () => {
    const bill = billOf([demoTariff], undefined, reading('2026-10', 6));
    expect(checkBill(bill)).toBe(bill);
    expect(() => checkBill({ ...bill, amountFen: bill.amountFen + 1 })).toThrow('bad_input');
    expect(() => checkBill({ ...bill, thisReading: 7 })).toThrow('bad_input');
  });
});

describe('which months can be seen', () => {
  const reach = (at: string) => reachAt(new Date(at));
  it('36 months back from the running one, up to the month before', () => {
    expect(reach('2026-11-21T09:00:00+08:00')).toEqual({ earliest: '2023-11', newest: '2026-10' });
  });
  it('before 02:00 on the first, last month is not posted yet', () => {
    expect(reach('2026-12-01T01:59:59+08:00').newest).toBe('2026-10');
    expect(reach('2026-12-01T02:00:00+08:00').newest).toBe('2026-11');
  });
});
