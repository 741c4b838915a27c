import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  createOutreach,
  type Outreach,
  type OutreachDeps,
  type SendTemplate,
  type TemplateOutcome,
} from '../../../src/domain/outreach/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { digestOf, randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

type Message = Parameters<SendTemplate>[0];

const month = '2026-10';
const key = 'bills:2026-10';
const store = withDatabase();
let clock: HandClock;
let sent: Message[];
let answer: (message: Message, n: number) => TemplateOutcome | Promise<TemplateOutcome>;
let unfollowed: Set<string>;
let billless: Set<string>;

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
    compose: async ({ account }) => (billless.has(account) ? undefined : { account }),
    following: async (openids) => new Set(openids.filter((openid) => !unfollowed.has(openid))),
    log: silentLog,
    pausesMs: [0, 0],
    roundMs: 0,
    leaseMs: 2000,
    ...over,
  });
let outreach: Outreach;
const subscribe = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await outreach.subscribe({ openid: `o${i}`, accounts: [`a${i}`], cause: cause() });
};
const push = (from: Outreach = outreach) => from.pushBills({ month, by: 'wang', cause: cause() });
const rows = () => store.db().collection('campaign_recipients').find().sort({ openid: 1 }).toArray();

beforeEach(async () => {
  clock = handClock('2026-11-21T09:00:00+08:00');
  [sent, unfollowed, billless] = [[], new Set(), new Set()];
  answer = (_message, n) => ({ kind: 'sent', msgId: `m${n}` });
  outreach = build();
  await store.clear();
});

describe('subscriptions', () => {
  it('are made once, and said what is new', async () => {
    const input = { openid: 'o1', accounts: ['a1', 'a2', 'a1'], cause: 's1' };
    expect(await outreach.subscribe(input)).toEqual({ added: ['a1', 'a2'], already: [] });
    expect(await outreach.subscribe(input)).toEqual({ added: ['a1', 'a2'], already: [] });
    expect(await outreach.subscribe({ ...input, cause: 's2' })).toEqual({ added: [], already: ['a1', 'a2'] });
    expect(await outreach.subscriptions('o1')).toEqual([
      { account: 'a1', since: clock.now() },
      { account: 'a2', since: clock.now() },
    ]);
    expect(await outreach.subscriptions('o2')).toEqual([]);
  });

  it('are ended once, and can begin again', async () => {
    await outreach.subscribe({ openid: 'o1', accounts: ['a1'], cause: 's1' });
    const end = { openid: 'o1', accounts: ['a1', 'a2'], cause: 'u1' };
    expect(await outreach.unsubscribe(end)).toEqual({ removed: ['a1'], never: ['a2'] });
    expect(await outreach.unsubscribe(end)).toEqual({ removed: ['a1'], never: ['a2'] });
    expect(await outreach.unsubscribe({ ...end, cause: 'u2' })).toEqual({ removed: [], never: ['a1', 'a2'] });
    expect(await outreach.subscribe({ openid: 'o1', accounts: ['a1'], cause: 's2' })).toMatchObject({ added: ['a1'] });
    expect(await outreach.subscriptions('o1')).toHaveLength(1);
  });

  it('are not touched by a late repeat of an old call', async () => {
    const [first, end] = [
      { openid: 'o1', accounts: ['a1'], cause: 's1' },
      { openid: 'o1', accounts: ['a1'], cause: 'u1' },
    ];
    await outreach.subscribe(first);
    await outreach.unsubscribe(end);
    await outreach.subscribe(first);
    expect(await outreach.subscriptions('o1')).toEqual([]);
    await outreach.subscribe({ ...first, cause: 's2' });
    await outreach.unsubscribe(end);
    expect(await outreach.subscriptions('o1')).toHaveLength(1);
  });

  it('made twice at once are one', async () => {
    const both = await Promise.all(
      ['s1', 's2'].map((each) => outreach.subscribe({ openid: 'o1', accounts: ['a1'], cause: each })),
    );
    expect(both.map(({ added }) => added.length).sort()).toEqual([0, 1]);
  });
});

