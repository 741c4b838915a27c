import { describe, expect, it } from '@jest/globals';
import { demoReading, makeDemo, moreDemoCustomers } from '../../demo/index.js';
import { demoAreas, estates } from '../../demo/places.js';
import { amountOf, type Bill, linesFor } from '../../src/domain/billing/index.js';
import { addMonths } from '../../src/kernel/dates.js';
import { metresBetween } from '../../src/kernel/geo.js';

const now = new Date('2026-11-21T09:00:00+08:00');
const demo = makeDemo(now);
const billsOf = (account: string, data = demo): Bill[] => data.bills.filter((bill) => bill.account === account);
const customer = (account: string) => demo.customers.find((one) => one.account === account);
const notice = (id: string) => demo.notices.find((one) => one.id === id);
const unpaid = (bills: readonly Bill[]): string[] => bills.filter((bill) => !bill.paidAt).map(({ month }) => month);

describe('the demo’s customers', () => {
  it('are at least forty-four in three districts, each with numbers of their own', () => {
    expect(demo.customers.length).toBeGreaterThanOrEqual(44);
    expect(new Set(demo.customers.map(({ district }) => district)).size).toBe(3);
    expect(new Set(demo.customers.map(({ account }) => account)).size).toBe(demo.customers.length);
    for (const one of demo.customers) {
      expect(one.account).toMatch(/^\d{8}$/);
      expect(one.mobile).toMatch(/^138000000\d\d$/);
      expect(one.password).toMatch(/^\d{6}$/);
      expect(one.property.length).toBeLessThanOrEqual(6);
    }
  });

  it.each([
    ['00238817', '张三', '13800000001', '246810', '自住'],
    ['00238825', '张三', '13800000001', '246810', '老房子'],
    ['00451190', '李四', '13800000002', '135790', '自住'],
    ['00612204', '王五', '13800000003', '112358', '自住'],
    ['00777016', '赵六', '13800000004', '314159', '自住'],
    ['00880031', '钱七', '13800000005', '271828', '新房'],
  ])('%s is %s', (account, holder, mobile, password, property) => {
    expect(customer(account)).toMatchObject({ holder, mobile, password, property });
  });

  it('live where their address says, inside their estate', () => {
    for (const one of demo.customers) {
      const estate = estates.find(({ name }) => one.address.startsWith(name));
      expect(estate?.district).toBe(one.district);
      expect(estate && metresBetween(estate, one)).toBeLessThan(400);
    }
  });
});

