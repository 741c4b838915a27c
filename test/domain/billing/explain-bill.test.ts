import { describe, expect, it } from '@jest/globals';
import { makeDemo } from '../../../demo/index.js';
import { demoTariff } from '../../../demo/tariff.js';
import { explainBill } from '../../../src/domain/billing/explain-bill.js';
import { type Bill, billOf, type Reading } from '../../../src/domain/billing/index.js';
import { addMonths, type Month } from '../../../src/kernel/dates.js';

type Use = { tons: number; estimated?: boolean; day?: string };

/** Bills of successive months from their usage, read on the 25th unless said otherwise. */
const billsFrom = (first: Month, uses: readonly (number | Use)[]): Bill[] => {
  let previous: Bill | undefined;
  let shown = 0;
  return uses.map((each, i) => {
    const { tons, estimated = false, day = '25' } = typeof each === 'number' ? { tons: each } : each;
    shown += tons;
    const month = addMonths(first, i);
    const reading: Reading = { account: '00000001', month, readOn: `${month}-${day}`, thisReading: shown, estimated };
    previous = billOf([demoTariff], previous, reading);
    return previous;
  });
};

const kinds = (bills: readonly Bill[], month: Month): string[] | undefined =>
  explainBill(bills, month)?.reasons.map(({ kind }) => kind);

const born = new Date('2026-11-21T09:00:00+08:00');
const ofDemo = (account: string): Bill[] => makeDemo(born).bills.filter((bill) => bill.account === account);

describe('why a bill is what it is', () => {
  it('finds nothing in a bill that is as usual', () => {
    const bills = billsFrom('2025-09', [10, 11, 10, 9, 10, 11, 10, 10, 10, 11, 10, 10, 10, 11]);
    expect(explainBill(bills, '2026-10')).toMatchObject({
      days: 30,
      since: '2026-09-25',
      before: { month: '2026-09', usage: 10, days: 31 },
      yearAgo: { month: '2025-10', usage: 11, days: 30 },
      reasons: [],
    });
  });

  it('knows no bill of a month without one', () => {
    expect(explainBill(billsFrom('2026-08', [5, 5]), '2026-10')).toBeUndefined();
  });

  it('compares nothing where there is only one bill', () => {
    const explained = explainBill(billsFrom('2026-10', [6]), '2026-10');
    expect(explained).toEqual({ bill: expect.objectContaining({ usage: 6 }), reasons: [] });
  });

  it('calls it leak-like when it is far above the usual and the year before, and counts the months', () => {
    const bills = billsFrom('2025-09', [9, 8, 8, 8, 8, 8, 9, 9, 10, 10, 9, 9, 28, 36]);
    expect(explainBill(bills, '2026-10')?.reasons).toEqual([{ kind: 'leak-like', usualTons: 9, months: 2 }]);
    expect(explainBill(bills, '2026-09')?.reasons).toEqual([{ kind: 'leak-like', usualTons: 9, months: 1 }]);
  });

  it('calls what was as much a year ago no leak, only more', () => {
    const bills = billsFrom('2025-09', [8, 20, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 20]);
    expect(kinds(bills, '2026-10')).toEqual(['more']);
  });

  it('says that estimated months are made up for, and nothing of a leak', () => {
    const guess = { tons: 10, estimated: true };
    const bills = billsFrom('2026-01', [10, 10, 10, 10, 10, 10, 10, guess, guess, 40]);
    expect(explainBill(bills, '2026-10')?.reasons).toEqual([
      { kind: 'catch-up', months: ['2026-08', '2026-09'], tons: 60 },
    ]);
    expect(kinds(bills, '2026-09')).toEqual(['estimated']);
  });

  it('sees a longer time between readings before it calls it more usage', () => {
    const bills = billsFrom('2026-03', [10, 10, 10, 10, 10, 10, { tons: 10, day: '20' }, { tons: 14, day: '28' }]);
    expect(explainBill(bills, '2026-10')?.reasons).toEqual([{ kind: 'longer', days: 38, daysBefore: 26 }]);
  });

  it('does not count days over a meter that was changed', () => {
    const bills = billsFrom('2026-07', [10, 10, 10, 10]).map((bill) =>
      bill.month === '2026-10' ? { ...bill, lastReading: 0, thisReading: 10 } : bill,
    );
    expect(explainBill(bills, '2026-10')).not.toHaveProperty('days');
  });

  it('tells a price that changed', () => {
    const bills = billsFrom('2026-09', [10, 10]);
    const dearer = bills.map((bill) =>
      bill.month === '2026-10' ? { ...bill, lines: bill.lines.map((line) => ({ ...line, priceFen: 400 })) } : bill,
    );
    expect(explainBill(dearer, '2026-10')?.reasons).toEqual([{ kind: 'price', tier: 1, fromFen: 348, toFen: 400 }]);
  });
});

describe('the stories of the demo', () => {
  it('00612204: two estimated months made up for, 15 t in the second tier', () => {
    expect(explainBill(ofDemo('00612204'), '2026-10')?.reasons).toEqual([
      { kind: 'catch-up', months: ['2026-08', '2026-09'], tons: 90 },
      { kind: 'tier', parts: [{ tier: 2, tons: 15, priceFen: 475 }] },
    ]);
  });

  it('00777016: a leak of two months', () => {
    expect(kinds(ofDemo('00777016'), '2026-10')).toEqual(['leak-like']);
  });

  it('00238817: as usual', () => {
    expect(kinds(ofDemo('00238817'), '2026-10')).toEqual([]);
  });
});
