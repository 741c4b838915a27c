import { describe, expect, it, jest } from '@jest/globals';
import { demoJobs, jobs } from '../../jobs/index.js';
import type { Billing, Reading } from '../../src/domain/billing/door.js';
import type { Customers } from '../../src/domain/customers/door.js';
import type { Desk } from '../../src/domain/desk/door.js';
import type { Notices } from '../../src/domain/notices/door.js';
import type { Outreach } from '../../src/domain/outreach/door.js';
import type { Review } from '../../src/domain/review/door.js';
import type { Tickets } from '../../src/domain/tickets/door.js';
import { handClock } from '../../src/kernel/clock.js';
import { silentLog } from '../../src/kernel/log.js';
import type { Services } from '../../src/services.js';

const reading = (account: string, month: string): Reading => ({
  account,
  month,
  readOn: `${month}-28`,
  thisReading: 10,
  estimated: false,
});
const fakes = () => {
  const posted = new Set<string>();
  const causes = new Set<string>();
  const billing = {
    postReadings: jest.fn<Billing['postReadings']>(async (readings) => {
      const fresh = readings.filter(({ account, month }) => !posted.has(`${account} ${month}`));
      for (const { account, month } of fresh) posted.add(`${account} ${month}`);
      return { posted: fresh.length, already: readings.length - fresh.length };
    }),
  };
  const outreach = {
    pushBills: jest.fn<Outreach['pushBills']>(async ({ month, cause }) => {
      causes.add(cause);
      return { campaign: `bills:${month}`, sent: 0, skipped: 0, failed: 0, unknown: 0, state: 'done', waiting: 0 };
    }),
    unfinished: jest.fn<Outreach['unfinished']>(async () => ['2026-10']),
  };
  const customers = { expireCodes: jest.fn<Customers['expireCodes']>(async () => 3) };
  const tickets = {
    fetchMedia: jest.fn<Tickets['fetchMedia']>(async () => 0),
    watchDeadlines: jest.fn<Tickets['watchDeadlines']>(async () => 1),
  };
  const clock = handClock('2026-12-03T09:00:00+08:00');
  const conversations = { forgetIdle: jest.fn<Services['conversations']['forgetIdle']>(async () => 2) };
  const desk = {
    watch: jest.fn<Desk['watch']>(async () => 1),
    fetchFiles: jest.fn<Desk['fetchFiles']>(async () => undefined),
    forgetOld: jest.fn<Desk['forgetOld']>(async () => 0),
  };
  const notices = {
    forgetAnswers: jest.fn<Notices['forgetAnswers']>(async () => 0),
    tellChanges: jest.fn<Notices['tellChanges']>(async () => 0),
    publishDue: jest.fn<Notices['publishDue']>(async () => 1),
  };
  const review = { forgetOld: jest.fn<Review['forgetOld']>(async () => 1) };
  const voices = { forgetOld: jest.fn<Services['voices']['forgetOld']>(async () => 0) };
  return { posted, causes, billing, outreach, customers, tickets, notices, review, clock, conversations, desk, voices };
};

const all = demoJobs((month) => Array.from({ length: 1100 }, (_, i) => reading(String(i).padStart(8, '0'), month)));
const at = new Date('2026-12-03T09:00:00+08:00');
const run = async (
  name: string,
  { posted: _posted, causes: _causes, ...doors }: ReturnType<typeof fakes>,
  when = at,
) => {
  const job = all.find((each) => each.name === name);
  if (!job) throw new Error(`no such job: ${name}`);
  const services = doors as unknown as Services;
  await job.run({ at: when, services, log: silentLog });
};

describe('the list', () => {
  it('names each job once and has the demo feed before the push', () => {
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.indexOf('post-demo-bills')).toBeLessThan(names.indexOf('push-monthly-bills'));
    expect(jobs.map(({ name }) => name)).not.toContain('post-demo-bills');
  });

  it.each(all.map((job) => [job.name, job] as const))('%s takes one parameter', (_name, job) => {
    expect(job.run.length).toBeLessThanOrEqual(1);
  });
});

describe('post-demo-bills', () => {
  it('posts the month before, in pieces, and nothing new the second time', async () => {
    const services = fakes();
    const first = new Date('2027-01-01T02:00:00+08:00');
    await run('post-demo-bills', services, first);
    await run('post-demo-bills', services, first);
    expect(services.posted.size).toBe(1100);
    expect([...services.posted].every((key) => key.endsWith(' 2026-12'))).toBe(true);
    expect(Math.max(...services.billing.postReadings.mock.calls.map(([list]) => list.length))).toBe(500);
  });
});

describe('push-monthly-bills', () => {
  it('pushes the month before under one cause, however often it runs', async () => {
    const services = fakes();
    await run('push-monthly-bills', services);
    await run('push-monthly-bills', services);
    expect(services.outreach.pushBills).toHaveBeenCalledWith(
      expect.objectContaining({ month: '2026-11', by: 'system' }),
    );
    expect(services.causes.size).toBe(1);
  });
});

describe('continue-campaigns', () => {
  it('goes on with what runs, and leaves alone what is done', async () => {
    const services = fakes();
    await run('continue-campaigns', services);
    await run('continue-campaigns', services);
    expect(services.outreach.pushBills.mock.calls.map(([{ month }]) => month)).toEqual(['2026-10', '2026-10']);
    expect(services.causes.size).toBe(1);
    await run('continue-campaigns', services, new Date(at.getTime() + 60_000));
    expect(services.causes.size).toBe(2);
  });
});

describe('the sweeps', () => {
  it.each([
    ['expire-leftovers', (services: ReturnType<typeof fakes>) => services.customers.expireCodes],
    ['fetch-ticket-media', (services: ReturnType<typeof fakes>) => services.tickets.fetchMedia],
    ['publish-scheduled-notices', (services: ReturnType<typeof fakes>) => services.notices.publishDue],
    ['tell-notice-changes', (services: ReturnType<typeof fakes>) => services.notices.tellChanges],
    ['watch-ticket-deadlines', (services: ReturnType<typeof fakes>) => services.tickets.watchDeadlines],
  ])('%s does a bounded piece each time', async (name, called) => {
    const services = fakes();
    await run(name, services);
    await run(name, services);
    const calls = called(services).mock.calls;
    expect(calls).toHaveLength(2);
    for (const [limit] of calls) expect(limit).toBeLessThanOrEqual(500);
  });

  it('talks are forgotten only when a message of theirs cannot come again', async () => {
    const services = fakes();
    await run('expire-leftovers', services);
    const [[before, limit] = []] = services.conversations.forgetIdle.mock.calls;
    expect(services.clock.now().getTime() - Number(before)).toBeGreaterThanOrEqual(3 * 86_400_000);
    expect(limit).toBeLessThanOrEqual(500);
  });

  it('sentences are kept for half a year after they were last said', async () => {
    const services = fakes();
    await run('expire-leftovers', services);
    const [[before, limit] = []] = services.review.forgetOld.mock.calls;
    expect(services.clock.now().getTime() - Number(before)).toBe(180 * 86_400_000);
    expect(limit).toBeLessThanOrEqual(500);
  });

  it('a failing service fails the job, so that it is tried again', async () => {
    const services = fakes();
    services.customers.expireCodes.mockRejectedValueOnce(new Error('store down'));
    await expect(run('expire-leftovers', services)).rejects.toThrow('store down');
  });
});
