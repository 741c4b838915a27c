import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Act, Customer, Delivery, Resident } from '../support/driver.js';
import { openSite, type Site, type Started } from '../support/service.js';

let site: Site;
let service: Started;

const SERVICE = { ROLES: 'web,worker,database' };

/** As an outside check does it: by the process id that the service tells of itself. */
const pidOf = async (): Promise<number> => {
  const health = (await (await fetch(`${site.admin}/healthz`)).json()) as {
    status: string;
    pid: number;
    roles: string[];
  };
  expect(health.status).toBe('ok');
  return health.pid;
};

interface Person {
  resident: Resident;
  customer: Customer;
  complaint: string;
}

const typed = (content: string): Act => ({ type: 'text', content });

const answersAfter = async ({ resident }: Person, seq: number): Promise<string[]> =>
  (await resident.thread(seq)).filter(({ from }) => from === 'account').map(({ text }) => text);

/** Says only that an answer may be lost, of this message or of one before it. */
const isNote = (text: string): boolean => text.includes('没收到请再发一次');

/** The message was answered: at once, later, or, when the platform gave up on it, after it came again as the same message. */
const untilAnswered = async ({ resident }: Person, seq: number, delivery: Delivery): Promise<string> => {
  if (delivery.passive) return delivery.passive.text;
  if (delivery.shown) {
    const late = await resident.hears(({ text }) => !isNote(text), { after: seq, seconds: 2 }).catch(() => undefined);
    if (late) return late.text;
    const again = await resident.send({ msgId: delivery.msgId });
    if (again.passive) return again.passive.text;
  }
  return (await resident.hears(() => true, { after: seq, seconds: 30 })).text;
};

/** All act at once; while they do, the service dies `afterMs` later and is started again. */
const together = async (people: readonly Person[], act: Act, afterMs: number): Promise<string[]> => {
  const seqs = await Promise.all(people.map(async ({ resident }) => (await resident.thread()).at(-1)?.seq ?? 0));
  const pid = await pidOf();
  const sends = people.map(({ resident }) => resident.send(act));
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  process.kill(pid, 'SIGKILL');
  expect((await service.ended).signal).toBe('SIGKILL');
  service = await site.start(SERVICE);
  const deliveries = await Promise.all(sends);
  return Promise.all(people.map((person, i) => untilAnswered(person, seqs[i]!, deliveries[i]!)));
};

const makePeople = async (from: number, count: number): Promise<Person[]> => {
  const { customers } = await site.demo();
  const plain = customers.slice(from, from + count);
  return Promise.all(
    plain.map(async (customer, i) => ({
      customer,
      resident: await site.resident(),
      complaint: `第${from + i}号门口的井盖松动有响声`,
    })),
  );
};

beforeAll(async () => {
  site = await openSite();
  await site.start({ ROLES: 'sandbox' });
  service = await site.start(SERVICE);
  await site.signIn();
}, 120_000);
afterAll(async () => {
  await site?.close();
});