describe('a bill push', () => {
  it('sends each subscribed property once, and none again', async () => {
    await subscribe(40);
    await outreach.subscribe({ openid: 'o1', accounts: ['a99'], cause: cause() });
    expect(await outreach.audience(month)).toBe(41);
    expect(await push()).toEqual({
      campaign: key,
      sent: 41,
      skipped: 0,
      failed: 0,
      unknown: 0,
      state: 'done',
      waiting: 0,
    });
    expect(new Set(sent.map(({ fields }) => fields.account)).size).toBe(41);
    expect(await push()).toMatchObject({ campaign: key, sent: 0, skipped: 41, failed: 0, unknown: 0 });
    expect(sent).toHaveLength(41);
    expect(await outreach.audience(month)).toBe(0);
    expect(await outreach.campaign(key)).toEqual({
      key,
      month,
      state: 'done',
      startedAt: clock.now(),
      startedBy: 'wang',
      finishedAt: clock.now(),
      perSecond: expect.any(Number),
      counts: { pending: 0, sending: 0, sent: 41, failed: 0, skipped: 0, unknown: 0 },
    });
    expect((await outreach.campaigns(5)).map((each) => each.key)).toEqual([key]);
  });

  it('names each message by what it is about', async () => {
    await subscribe(1);
    await push();
    const clientMsgId = digestOf('bills:2026-10:o0:a0', 32);
    expect(sent).toEqual([{ openid: 'o0', template: 'bill', fields: { account: 'a0' }, clientMsgId }]);
  });

  it('of a repeated cause answers with the first outcome', async () => {
    await subscribe(3);
    const act = { month, by: 'wang', cause: 'same' };
    const first = await outreach.pushBills(act);
    await outreach.subscribe({ openid: 'new', accounts: ['a9'], cause: cause() });
    expect(await outreach.pushBills(act)).toEqual(first);
    expect(sent).toHaveLength(3);
    expect(await push()).toMatchObject({ sent: 1, skipped: 3 });
  });

  it('skips who does not follow or has no bill, and looks again the next time', async () => {
    await subscribe(3);
    unfollowed.add('o0');
    billless.add('a1');
    expect(await outreach.audience(month)).toBe(2);
    expect(await push()).toMatchObject({ sent: 1, skipped: 2 });
    unfollowed.clear();
    billless.clear();
    expect(await push()).toMatchObject({ sent: 2, skipped: 1 });
  });

  it('counts a refusal as failed, for good', async () => {
    await subscribe(3);
    answer = ({ openid }) =>
      openid === 'o1' ? { kind: 'refused', code: 43004, gone: true, quota: false } : { kind: 'sent', msgId: openid };
    expect(await push()).toMatchObject({ sent: 2, failed: 1 });
    expect(await push()).toMatchObject({ sent: 0, failed: 0, skipped: 3 });
    expect((await rows()).map(({ state }) => state)).toEqual(['sent', 'failed', 'sent']);
  });

  it('stops at the quota and goes on later', async () => {
    await subscribe(10);
    answer = (_message, n) =>
      n > 4 ? { kind: 'refused', code: 45009, gone: false, quota: true } : { kind: 'sent', msgId: `m${n}` };
    const first = await push();
    expect(first).toMatchObject({ sent: 4, failed: 0, unknown: 0 });
    expect(await outreach.campaign(key)).toMatchObject({
      state: 'waiting',
      wait: { for: 'quota', until: new Date('2026-11-22T00:00:00+08:00') },
      counts: { pending: 6, sent: 4 },
    });
    answer = (_message, n) => ({ kind: 'sent', msgId: `m${n}` });
    expect(await push()).toMatchObject({ sent: 6, skipped: 4 });
    expect((await outreach.campaign(key))?.state).toBe('done');
  });

  it('tries again under the same client id when no answer comes', async () => {
    await subscribe(1);
    answer = (_message, n) => (n < 3 ? { kind: 'unreachable', maybe: true } : { kind: 'sent', msgId: 'm' });
    expect(await push()).toMatchObject({ sent: 1, unknown: 0 });
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ clientMsgId }) => clientMsgId)).size).toBe(1);
  });

  it('does not burn its recipients on a platform that is down', async () => {
    await subscribe(20);
    outreach = build({ roundMs: 60_000 });
    answer = () => ({ kind: 'unreachable', maybe: true });
    expect(await push()).toMatchObject({ sent: 0, unknown: 3 });
    expect(await outreach.campaign(key)).toMatchObject({
      state: 'waiting',
      wait: { for: 'platform' },
      counts: { pending: 17, sending: 3 },
    });
    answer = (_message, n) => ({ kind: 'sent', msgId: `m${n}` });
    expect(await push()).toMatchObject({ sent: 17, unknown: 3 });
    expect((await outreach.campaign(key))?.state).toBe('running');
    await store
      .db()
      .collection('campaign_recipients')
      .updateMany({}, { $set: { leaseUntil: new Date(0) } });
    expect(await push()).toMatchObject({ sent: 3, skipped: 17, unknown: 0 });
    expect(new Set(sent.map(({ clientMsgId }) => clientMsgId)).size).toBe(20);
  });

  it('gives a recipient up as unknown after its rounds, and never sends to it again', async () => {
    await subscribe(1);
    answer = () => ({ kind: 'unreachable', maybe: true });
    expect(await push()).toMatchObject({ sent: 0, unknown: 1 });
    expect(sent).toHaveLength(9);
    answer = () => ({ kind: 'sent', msgId: 'm' });
    expect(await push()).toMatchObject({ sent: 0, skipped: 1 });
    expect(await outreach.campaign(key)).toMatchObject({ state: 'done', counts: { unknown: 1 } });
    expect(sent).toHaveLength(9);
  });

  it('takes up what a dead run left: in doubt within ten minutes again, later as unknown', async () => {
    await subscribe(3);
    // Two runs died while sending: one just now and one long ago.
    await push(build({ compose: () => Promise.reject(new Error('not now')) }));
    const recipients = store.db().collection('campaign_recipients');
    const over = new Date(Date.now() - 1000);
    const dying = { owner: 'dead', leaseUntil: over };
    await recipients.updateOne(
      { openid: 'o0' },
      { $set: { ...dying, state: 'sending', rounds: 1, firstTriedAt: new Date(Date.now() - 30_000) } },
    );
    await recipients.updateOne(
      { openid: 'o1' },
      { $set: { ...dying, state: 'sending', rounds: 1, firstTriedAt: new Date(Date.now() - 600_000) } },
    );
    expect(await push()).toMatchObject({ sent: 2, unknown: 1 });
    expect(sent.map(({ openid }) => openid).sort()).toEqual(['o0', 'o2']);
    expect((await rows()).map(({ state }) => state)).toEqual(['sent', 'unknown', 'sent']);
  });

  it('waits for the lease of a dead run and then does its work', async () => {
    await subscribe(2);
    await push(build({ compose: () => Promise.reject(new Error('not now')) }));
    await store
      .db()
      .collection('campaign_recipients')
      .updateOne(
        { openid: 'o1' },
        { $set: { state: 'sending', owner: 'dead', leaseUntil: new Date(Date.now() + 400), firstTriedAt: new Date() } },
      );
    expect(await push()).toMatchObject({ sent: 2 });
  });

  it('does not overlook a lease that ends just while it is looked for', async () => {
    await subscribe(2);
    await push(build({ compose: () => Promise.reject(new Error('not now')) }));
    const real = Date.now();
    const left = { state: 'sending', owner: 'dead', leaseUntil: new Date(real + 400), firstTriedAt: new Date(real) };
    await store.db().collection('campaign_recipients').updateOne({ openid: 'o1' }, { $set: left });
    const now = jest.spyOn(Date, 'now').mockReturnValue(real);
    let looks = 0;
    store.db().set('debug', (_collection: string, method: string, filter: { leaseUntil?: { $lte?: Date } }) => {
      if (method === 'find' && filter.leaseUntil?.$lte) looks += 1;
      // The first look is before anything is sent.
      if (looks === 2) now.mockReturnValue(real + 400);
    });
    try {
      expect(await push()).toMatchObject({ sent: 2, unknown: 0 });
      expect(looks).toBeGreaterThan(2);
    } finally {
      store.db().set('debug', false);
      now.mockRestore();
    }
  });

  it('survives a run that dies in the middle', async () => {
    await subscribe(60);
    const dying = build({
      send: async (message) => {
        if (sent.length >= 20) throw new Error('killed');
        sent.push(message);
        return { kind: 'sent', msgId: message.clientMsgId };
      },
      leaseMs: 1,
    });
    await expect(push(dying)).rejects.toThrow('killed');
    const reached = new Set(sent.map(({ clientMsgId }) => clientMsgId));
    expect(await push()).toMatchObject({ unknown: 0, failed: 0 });
    const all = new Map<string, number>();
    for (const { clientMsgId } of sent) all.set(clientMsgId, (all.get(clientMsgId) ?? 0) + 1);
    expect(all.size).toBe(60);
    // Sent twice, under the same client id, are only those whose result was not written down: at most the wave that died.
    expect([...all.values()].filter((n) => n > 1).length).toBeLessThanOrEqual(32);
    expect(reached.size).toBe(20);
    expect(await outreach.campaign(key)).toMatchObject({ state: 'done', counts: { sent: 60 } });
  });

  it('two at once share the work and double nothing', async () => {
    await subscribe(150);
    const slow = {
      send: async (message: Message) => {
        await new Promise(setImmediate);
        sent.push(message);
        return answer(message, sent.length);
      },
    };
    const [a, b] = await Promise.all([push(build(slow)), push(build(slow))]);
    expect(Math.max(a?.sent ?? 0, b?.sent ?? 0)).toBe(150);
    expect(sent).toHaveLength(150);
    expect(new Set(sent.map(({ clientMsgId }) => clientMsgId)).size).toBe(150);
    expect(await outreach.campaign(key)).toMatchObject({ state: 'done', counts: { sent: 150 } });
  });

  it('passes over a row that cannot be composed and comes back to it', async () => {
    await subscribe(5);
    const broken = build({
      compose: async ({ account }) => {
        if (account === 'a2') throw new Error('bill store down');
        return { account };
      },
    });
    expect(await push(broken)).toMatchObject({ sent: 4, failed: 0 });
    expect((await outreach.campaign(key))?.state).toBe('running');
    expect(await push()).toMatchObject({ sent: 1, skipped: 4 });
  });

  it('does not turn in circles over a row in doubt that cannot be composed', async () => {
    await subscribe(1);
    await push(build({ compose: () => Promise.reject(new Error('not now')) }));
    await store
      .db()
      .collection('campaign_recipients')
      .updateMany({}, { $set: { state: 'sending', leaseUntil: new Date(0), firstTriedAt: new Date() } });
    expect(await push(build({ compose: () => Promise.reject(new Error('not now')) }))).toMatchObject({ sent: 0 });
    expect(await push()).toMatchObject({ sent: 1 });
  });

  it('refuses what is no month', async () => {
    await expect(outreach.pushBills({ month: '2026-13', by: 'wang', cause: 'x' })).rejects.toMatchObject({
      code: 'bad_input',
    });
  });

  it('reaches thousands in seconds, each once', async () => {
    const since = clock.now();
    const list = Array.from({ length: 3000 }, (_, i) => `o${String(i).padStart(4, '0')}`);
    await store
      .db()
      .collection<{ _id: string }>('bill_subscriptions')
      .insertMany(
        list.map((openid) => ({ _id: `${openid}:a`, openid, account: 'a', active: true, since, cause: openid })),
      );
    const began = performance.now();
    expect(await push()).toMatchObject({ sent: 3000 });
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(new Set(sent.map(({ clientMsgId }) => clientMsgId)).size).toBe(3000);
  }, 60_000);
});

