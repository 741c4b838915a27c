import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { demoBirth, demoFacts, demoTariff, makeDemo, moreDemoCustomers, seedDemo } from '../../demo/index.js';
import { covers, isExact } from '../../src/conversation/nlu/addresses.js';
import { isFestival } from '../../src/conversation/nlu/festivals.js';
import { readHours } from '../../src/conversation/nlu/opening-hours.js';
import { prepareModels } from '../../src/database/connect.js';
import { createBilling } from '../../src/domain/billing/index.js';
import { createCustomers } from '../../src/domain/customers/index.js';
import { createKnowledge } from '../../src/domain/knowledge/index.js';
import { createNotices } from '../../src/domain/notices/index.js';
import { createOutlets } from '../../src/domain/outlets/index.js';
import { type HandClock, handClock, realNow } from '../../src/kernel/clock.js';
import { createSeal } from '../../src/kernel/crypto.js';
import { randomIds } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import { withDatabase } from '../support/database.js';
import { gist, isForeign } from '../support/reading.js';

const database = withDatabase();
const start = new Date('2026-11-21T09:00:00+08:00');
const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) });

const createServices = (clock: HandClock) => ({
  clock,
  customers: createCustomers({
    db: database.db(),
    clock,
    ids: randomIds,
    seal,
    sendSms: async () => 'sent',
    codeWords: (code) => code,
    tellBinder: async () => undefined,
    tellEnding: async () => undefined,
    tellEnded: async () => undefined,
    audit: async () => undefined,
    endSubscription: async () => undefined,
    log: silentLog,
  }),
  billing: createBilling({ db: database.db(), clock, tariffs: [demoTariff], log: silentLog }),
  knowledge: createKnowledge({
    db: database.db(),
    clock: clock,
    gist,
    isForeign,
    isGoal: () => true,
    isBusiness: () => false,
    log: silentLog,
  }),
  notices: createNotices({
    db: database.db(),
    clock,
    ids: randomIds,
    seal,
    words: { covers, isExact },
    tell: async () => undefined,
    following: async () => new Set(),
    log: silentLog,
  }),
  outlets: createOutlets({ db: database.db(), readHours, isHoliday: isFestival }),
});
let services: ReturnType<typeof createServices>;
let clock: HandClock;

beforeAll(async () => {
  createServices(handClock(start));
  await prepareModels(database.db());
});
beforeEach(async () => {
  await database.clear();
  clock = handClock(start);
  services = createServices(clock);
});

const data = makeDemo(start);

describe('seeding', () => {
  it('brings everything in, quickly, and a second time changes nothing', async () => {
    const began = realNow();
    const first = await seedDemo({ data, services });
    expect(realNow() - began).toBeLessThan(10_000);
    expect(first).toEqual({
      customers: data.customers.length,
      bills: data.bills.length,
      notices: data.notices.length,
      questions: data.questions.length,
      outlets: data.outlets.length,
    });
    expect(await seedDemo({ data, services })).toEqual({
      customers: 0,
      bills: 0,
      notices: 0,
      questions: 0,
      outlets: 0,
    });
    expect(await services.billing.bill('00238817', '2026-10')).toEqual(
      data.bills.find(({ account, month }) => account === '00238817' && month === '2026-10'),
    );
  });

  it('finishes a seeding that was cut short', async () => {
    await services.customers.importCustomers(data.customers.slice(0, 3).map(({ note: _, unpaid: __, ...one }) => one));
    await services.billing.importBills(data.bills.slice(0, 100));
    expect(await seedDemo({ data, services })).toMatchObject({
      customers: data.customers.length - 3,
      bills: data.bills.length - 100,
    });
  });

  it('the demo’s birth is read back, however far the clock has moved', async () => {
    expect(await demoBirth(services.notices, start)).toEqual(start);
    await seedDemo({ data, services });
    clock.advance(90 * 86_400);
    const born = await demoBirth(services.notices, clock.now());
    expect(born).toEqual(start);
    expect(makeDemo(born).bills).toEqual(data.bills);
  });
});