describe('the demo’s bills', () => {
  it('are the last 37 months of everyone, with 38 readings, and one of the new customer', () => {
    for (const { account } of demo.customers) {
      const months = billsOf(account).map(({ month }) => month);
      const expected = account === '00880031' ? 1 : 37;
      expect([account, months.length, months[0], months.at(-1)]).toEqual([
        account,
        expected,
        addMonths('2026-10', 1 - expected),
        '2026-10',
      ]);
      expect(demo.readings.filter((reading) => reading.account === account)).toHaveLength(expected + 1);
    }
  });

  it('go on from each other and add up to the tariff’s amounts', () => {
    for (const { account } of demo.customers) {
      let before: Bill | undefined;
      for (const bill of billsOf(account)) {
        expect(bill.usage).toBeGreaterThanOrEqual(0);
        expect(bill.thisReading - bill.lastReading).toBe(bill.usage);
        if (before) expect(bill.lastReading).toBe(before.thisReading);
        if (before && before.month.slice(0, 4) === bill.month.slice(0, 4))
          expect(bill.yearUsage).toBe(before.yearUsage + bill.usage);
        if (bill.month.endsWith('-01')) expect(bill.yearUsage).toBe(bill.usage);
        expect(bill.lines).toEqual(linesFor(demo.tariff, bill.yearUsage - bill.usage, bill.usage));
        expect(bill.amountFen).toBe(amountOf(bill.lines));
        before = bill;
      }
    }
  });

  it('are paid before the demo begins, after they were posted', () => {
    for (const bill of demo.bills) {
      if (!bill.paidAt) continue;
      expect(bill.paidAt.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(bill.paidAt.getTime()).toBeGreaterThan(
        new Date(`${addMonths(bill.month, 1)}-01T02:00:00+08:00`).getTime(),
      );
    }
  });

  it('张三 has paid all; October is 14 t from 1,204 to 1,218: 14 × 3.48 = 48.72', () => {
    expect(unpaid([...billsOf('00238817'), ...billsOf('00238825')])).toEqual([]);
    expect(billsOf('00238817').at(-1)).toMatchObject({
      lastReading: 1204,
      thisReading: 1218,
      usage: 14,
      amountFen: 4872,
    });
  });

  it('李四 owes the two newest: 12 × 3.48 + 11 × 3.48 = 80.04', () => {
    const owed = billsOf('00451190').filter((bill) => !bill.paidAt);
    expect(owed.map(({ month }) => month)).toEqual(['2026-09', '2026-10']);
    expect(amountOf(owed.flatMap(({ lines }) => lines))).toBe(8004);
  });

  it('王五 was guessed twice and then caught up into tier 2', () => {
    const [august, september, october] = billsOf('00612204').slice(-3);
    expect([august?.estimated, september?.estimated, october?.estimated]).toEqual([true, true, false]);
    expect(october?.lines.map(({ tier, usage }) => [tier, usage])).toEqual([
      [1, 45],
      [2, 15],
    ]);
  });

  it('赵六 uses at least three times as much since two months', () => {
    const bills = billsOf('00777016');
    const usual = Math.max(...bills.slice(-14, -2).map(({ usage }) => usage));
    for (const { usage } of bills.slice(-2)) expect(usage).toBeGreaterThan(usual * 2.5);
    expect(usual).toBeLessThan(15);
  });

  it('a few of the others owe one', () => {
    const others = demo.customers.filter(({ account }) => !account.startsWith('0045')).map(({ account }) => account);
    const owing = others.filter((account) => unpaid(billsOf(account)).length > 0);
    expect(owing.length).toBeGreaterThanOrEqual(3);
    for (const account of owing) expect(unpaid(billsOf(account))).toEqual(['2026-10']);
  });
});

describe('the same demo everywhere', () => {
  it('comes out equal twice, and different from another seed', () => {
    expect(makeDemo(now).bills).toEqual(demo.bills);
    expect(makeDemo(now, 7).bills).not.toEqual(demo.bills);
  });

  it('a month reads the same in a demo that began later, save the stories that hang on the beginning', () => {
    const later = makeDemo(new Date('2027-03-15T09:00:00+08:00'));
    const relative = ['00777016', '00880031'];
    const figures = (bills: readonly Bill[]) =>
      bills
        .filter(({ month, account }) => month <= '2026-10' && month >= '2024-02' && !relative.includes(account))
        .map(({ paidAt: _, ...bill }) => bill);
    expect(figures(later.bills)).toEqual(figures(demo.bills));
  });

  it('its feed goes on where it ended, for years, and never backwards', () => {
    for (const { account } of demo.customers) {
      let last = billsOf(account).at(-1)?.thisReading ?? 0;
      for (let i = 1; i <= 30; i += 1) {
        const { thisReading } = demoReading(demo, account, addMonths('2026-10', i));
        expect([account, i, thisReading >= last]).toEqual([account, i, true]);
        last = thisReading;
      }
    }
    expect(demo.readingsOf('2026-11')).toHaveLength(demo.customers.length);
    expect(demo.readingsOf('2026-10')).toEqual(demo.readings.filter(({ month }) => month === '2026-10'));
  });

  it.each([
    '2026-12-01T01:00:00+08:00',
    '2026-12-01T02:30:00+08:00',
    '2026-12-02T23:59:00+08:00',
    '2024-02-29T12:00:00+08:00',
    '2027-01-01T00:00:00+08:00',
  ])('can begin at %s', (at) => {
    const began = new Date(at);
    const data = makeDemo(began);
    for (const bill of data.bills) {
      expect(bill.usage).toBeGreaterThanOrEqual(0);
      if (bill.paidAt) expect(bill.paidAt.getTime()).toBeLessThanOrEqual(began.getTime());
    }
    for (const { createdAt, timeline } of data.notices)
      for (const moment of [createdAt, ...timeline.map((line) => line.at)])
        expect(moment.getTime()).toBeLessThanOrEqual(began.getTime());
  });

  it('refuses to begin before its meters can', () => {
    expect(() => makeDemo(new Date('2023-01-01T00:00:00Z'))).toThrow('bad_input');
    expect(makeDemo(new Date('2023-04-01T00:00:00+08:00')).bills.every(({ lastReading }) => lastReading >= 0)).toBe(
      true,
    );
  });
});

describe('the demo’s notices', () => {
  const hits = (id: string, account: string): boolean =>
    (notice(id)?.areas ?? []).some(
      ({ name, latitude, longitude, radiusM }) =>
        customer(account)?.address.includes(name) ||
        metresBetween(
          { latitude: latitude ?? 0, longitude: longitude ?? 0 },
          customer(account) ?? { latitude: 0, longitude: 0 },
        ) <= (radiusM ?? 0),
    );

  it('one outage is planned for tomorrow, 9 to 17, at 张三’s second home', () => {
    expect(notice('demo-planned')).toMatchObject({
      kind: 'planned',
      state: 'published',
      from: new Date('2026-11-22T09:00:00+08:00'),
      to: new Date('2026-11-22T17:00:00+08:00'),
    });
    expect(hits('demo-planned', '00238825')).toBe(true);
    expect(hits('demo-planned', '00238817')).toBe(false);
  });

  it('one emergency runs now, at 李四’s and not at 张三’s, with what the crew reported', () => {
    const now1 = notice('demo-emergency');
    expect(now1?.from?.getTime()).toBeLessThan(now.getTime());
    expect(now1?.to?.getTime()).toBeGreaterThan(now.getTime());
    expect(now1?.timeline.length).toBeGreaterThanOrEqual(3);
    expect(['00451190', '00238817', '00238825'].map((account) => hits('demo-emergency', account))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('two are over, and there are quality, pressure and two pieces of news', () => {
    const over = demo.notices.filter(({ kind, to }) => ['planned', 'emergency'].includes(kind) && to && to < now);
    expect(over).toHaveLength(2);
    const count = (kind: string): number => demo.notices.filter((one) => one.kind === kind).length;
    expect([count('quality'), count('pressure'), count('news')]).toEqual([1, 1, 2]);
  });
});

describe('places', () => {
  it('estates lie well apart and carry different names; outlets are five', () => {
    estates.forEach((a, i) => {
      for (const b of estates.slice(i + 1))
        expect([a.name, b.name, metresBetween(a, b) > 850]).toEqual([a.name, b.name, true]);
    });
    expect(new Set(demoAreas).size).toBe(demoAreas.length);
    expect(demo.outlets).toHaveLength(5);
  });
});

describe('more customers for load trials', () => {
  it('are the same whenever they are made, with two bills each', () => {
    const many = moreDemoCustomers(demo, 300, 0);
    expect(new Set(many.customers.map(({ account }) => account)).size).toBe(300);
    for (const { account } of many.customers) expect(account).toMatch(/^9\d{7}$/);
    expect(many.bills).toHaveLength(600);
    expect(moreDemoCustomers(demo, 1, 299).customers).toEqual(many.customers.slice(299));
    expect(moreDemoCustomers(demo, 1, 299).bills).toEqual(many.bills.slice(598));
  });
});