describe('a service that is killed', () => {
  it('is another process than the sandbox, which lives on', async () => {
    const health = (await (await fetch(`${site.sandbox}/healthz`)).json()) as { pid: number; roles: string[] };
    expect(health.roles).toEqual(['sandbox']);
    expect(health.pid).not.toBe(await pidOf());
    expect(await pidOf()).toBe(service.pid);
  });

  it('dies while a text message is on its way, and sends it once, with the code that it goes by', async () => {
    const [person] = (await makePeople(14, 1)) as [Person];
    const { resident, customer } = person;
    await resident.follow();
    await resident.says('绑定');
    await resident.says('同意');
    await site.fault({ path: '/sms', delayMs: 300, times: 1 });
    const seq = (await resident.thread()).at(-1)?.seq ?? 0;
    const send = resident.send(typed(customer.account));
    const calls = (await site.calls('/sms')).length;
    while ((await site.calls('/sms')).length === calls) expect(service.said()).not.toContain('unhandled');
    process.kill(await pidOf(), 'SIGKILL');
    await service.ended;
    // the platform has given up before the service is back: what the message began must be ended by itself
    expect((await send).shown).toMatch(/暂时无法提供服务/);
    service = await site.start(SERVICE);
    const heard = await resident.hears(({ text }) => text.includes('验证码已发到'), { after: seq });
    expect(heard.channel).toBe('kf');
    expect((await site.calls('/sms')).length).toBe(calls + 2);
    expect((await site.sms(customer.mobile)).length).toBe(1);
    expect(await resident.says(await site.code(customer.mobile))).toMatch(/绑好了/);
  }, 60_000);

  it('dies while a picture is on its way: its words stand and are not said again by themselves, and no picture comes twice', async () => {
    const resident = await site.bound('00612204');
    const path = '/cgi-bin/media/upload';
    const before = (await site.calls(path)).length;
    await site.fault({ path, delayMs: 3000, times: 1 });
    const seq = (await resident.thread()).at(-1)?.seq ?? 0;
    const asked = await resident.send(typed('近一年水费'));
    expect(asked.passive?.text).toContain('12 个月共');
    while ((await site.calls(path)).length === before) expect(service.said()).not.toContain('unhandled');
    process.kill(await pidOf(), 'SIGKILL');
    await service.ended;
    await site.noFaults();
    service = await site.start(SERVICE);
    const note = await resident.hears(() => true, { after: asked.passive?.seq ?? 0 });
    expect(note).toMatchObject({ channel: 'kf', type: 'text' });
    expect(isNote(note.text)).toBe(true);
    expect((await resident.send({ msgId: asked.msgId })).passive?.text).toBe(asked.passive?.text);
    const again = await resident.send(typed('近一年水费'));
    await resident.hears(({ type }) => type === 'image', { after: again.passive?.seq ?? 0 });
    const heard = (await resident.thread(seq)).filter(({ from }) => from === 'account');
    expect(heard.map(({ channel, type }) => `${channel} ${type}`)).toEqual([
      'passive text',
      'kf text',
      'passive text',
      'kf image',
    ]);
  }, 60_000);

  it('dies in the middle of many submissions, and each is filed once', async () => {
    const people = await makePeople(16, 12);
    for (const { resident, complaint } of people) {
      await resident.follow();
      await resident.says('我要投诉');
      await resident.says(complaint);
      expect(await resident.says('没有')).toMatch(/1 提交/);
    }
    await together(people, typed('提交'), 12);
    const { items } = await site.cliJson<{ items: { number: string; summary: string }[] }>([
      ...['tickets', 'list', '--limit', '100'],
    ]);
    for (const { complaint } of people)
      expect({ complaint, filed: items.filter(({ summary }) => summary.includes(complaint)).length }).toEqual({
        complaint,
        filed: 1,
      });
    const numbers = items.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const person of people) expect((await answersAfter(person, 0)).length).toBeGreaterThanOrEqual(4);
    expect(await site.cliJson(['activity', 'verify'])).toMatchObject({ whole: true });
  }, 120_000);

  it('dies while it pushes bills, and each subscriber has each bill once', async () => {
    const many = await site.subscribers(30);
    const path = '/cgi-bin/message/template/send';
    await site.fault({ path, delayMs: 60 });
    const pushing = site.cli(['bills', 'push', '--month', '2026-10', '--json']);
    while ((await site.calls(path)).length < 10) expect(service.words()).not.toContain('failed');
    process.kill(await pidOf(), 'SIGKILL');
    await service.ended;
    expect((await pushing).code).toBe(7);
    service = await site.start(SERVICE);
    await site.noFaults();
    const run = await site.cliJson<{ sent: number; skipped: number; failed: number; unknown: number }>([
      ...['bills', 'push', '--month', '2026-10'],
    ]);
    expect(run).toMatchObject({ failed: 0, unknown: 0 });
    // the job that continues campaigns may have been faster: what it settled counts as skipped
    expect(run.sent + run.skipped).toBeGreaterThanOrEqual(many.length);
    const had = await Promise.all(
      many.map(async (one) => (await one.thread()).filter(({ channel }) => channel === 'template').length),
    );
    expect(had).toEqual(many.map(() => 1));
  }, 120_000);
});
