import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BillLetter } from '../../../src/domain/outreach/door.js';
import {
  createOutreach,
  type Outreach,
  type OutreachDeps,
  type SendTemplate,
  type TemplateOutcome,
} from '../../../src/domain/outreach/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

type Message = Parameters<SendTemplate>[0];

const month = '2026-10';
const key = 'bills:2026-10';
const store = withDatabase();
let clock: HandClock;
let sent: Message[];
let answer: (message: Message, n: number) => TemplateOutcome | Promise<TemplateOutcome>;
let outreach: Outreach;

const cause = (): string => randomIds.id();
const build = (over: Partial<OutreachDeps> = {}): Outreach =>
  createOutreach({
    db: store.db(),
    clock,
    ids: randomIds,
    send: async (message) => {
      sent.push(message);
      return answer(message, sent.length);
    },
    compose: async ({ account }) => ({ account }),
    following: async (openids) => new Set(openids),
    log: silentLog,
    pausesMs: [0, 0],
    roundMs: 0,
    leaseMs: 2000,
    ...over,
  });
const subscribe = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await outreach.subscribe({ openid: `o${i}`, accounts: [`a${i}`], cause: cause() });
};
const push = (from: Outreach = outreach, by = 'wang') => from.pushBills({ month, by, cause: cause() });
const goOn = async (from: Outreach = outreach) => {
  for (const each of await from.unfinished())
    await from.pushBills({ month: each, by: 'system', cause: cause(), standing: true });
};
const at = (iso: string): void => clock.advance((Date.parse(iso) - clock.now().getTime()) / 1000);
const openids = (): string[] => sent.map(({ openid }) => openid).sort();
const gate = () => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
};
const refusedAs = (code: number): TemplateOutcome => ({ kind: 'refused', code, gone: true, quota: false });

beforeEach(async () => {
  clock = handClock('2026-11-21T09:00:00+08:00');
  sent = [];
  answer = (_message, n) => ({ kind: 'sent', msgId: `m${n}` });
  outreach = build();
  await store.clear();
});

describe('the quota', () => {
  it('of the day being spent, the rest goes on the next day by itself', async () => {
    await subscribe(10);
    answer = (_message, n) =>
      n > 4 ? { kind: 'refused', code: 45009, gone: false, quota: true } : { kind: 'sent', msgId: `m${n}` };
    const until = new Date('2026-11-22T00:00:00+08:00');
    expect(await push()).toMatchObject({
      sent: 4,
      failed: 0,
      unknown: 0,
      state: 'waiting',
      waiting: 6,
      wait: { for: 'quota', until },
    });
    expect(await outreach.unfinished()).toEqual([]);
    answer = (_message, n) => ({ kind: 'sent', msgId: `m${n}` });
    at('2026-11-22T00:00:01+08:00');
    expect(await outreach.unfinished()).toEqual([month]);
    await goOn();
    expect(await outreach.campaign(key)).toMatchObject({ state: 'done', counts: { sent: 10 } });
    expect(new Set(openids()).size).toBe(10);
  });
});

describe('a platform that is down', () => {
  it('and surely took nothing leaves its recipients as they were', async () => {
    await subscribe(20);
    answer = () => ({ kind: 'unreachable', maybe: false });
    expect(await push()).toMatchObject({
      sent: 0,
      unknown: 0,
      state: 'waiting',
      waiting: 20,
      wait: { for: 'platform' },
    });
    answer = (_message, n) => ({ kind: 'sent', msgId: `m${n}` });
    expect(await outreach.unfinished()).toEqual([]);
    clock.advance(61);
    await goOn();
    expect(await outreach.campaign(key)).toMatchObject({ state: 'done', counts: { sent: 20 } });
  });

  it('is tried with those in doubt first: no others are put in doubt', async () => {
    await subscribe(20);
    answer = () => ({ kind: 'unreachable', maybe: true });
    for (let i = 0; i < 3; i += 1) await push();
    expect(new Set(openids()).size).toBeLessThanOrEqual(6);
  });
});

describe("the company's quiet hours", () => {
  const quiet = { from: '21:00', to: '08:00' };

  it('hold a push until they end', async () => {
    await subscribe(3);
    const held = build({ quiet });
    at('2026-11-21T21:00:00+08:00');
    const until = new Date('2026-11-22T08:00:00+08:00');
    expect(await push(held)).toMatchObject({ sent: 0, waiting: 3, wait: { for: 'quiet hours', until } });
    expect(sent).toEqual([]);
    at('2026-11-22T07:59:59+08:00');
    expect(await held.unfinished()).toEqual([]);
    at('2026-11-22T08:00:00+08:00');
    await goOn(held);
    expect(openids()).toEqual(['o0', 'o1', 'o2']);
    expect(await held.campaign(key)).toMatchObject({ state: 'done' });
  });

  it('end a push that runs into them', async () => {
    await subscribe(12);
    at('2026-11-21T20:59:59+08:00');
    const held = build({ quiet });
    answer = (_message, n) => {
      if (n === 3) clock.advance(60);
      return { kind: 'sent', msgId: `m${n}` };
    };
    const run = await push(held);
    expect(run.sent).toBeLessThan(12);
    expect(run.sent + run.waiting).toBe(12);
    at('2026-11-22T08:00:00+08:00');
    await goOn(held);
    expect(new Set(openids()).size).toBe(12);
    expect(sent).toHaveLength(12);
  });
});

