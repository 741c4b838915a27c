import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { demoTariff } from '../../../demo/tariff.js';
import { prepareModels } from '../../../src/database/connect.js';
import { type Bill, type Billing, billOf, createBilling } from '../../../src/domain/billing/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { addMonths, monthRange } from '../../../src/kernel/dates.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

const database = withDatabase();
const account = '00238817';
let clock: HandClock;
let billing: Billing;

const reading = (month: string, thisReading: number, of = account) => ({
  account: of,
  month,
  readOn: `${month}-26`,
  thisReading,
  estimated: false,
});
/** Ten tons every month, all paid save the last two. */
const history = (from: string, to: string, of = account): Bill[] => {
  const bills: Bill[] = [];
  for (const month of monthRange(from, to)) {
    const before = bills.at(-1);
    bills.push(billOf([demoTariff], before, reading(month, (before?.thisReading ?? 0) + 10, of)));
  }
  return bills.map((bill, i) => (i < bills.length - 2 ? { ...bill, paidAt: new Date('2026-11-10T02:00:00Z') } : bill));
};
const months = (bills: Awaited<ReturnType<Billing['bills']>>): string[] =>
  bills.kind === 'bills' ? bills.bills.map(({ month }) => month) : [];

beforeAll(async () => {
  createBilling({ db: database.db(), clock: handClock('2026-11-21'), tariffs: [demoTariff], log: silentLog });
  await prepareModels(database.db());
});
beforeEach(async () => {
  await database.clear();
  clock = handClock('2026-11-21T09:00:00+08:00');
  billing = createBilling({ db: database.db(), clock, tariffs: [demoTariff], log: silentLog });
});

describe('bills of a period', () => {
  beforeEach(async () => {
    await billing.importBills(history('2023-10', '2026-10'));
  });

  it('the last is the newest there is, as it was imported', async () => {
    expect(await billing.bills(account, 'last')).toEqual({
      kind: 'bills',
      bills: [history('2023-10', '2026-10').at(-1)],
      missing: [],
      beyond: {},
    });
  });

  it('a month has its bill', async () => {
    expect(months(await billing.bills(account, '2026-03'))).toEqual(['2026-03']);
  });

  it('the running month and the future are not yet, with the day they come', async () => {
    expect(await billing.bills(account, '2026-11')).toEqual({
      kind: 'not yet',
      month: '2026-11',
      expectedOn: '2026-12-01',
    });
    expect(await billing.bills(account, '2027-02')).toEqual({
      kind: 'not yet',
      month: '2027-02',
      expectedOn: '2027-03-01',
    });
    expect(await billing.bills(account, { from: '2026-11', to: '2027-01' })).toMatchObject({ kind: 'not yet' });
  });

  it('36 months back is in reach, 37 is not', async () => {
    expect(months(await billing.bills(account, '2023-11'))).toEqual(['2023-11']);
    expect(await billing.bills(account, '2023-10')).toEqual({ kind: 'out of reach', earliest: '2023-11' });
  });

  it('a range is clipped to what can be there, oldest first, whichever end is named first', async () => {
    expect(months(await billing.bills(account, { from: '2026-12', to: '2026-08' }))).toEqual([
      '2026-08',
      '2026-09',
      '2026-10',
    ]);
    const long = await billing.bills(account, { from: '2020-01', to: '2030-01' });
    expect(months(long)).toHaveLength(36);
    expect(long).toMatchObject({ missing: [], beyond: { earliest: '2023-11', notYet: '2026-11' } });
  });

  it('on the first before two o’clock last month is not yet; later it is none, as nothing was posted', async () => {
    clock.set(new Date('2026-12-01T01:30:00+08:00'));
    expect(await billing.bills(account, '2026-11')).toEqual({
      kind: 'not yet',
      month: '2026-11',
      expectedOn: '2026-12-01',
    });
    clock.set(new Date('2026-12-01T02:30:00+08:00'));
    expect(await billing.bills(account, '2026-11')).toEqual({
      kind: 'none',
      from: '2026-11',
      to: '2026-11',
      first: '2023-10',
    });
    expect(months(await billing.bills(account, 'last'))).toEqual(['2026-10']);
  });

  it('refuses what is no month', async () => {
    await expect(billing.bills(account, '2026-13')).rejects.toThrow('bad_input');
  });

  it('someone else’s bills are not among them', async () => {
    expect(await billing.bills('00451190', 'last')).toEqual({ kind: 'none', from: '2026-10', to: '2026-10' });
  });
});

describe('a customer with gaps', () => {
  it('a new one has none before the first bill, and a range names what is missing', async () => {
    await billing.importBills(history('2026-08', '2026-10').filter(({ month }) => month !== '2026-09'));
    expect(await billing.bills(account, '2026-05')).toEqual({
      kind: 'none',
      from: '2026-05',
      to: '2026-05',
      first: '2026-08',
    });
    expect(await billing.bills(account, { from: '2026-07', to: '2026-12' })).toMatchObject({
      missing: ['2026-09'],
      beyond: { first: '2026-08', notYet: '2026-11' },
    });
  });
});