describe('the feed', () => {
  it('posts later months that go on exactly where the seed ended', async () => {
    await seedDemo({ data, services });
    for (const month of ['2026-11', '2026-12', '2027-01'])
      expect(await services.billing.postReadings(data.readingsOf(month))).toEqual({
        posted: data.customers.length,
        already: 0,
      });
    expect(await services.billing.bill('00238817', '2026-11')).toMatchObject({
      lastReading: 1218,
      usage: 13,
      amountFen: 4524,
    });
    expect(await services.billing.bill('00238817', '2027-01')).toMatchObject({ usage: 12, yearUsage: 12 });
    expect(await services.billing.bill('00777016', '2026-12')).toMatchObject({ usage: 38 });
  });

  it('makes the bills that a demo begun later would have brought', async () => {
    await seedDemo({ data, services });
    await services.billing.postReadings(data.readingsOf('2026-11'));
    const later = makeDemo(new Date('2026-12-15T09:00:00+08:00'));
    const plain = later.bills.filter(
      ({ account, month }) => month === '2026-11' && !account.startsWith('00777') && !account.startsWith('0088'),
    );
    expect(plain.length).toBeGreaterThan(40);
    for (const { paidAt: _, ...bill } of plain)
      expect(await services.billing.bill(bill.account, bill.month)).toEqual(bill);
  });
});

describe('what a tester must know', () => {
  it('is told with the promised keys', async () => {
    await seedDemo({ data, services });
    const facts = await demoFacts({ data, services });
    expect(Object.keys(facts).sort()).toEqual(['customers', 'notices', 'now', 'outlets', 'tariff']);
    expect(facts.now).toBe(start.toISOString());
    expect(Object.keys(facts.customers[0] ?? {}).sort()).toEqual(
      'account address arrearsFen bills district holder latitude longitude mobile note password property'.split(' '),
    );
    expect(Object.keys(facts.customers[0]?.bills[0] ?? {}).sort()).toEqual(
      'amountFen lastReading lines month paid thisReading usage'.split(' '),
    );
    expect(Object.keys(facts.customers[0]?.bills[0]?.lines[0] ?? {}).sort()).toEqual(
      'amountFen priceFen tier usage'.split(' '),
    );
    expect(Object.keys(facts.notices[0] ?? {}).sort()).toEqual('areas from id kind state title to'.split(' '));
    expect(Object.keys(facts.outlets[0] ?? {}).sort()).toEqual('address hours latitude longitude name'.split(' '));
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('carries every bill and notice, and what is owed', async () => {
    await seedDemo({ data, services });
    const before = await demoFacts({ data, services });
    const li = (facts: typeof before) => facts.customers.find(({ account }) => account === '00451190');
    expect(before.customers.flatMap(({ bills }) => bills)).toHaveLength(data.bills.length);
    expect(before.notices).toHaveLength(data.notices.length);
    expect(li(before)?.arrearsFen).toBe(8004);
    clock.set(new Date('2026-12-03T09:00:00+08:00'));
    await services.billing.postReadings(data.readingsOf('2026-11'));
    const after = li(await demoFacts({ data, services }));
    expect(after?.bills.at(-1)).toMatchObject({ month: '2026-11', usage: 10, amountFen: 3480, paid: false });
    expect(after?.arrearsFen).toBe(8004 + 3480);
  });
});

describe('the demo’s outages, asked as a resident would', () => {
  const outageAt = async (account: string) => {
    const one = data.customers.find((customer) => customer.account === account);
    if (!one) throw new Error('no such demo customer');
    const { address, latitude, longitude, property } = one;
    const found = await services.notices.outages({
      place: { kind: 'home', address, latitude, longitude, label: property },
    });
    return found.kind === 'affected' ? found.hits.map(({ notice, phase }) => `${notice.id} ${phase}`) : found.kind;
  };

  it('touch 李四 now, 张三’s second home tomorrow, and no one else of the named', async () => {
    await seedDemo({ data, services });
    expect(await outageAt('00451190')).toEqual(['demo-emergency now']);
    expect(await outageAt('00238825')).toEqual(['demo-planned coming']);
    for (const account of ['00238817', '00612204', '00777016', '00880031'])
      expect([account, await outageAt(account)]).toEqual([account, 'none']);
  });
});

describe('load trials', () => {
  it('bring two thousand customers with their bills in, quickly', async () => {
    const more = moreDemoCustomers(data, 2000, 0);
    await services.customers.importCustomers(more.customers);
    expect(await services.billing.importBills(more.bills)).toEqual({ imported: 4000 });
    expect(await services.billing.bills('90000000', 'last')).toMatchObject({
      kind: 'bills',
      bills: [{ month: '2026-10' }],
    });
  });
});