describe("a resident's own quiet hours", () => {
  const quietFor = (openid: string, from?: string, to = '12:00') =>
    outreach.setQuietHours({ openid, ...(from ? { span: { from, to } } : {}), cause: cause() });

  it('put off her bill only, and neither lose nor double it', async () => {
    await subscribe(4);
    await quietFor('o1', '08:00', '12:00');
    await quietFor('o2', '22:00', '07:00');
    const until = new Date('2026-11-21T12:00:00+08:00');
    expect(await push()).toMatchObject({ sent: 3, waiting: 1, state: 'waiting', wait: { for: 'quiet hours', until } });
    expect(await outreach.unfinished()).toEqual([]);
    at('2026-11-21T12:00:00+08:00');
    await goOn();
    await goOn();
    expect(openids()).toEqual(['o0', 'o1', 'o2', 'o3']);
  });

  it('are set, changed, shown and taken back, a repeat changing nothing', async () => {
    const first = { openid: 'o1', span: { from: '22:00', to: '07:00' }, cause: 'q1' };
    await outreach.setQuietHours(first);
    await outreach.setQuietHours(first);
    expect(await outreach.quietHours('o1')).toEqual(first.span);
    await quietFor('o1', '20:00', '09:00');
    expect(await outreach.quietHours('o1')).toEqual({ from: '20:00', to: '09:00' });
    await outreach.setQuietHours({ openid: 'o1', cause: 'q2' });
    expect(await outreach.quietHours('o1')).toBeUndefined();
    await quietFor('o1', '21:00', '06:00');
    await outreach.setQuietHours({ openid: 'o1', cause: 'q2' });
    expect(await outreach.quietHours('o1')).toEqual({ from: '21:00', to: '06:00' });
    await expect(quietFor('o1', '25:00')).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('who unsubscribes while it waits gets nothing', async () => {
    await subscribe(2);
    await quietFor('o1', '08:00', '12:00');
    await push();
    await outreach.unsubscribe({ openid: 'o1', accounts: ['a1'], cause: cause() });
    at('2026-11-21T12:00:00+08:00');
    await goOn();
    expect(openids()).toEqual(['o0']);
    expect(await outreach.campaign(key)).toMatchObject({ state: 'done', counts: { sent: 1, skipped: 1 } });
  });
});

describe('the ladder', () => {
  it('a refused template is said in the chat where that is open, and fails with its reason where not', async () => {
    await subscribe(3);
    const told: BillLetter[] = [];
    answer = ({ openid }, n) => (openid === 'o0' ? { kind: 'sent', msgId: `m${n}` } : refusedAs(43004));
    const climbing = build({
      tell: async (letter) => {
        told.push(letter);
        return letter.openid === 'o1' ? 'sent' : 'closed';
      },
    });
    expect(await push(climbing)).toMatchObject({ sent: 2, failed: 1, unknown: 0 });
    expect(told.map(({ openid }) => openid).sort()).toEqual(['o1', 'o2']);
    expect(told[0]).toMatchObject({ month, cause: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const report = await climbing.report({ key, state: 'sent', limit: 10 });
    expect(report.recipients.map(({ openid, way, reason }) => [openid, way, reason]).sort()).toEqual([
      ['o0', 'template', undefined],
      ['o1', 'kf', 'refused 43004'],
    ]);
  });

  it('words whose outcome is not known are not said again', async () => {
    await subscribe(1);
    answer = () => refusedAs(43004);
    const climbing = build({ tell: async () => 'unknown' });
    expect(await push(climbing)).toMatchObject({ sent: 0, failed: 0, unknown: 1 });
    expect(await push(climbing)).toMatchObject({ skipped: 1 });
  });

  it('what follows a bill comes after it, once, and cannot spoil it', async () => {
    await subscribe(3);
    const followed: string[] = [];
    const following = build({
      afterSent: async ({ openid }) => {
        followed.push(openid);
        if (openid === 'o1') throw new Error('no picture');
      },
    });
    expect(await push(following)).toMatchObject({ sent: 3 });
    await push(following);
    expect(followed.sort()).toEqual(['o0', 'o1', 'o2']);
  });
});

describe('a second person', () => {
  const careful = (): Outreach => build({ approvalOver: 5 });

  it('is asked for a push to more than the configured number', async () => {
    await subscribe(6);
    const asked = careful();
    expect(await push(asked)).toMatchObject({ sent: 0, state: 'awaiting approval' });
    expect(await push(asked, 'zhao')).toMatchObject({ sent: 0, state: 'awaiting approval' });
    expect(await asked.campaign(key)).toMatchObject({ request: { by: 'wang', audience: 6 } });
    expect(await asked.unfinished()).toEqual([]);
    const approve = (by: string, as = cause()) => asked.approveBills({ month, by, cause: as });
    await expect(approve('wang')).rejects.toMatchObject({ code: 'second_person_needed' });
    expect(sent).toEqual([]);
    expect(await approve('zhao', 'once')).toMatchObject({ sent: 6, state: 'done' });
    expect(await approve('zhao', 'once')).toMatchObject({ sent: 6, state: 'done' });
    expect(await asked.campaign(key)).toMatchObject({ approvedBy: 'zhao' });
    await expect(approve('zhao')).rejects.toMatchObject({ code: 'nothing_to_approve' });
    expect(await push(asked)).toMatchObject({ sent: 0, skipped: 6 });
    expect(sent).toHaveLength(6);
  });

  it('is not asked for a smaller one, nor for the standing order', async () => {
    await subscribe(5);
    expect(await push(careful())).toMatchObject({ sent: 5, state: 'done' });
    await subscribe(12);
    expect(await push(careful())).toMatchObject({ sent: 0, state: 'awaiting approval' });
    const standing = { month, by: 'system', cause: cause(), standing: true };
    expect(await careful().pushBills(standing)).toMatchObject({ sent: 7, state: 'done' });
  });

  it('cannot agree to what nobody asked for', async () => {
    await expect(careful().approveBills({ month, by: 'zhao', cause: cause() })).rejects.toMatchObject({
      code: 'campaign_unknown',
    });
  });
});

describe('the report', () => {
  it('counts by state and reason, and gives the recipients of a state in pages', async () => {
    await subscribe(7);
    answer = ({ openid }, n) => (openid > 'o3' ? refusedAs(43004) : { kind: 'sent', msgId: `m${n}` });
    await push();
    const { campaign, reasons, recipients, next } = await outreach.report({ key, state: 'failed', limit: 2 });
    expect(campaign).toMatchObject({ startedBy: 'wang', finishedAt: clock.now(), counts: { sent: 4, failed: 3 } });
    expect(reasons).toEqual([
      { state: 'sent', way: 'template', count: 4 },
      { state: 'failed', reason: 'refused 43004', count: 3 },
    ]);
    const rest = await outreach.report({ key, state: 'failed', limit: 2, after: next ?? '' });
    expect(rest.next).toBeUndefined();
    expect([...recipients, ...rest.recipients].map(({ openid }) => openid).sort()).toEqual(['o4', 'o5', 'o6']);
    expect(recipients[0]?.at).toEqual(clock.now());
    expect((await outreach.report({ key, limit: 5 })).recipients).toEqual([]);
    await expect(outreach.report({ key: 'bills:2020-01', limit: 5 })).rejects.toMatchObject({
      code: 'campaign_unknown',
    });
  });
});

describe('a clock that is moved', () => {
  it('leaves rows in doubt unknown rather than have them arrive twice', async () => {
    await subscribe(3);
    answer = () => ({ kind: 'unreachable', maybe: true });
    expect(await push()).toMatchObject({ waiting: 3 });
    const tried = sent.length;
    clock.advance(600);
    answer = (_message, n) => ({ kind: 'sent', msgId: `m${n}` });
    expect(await push()).toMatchObject({ sent: 0, unknown: 3, waiting: 0 });
    expect(sent).toHaveLength(tried);
  });
});

describe('what is under way', () => {
  const finish = (ok: boolean, msgId: string, openid = 'o0') =>
    outreach.delivered({ openid, msgId, ok, reason: ok ? 'success' : 'failed:user block' });

  it.each([
    [true, 'sent'],
    [false, 'failed'],
  ])('a finish event (%s) that came before a row was given up still settles it: %s', async (ok, state) => {
    await subscribe(1);
    answer = async () => {
      await finish(ok, 'platform-1');
      return { kind: 'unreachable', maybe: true };
    };
    for (let i = 0; i < 3; i += 1) await push();
    expect(await outreach.campaign(key)).toMatchObject({ state: 'done', counts: { [state]: 1, unknown: 0 } });
  });

  it('a slow wave stays its own: nobody takes it while its run lives', async () => {
    await subscribe(1);
    const [asked, answered] = [gate(), gate()];
    answer = async (_message, n) => {
      asked.open();
      await answered.passed;
      return { kind: 'sent', msgId: `m${n}` };
    };
    const first = push(build({ leaseMs: 300 }));
    await asked.passed;
    // It waits for two leases, in which a row that was not kept would have become free.
    expect(await push(build({ leaseMs: 300 }))).toMatchObject({ sent: 0, waiting: 1 });
    answered.open();
    expect(await first).toMatchObject({ sent: 1 });
    expect(sent).toHaveLength(1);
  });
});