describe('a long-standing customer', () => {
  it('misses a bill at the beginning of a range like any other', async () => {
    await billing.importBills(history('2025-01', '2026-10').filter(({ month }) => month !== '2026-03'));
    expect(await billing.bills(account, { from: '2026-03', to: '2026-06' })).toMatchObject({
      missing: ['2026-03'],
      beyond: {},
    });
  });
});

describe('what is owed', () => {
  it('is what has no payment, oldest first', async () => {
    await billing.importBills([...history('2026-05', '2026-10'), ...history('2026-05', '2026-10', '00451190')]);
    expect((await billing.unpaid(account)).map(({ month }) => month)).toEqual(['2026-09', '2026-10']);
  });
});

describe('an import', () => {
  it('leaves a bill that is there alone', async () => {
    const bills = history('2026-05', '2026-10');
    expect(await billing.importBills(bills.slice(0, 4))).toEqual({ imported: 4 });
    const owed = bills.map(({ paidAt: _, ...bill }) => bill);
    expect(await billing.importBills(owed)).toEqual({ imported: 2 });
    expect(await billing.importBills(owed)).toEqual({ imported: 0 });
    expect(await billing.bill(account, '2026-05')).toEqual(bills[0]);
  });

  it('takes nothing of a batch with a bill that does not add up', async () => {
    const [bill, ...rest] = history('2026-05', '2026-10');
    await expect(billing.importBills([...rest, { ...(bill as Bill), amountFen: 1 }])).rejects.toThrow('bad_input');
    expect(await billing.bill(account, '2026-10')).toBeUndefined();
  });

  it('of two at once each bill is there once', async () => {
    const bills = history('2026-01', '2026-10');
    const imported = await Promise.all([billing.importBills(bills), billing.importBills(bills)]);
    expect(imported[0].imported + imported[1].imported).toBe(10);
  });
});

describe('posting readings', () => {
  beforeEach(async () => {
    await billing.importBills([...history('2026-01', '2026-10'), ...history('2026-01', '2026-10', '00451190')]);
  });

  it('makes the bill from the last one: 110 − 100 = 10 t, the year’s 110, 10 × 3.48 = 34.80', async () => {
    expect(await billing.postReadings([reading('2026-11', 110)])).toEqual({ posted: 1, already: 0 });
    expect(await billing.bill(account, '2026-11')).toMatchObject({
      lastReading: 100,
      usage: 10,
      yearUsage: 110,
      amountFen: 3480,
    });
    expect((await billing.unpaid(account)).map(({ month }) => month)).toContain('2026-11');
  });

  it('a second posting changes nothing, whatever it reads', async () => {
    await billing.postReadings([reading('2026-11', 110)]);
    expect(await billing.postReadings([reading('2026-11', 500), reading('2026-11', 115, '00451190')])).toEqual({
      posted: 1,
      already: 1,
    });
    expect(await billing.bill(account, '2026-11')).toMatchObject({ thisReading: 110 });
  });

  it('takes months in order, over a month that has no reading', async () => {
    expect(await billing.postReadings([reading('2027-01', 130), reading('2026-11', 110)])).toEqual({
      posted: 2,
      already: 0,
    });
    expect(await billing.bill(account, '2027-01')).toMatchObject({ lastReading: 110, usage: 20, yearUsage: 20 });
  });

  it('a meter that ran backwards is refused, the others are posted', async () => {
    await expect(
      billing.postReadings([reading('2026-11', 99), reading('2026-11', 110, '00451190')]),
    ).rejects.toMatchObject({ code: 'bad_input', data: { posted: 1 } });
    expect(await billing.bill(account, '2026-11')).toBeUndefined();
    expect(await billing.bill('00451190', '2026-11')).toMatchObject({ usage: 10 });
  });

  it('twice at once posts once', async () => {
    const readings = [reading('2026-11', 110), reading('2026-11', 120, '00451190')];
    const done = await Promise.all([billing.postReadings(readings), billing.postReadings(readings)]);
    expect(done[0].posted + done[1].posted).toBe(2);
    expect((await billing.billsOf([account, '00451190'], '2026-11')).size).toBe(2);
  });
});

describe('bills of a month for many', () => {
  it('come by account, without those that have none', async () => {
    await billing.importBills(history('2026-09', '2026-10'));
    const found = await billing.billsOf([account, '00000000'], '2026-10');
    expect([...found.keys()]).toEqual([account]);
    expect((await billing.billsOf([], '2026-10')).size).toBe(0);
  });

  it('every query of the module is answered from an index', async () => {
    await billing.importBills(history('2026-01', '2026-10'));
    const bills = database.db().collection('bills');
    for (const filter of [
      { account, month: '2026-10' },
      { account, month: { $gte: '2026-01', $lte: addMonths('2026-01', 5) } },
      { account, paid: false },
      { account: { $in: [account, '00451190'] }, month: '2026-10' },
    ]) {
      const plan = JSON.stringify(await bills.find(filter).explain('queryPlanner'));
      expect([filter, plan.includes('IXSCAN'), plan.includes('COLLSCAN')]).toEqual([filter, true, false]);
    }
  });
});