describe('the store', () => {
  it.each([
    ['CampaignRecipient', { campaign: key, state: 'pending', _id: { $gt: '5', $lte: 'g' } }],
    ['CampaignRecipient', { campaign: key, state: 'sending' }],
    ['CampaignRecipient', { openid: 'o1', state: 'unknown' }],
    ['CampaignRecipient', { msgId: 'm1' }],
    ['BillSubscription', { active: true, _id: { $gt: 'o' } }],
    ['BillSubscription', { openid: 'o1', active: true }],
  ])('%s %j: found on an index', async (model, filter) => {
    const plan: unknown = await store.db().model(model).find(filter).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('IXSCAN');
    expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
  });
});

describe('finish events', () => {
  const finish = (ok: boolean, msgId = 'm1', openid = 'o0') =>
    outreach.delivered({ openid, msgId, ok, reason: ok ? 'success' : 'failed:user block' });
  const states = async () => (await rows()).map(({ state }) => state);

  it('of failure turn a sent row, once', async () => {
    await subscribe(2);
    await push();
    const [{ openid, msgId } = { openid: '', msgId: '' }] = await rows();
    await finish(false, msgId, openid);
    await finish(false, msgId, openid);
    expect(await states()).toEqual(['failed', 'sent']);
    await finish(true, msgId, openid);
    expect(await states()).toEqual(['failed', 'sent']);
  });

  it('of failure count even when they come before the send is written down', async () => {
    await subscribe(1);
    answer = async () => {
      await finish(false);
      return { kind: 'sent', msgId: 'm1' };
    };
    expect(await push()).toMatchObject({ sent: 0, failed: 1 });
    expect(await states()).toEqual(['failed']);
  });

  it('of another openid change nothing', async () => {
    await subscribe(1);
    await push();
    await finish(false, 'm1', 'someone');
    expect(await states()).toEqual(['sent']);
  });

  it.each([
    [true, 'sent'],
    [false, 'failed'],
  ])('settle an unknown row: %s → %s', async (ok, state) => {
    await subscribe(2);
    answer = (message) =>
      message.openid === 'o0' ? { kind: 'unreachable', maybe: true } : { kind: 'sent', msgId: 'other' };
    for (let i = 0; i < 3; i += 1) await push();
    expect(await states()).toEqual(['unknown', 'sent']);
    await finish(ok, 'late');
    await finish(ok, 'late');
    expect(await states()).toEqual([state, 'sent']);
  });

  it('of a message that has its row do not settle another', async () => {
    await outreach.subscribe({ openid: 'o0', accounts: ['a0', 'a1'], cause: cause() });
    answer = ({ fields }) =>
      fields.account === 'a1' ? { kind: 'unreachable', maybe: true } : { kind: 'sent', msgId: 'm1' };
    for (let i = 0; i < 3; i += 1) await push();
    await finish(true, 'm1');
    expect((await states()).sort()).toEqual(['sent', 'unknown']);
  });
});
