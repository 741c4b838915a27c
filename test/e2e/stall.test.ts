import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Delivery, Resident } from '../support/driver.js';
import { databaseUri, openSite, type Site, type Started } from '../support/service.js';

let site: Site;
let store: Started;

const NOT_STORED = /请再发一次|再说一次/;
const LATER = /马上发给您|稍后给您答复/;

beforeAll(async () => {
  site = await openSite();
  store = await site.start({ ROLES: 'database' });
  const uri = databaseUri(store);
  expect(uri).toMatch(/^mongodb:/);
  await site.start({ ROLES: 'sandbox' });
  // nobody is at the desk: who asks for a person gets a ticket, which is an effect to be counted
  await site.start({ ROLES: 'web,worker', MONGODB_URI: uri, DESK_HOURS: 'off' });
  await site.signIn();
}, 120_000);
afterAll(async () => {
  store.signal('SIGCONT');
  await site?.close();
});

const tickets = async (): Promise<string[]> =>
  (await site.cliJson<{ items: { number: string }[] }>(['tickets', 'list', '--limit', '100'])).items.map(
    ({ number }) => number,
  );

/** While the store stands still, each sends one message. */
const stalled = async (acts: readonly (() => Promise<Delivery>)[], afterMs?: number): Promise<Delivery[]> => {
  if (afterMs === undefined) store.signal('SIGSTOP');
  const sends = acts.map((act) => act());
  if (afterMs !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    store.signal('SIGSTOP');
  }
  try {
    return await Promise.all(sends);
  } finally {
    store.signal('SIGCONT');
  }
};

const typed = (one: Resident, content: string) => (): Promise<Delivery> => one.send({ type: 'text', content });

describe('a store that stands still', () => {
  it('is another process', async () => {
    const { roles } = (await (await fetch(`${site.admin}/healthz`)).json()) as { roles: string[] };
    expect([...roles].sort()).toEqual(['web', 'worker']);
  });

  it('leaves the resident answered in time with no claim of success, and the effect whole or absent', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => site.follower()));
    const before = await tickets();
    const seqs = await Promise.all(people.map(async (one) => (await one.thread()).at(-1)?.seq ?? 0));
    const deliveries = await stalled(people.map((one) => typed(one, '人工')));
    for (const [i, delivery] of deliveries.entries()) {
      expect(delivery).toMatchObject({ tries: 1, shown: null, problem: null });
      expect(delivery.ms).toBeLessThan(5000);
      const words = delivery.passive?.text ?? '';
      expect(words).not.toMatch(/TS\d|已请人工/);
      expect(words).toMatch(new RegExp(`${NOT_STORED.source}|${LATER.source}`));
      // what was promised comes; what was not may still come, and then it says so
      const heard = await people[i]!.hears(({ text }) => text.includes('单号'), { after: seqs[i]!, seconds: 20 }).catch(
        (error: unknown) => {
          if (LATER.test(words)) throw error;
          return undefined;
        },
      );
      if (heard) expect(heard.channel).toBe('kf');
      const progress = await people[i]!.says('进度');
      if (heard) expect(progress).toContain(/TS\d+/.exec(heard.text)?.[0] ?? 'no number');
      else expect(progress).toMatch(/您还没有登记过/);
    }
    const after = await tickets();
    const filed = await Promise.all(
      people.map(async (one) => new Set(JSON.stringify(await one.thread()).match(/TS\d{11,}/g) ?? []).size),
    );
    expect(filed.every((count) => count <= 1)).toBe(true);
    expect(after.length - before.length).toBe(filed.reduce((sum, count) => sum + count, 0));
  }, 60_000);

  it.each([3, 10, 25])('does the same when it stops %i ms into the work', async (afterMs) => {
    const people = await Promise.all(Array.from({ length: 6 }, () => site.follower()));
    const before = await tickets();
    const seqs = await Promise.all(people.map(async (one) => (await one.thread()).at(-1)?.seq ?? 0));
    const deliveries = await stalled(
      people.map((one) => typed(one, '人工')),
      afterMs,
    );
    for (const delivery of deliveries) {
      expect(delivery).toMatchObject({ tries: 1, shown: null, problem: null });
      expect(delivery.ms).toBeLessThan(5000);
    }
    await Promise.all(
      deliveries.map(async ({ passive }, i) => {
        const words = passive?.text ?? '';
        if (words.includes('单号')) return;
        expect(words).toMatch(new RegExp(`${NOT_STORED.source}|${LATER.source}`));
        // what was promised comes; what was not may still come, and is waited for so that the count below is the last word
        await people[i]!.hears(({ text }) => text.includes('单号'), { after: seqs[i]!, seconds: 15 }).catch(
          (error: unknown) => {
            if (LATER.test(words)) throw error;
          },
        );
      }),
    );
    const numbers = await Promise.all(
      people.map(async (one) => [...new Set(JSON.stringify([await one.says('进度')]).match(/TS\d{11,}/g) ?? [])]),
    );
    expect(numbers.every((own) => own.length <= 1)).toBe(true);
    expect((await tickets()).length - before.length).toBe(numbers.flat().length);
  }, 60_000);

  it('is waited for by what only reads', async () => {
    const one = await site.bound('00451190');
    const seq = (await one.thread()).at(-1)?.seq ?? 0;
    const [delivery] = await stalled([typed(one, '上个月水费多少')]);
    expect(delivery?.ms).toBeLessThan(5000);
    const words = delivery?.passive?.text ?? '';
    expect(words).not.toBe('');
    const bill = one.hears(({ text }) => text.includes('2026年10月（'), { after: seq, seconds: 20 });
    if (NOT_STORED.test(words)) expect(await bill.catch(() => one.says('上个月水费多少'))).toBeTruthy();
    else expect((await bill).channel).toBe('kf');
    expect(await one.says('上个月水费多少')).toContain('2026年10月（');
  }, 60_000);

  it('is well again afterwards', async () => {
    expect(await site.cliJson(['status'])).toMatchObject({ status: 'ok' });
    expect(await site.cliJson(['activity', 'verify'])).toMatchObject({ whole: true });
  });
});
