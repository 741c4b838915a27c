import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resident, ThreadMessage } from '../support/driver.js';
import { openSite, type Site, type Started } from '../support/service.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

interface Campaign {
  campaign: string;
  sent: number;
  skipped: number;
  failed: number;
  unknown: number;
}

let site: Site;
let service: Started;
let zhang: Resident;
let li: Resident;
let wang: Resident;
let qian: Resident;

const all = (): Resident[] => [zhang, li, wang, qian];
const lastSeqs = (): Promise<number[]> => Promise.all(all().map(async (one) => (await one.thread()).at(-1)?.seq ?? 0));
/** The bills that a resident was sent of one month, by account. */
const billsOf = async (one: Resident, month: string): Promise<{ account: string; message: ThreadMessage }[]> =>
  (await one.thread())
    .filter(({ channel, text }) => channel === 'template' && text.includes(month))
    .map((message) => ({ account: /户号：(\d{8})/.exec(message.text)?.[1] ?? '', message }));
const picturesOf = async (one: Resident): Promise<number> =>
  (await one.thread()).filter(({ channel, type }) => channel === 'kf' && type === 'image').length;
const amountOf = async (account: string, month: string): Promise<string> => {
  const bill = (await site.customer(account)).bills.find((one) => one.month === month);
  if (!bill) throw new Error(`${account} has no bill of ${month}`);
  return `¥${(bill.amountFen / 100).toFixed(2)}`;
};
/** Seconds from the demo's now until this Beijing time. */
const until = async (iso: string): Promise<number> =>
  Math.ceil((Date.parse(iso) - Date.parse((await site.demo()).now)) / 1000);

/** Each of these had exactly one message for each of her accounts, with the amount that the demo tells. */
const expectBills = async (month: string, shown: string): Promise<void> => {
  for (const [one, accounts] of [
    [zhang, ['00238817', '00238825']],
    [li, ['00451190']],
    [wang, []],
    [qian, []],
  ] as const) {
    const had = await billsOf(one, shown);
    expect(had.map(({ account }) => account).sort()).toEqual([...accounts]);
    for (const { account, message } of had) expect(message.text).toContain(await amountOf(account, month));
  }
};

beforeAll(async () => {
  site = await openSite();
  service = await site.start();
  zhang = await site.bound('00238817', '00238825');
  li = await site.bound('00451190');
  wang = await site.bound('00612204');
  qian = await site.bound('00880031');
  await zhang.says('订阅账单');
  expect(await zhang.taps('两处都订')).toMatch(/订好了：自住·尾号8817、老房子·尾号8825/);
  expect(await li.says('每个月把账单发给我')).toMatch(/订好了/);
  expect(await wang.says('订阅')).toMatch(/订好了/);
  await wang.unfollow();
  await site.signIn();
}, 120_000);
afterAll(async () => {
  await site?.close();
});

const push = (month: string, ...more: string[]): Promise<Campaign> =>
  site.cliJson<Campaign>(['bills', 'push', '--month', month, ...more]);

describe('the monthly bill', () => {
  it('counts without sending, when asked to', async () => {
    const before = await lastSeqs();
    const dry = await push('2026-10', '--dry-run');
    expect(dry).toMatchObject({ campaign: 'bills:2026-10', sent: 0 });
    expect(await lastSeqs()).toEqual(before);
  });

  it('goes out by hand to each subscribed property once, and to nobody else', async () => {
    const run = await push('2026-10');
    expect(run).toMatchObject({ campaign: 'bills:2026-10', sent: 3, failed: 0, unknown: 0 });
    await expectBills('2026-10', '2026年10月');
    // each was writing a moment ago: the card of each bill follows it
    expect(await Promise.all(all().map(picturesOf))).toEqual([2, 1, 0, 0]);
    expect((await billsOf(li, '2026年10月'))[0]?.message.text).toContain('回复“账单图”');
  });

  it('sends nothing the second time', async () => {
    const before = await lastSeqs();
    expect(await push('2026-10')).toMatchObject({ sent: 0, failed: 0, unknown: 0 });
    expect(await lastSeqs()).toEqual(before);
  });

  it('is made on the 1st and sent on the 3rd at nine, by itself', async () => {
    await site.pass(await until('2026-12-01T03:00:00+08:00'));
    expect((await site.customer('00451190')).bills.at(-1)?.month).toBe('2026-11');
    expect(await li.says('上个月水费多少')).toContain('2026年11月');
    expect((await billsOf(li, '2026年11月')).length).toBe(0);
    await site.pass(await until('2026-12-03T08:59:00+08:00'));
    expect((await billsOf(li, '2026年11月')).length).toBe(0);
    await site.pass(120);
    await expectBills('2026-11', '2026年11月');
  });

  it('comes no second time: not by hand, not with time, not after a restart', async () => {
    const before = await lastSeqs();
    await site.signIn();
    expect(await push('2026-11')).toMatchObject({ sent: 0 });
    await site.pass(2 * DAY);
    expect((await service.stop()).code).toBe(0);
    service = await site.start();
    await site.pass(HOUR);
    expect(await lastSeqs()).toEqual(before);
  });

  it('is caught up after a service that slept over the day', async () => {
    await li.says('退订');
    expect((await service.stop()).code).toBe(0);
    service = await site.start();
    await site.pass(await until('2027-01-05T12:00:00+08:00'));
    expect((await billsOf(zhang, '2026年12月')).map(({ account }) => account).sort()).toEqual(['00238817', '00238825']);
    expect(await billsOf(li, '2026年12月')).toEqual([]);
  });
});
