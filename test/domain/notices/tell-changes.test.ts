import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NewNotice, Notice, Notices, OutageChange, Place } from '../../../src/domain/notices/index.js';
import { quietUntil } from '../../../src/domain/notices/tell-changes.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { withDatabase } from '../../support/database.js';
import { createTestNotices } from './create.js';

const at = (text: string): Date => new Date(`${text}+08:00`);
const garden = { name: '芳草园', latitude: 30, longitude: 120, radiusM: 500 };
const outage: NewNotice = {
  kind: 'emergency',
  title: '芳草园抢修',
  body: '主管漏水，正在抢修。',
  areas: [garden],
  from: at('2026-11-21T08:00:00'),
  to: at('2026-11-21T20:00:00'),
};
const here: Place = { kind: 'area', name: '芳草园' };

const store = withDatabase();
let clock: HandClock;
let notices: Notices;
let told: { openid: string; cause: string; change: OutageChange }[];
let left: Set<string>;
let tellFails: boolean;

const act = (id = '') => ({ id, by: 'wang', cause: randomIds.id() });
const published = async (input: Partial<NewNotice> = {}): Promise<Notice> => {
  const { id } = await notices.create({ ...outage, ...input, ...act() });
  return notices.publish(act(id));
};
const asks = async (openid: string, place: Place = here): Promise<void> => {
  const found = await notices.outages({ place });
  const hits = found.kind === 'affected' ? found.hits : found.nearest ? [found.nearest] : [];
  const answers = hits.map((hit) => ({ place, hit, touched: found.kind === 'affected' }));
  await notices.remember({ openid, answers, cause: randomIds.id() });
};
const edit = (id: string, change: Parameters<Notices['edit']>[0]['change']) => notices.edit({ ...act(id), change });
/** Long enough that edits are settled. */
const sweep = async (): Promise<number> => {
  clock.advance(60);
  return notices.tellChanges(100);
};
const heard = () => told.map(({ openid, change }) => [openid, change.what, ...change.changed]);

beforeEach(async () => {
  clock = handClock('2026-11-21T09:00:00+08:00');
  [told, left, tellFails] = [[], new Set(), false];
  notices = createTestNotices(store.db(), clock, {
    tell: async (message) => {
      if (tellFails) throw new Error('store down');
      told.push(message);
    },
    following: async (openids) => new Set(openids.filter((openid) => !left.has(openid))),
  });
  await store.clear();
});

describe('those who were answered from a notice', () => {
  it('are told of another end, once, from the one they knew', async () => {
    const { id } = await published();
    await asks('o1');
    await asks('o2');
    await edit(id, { to: at('2026-11-21T22:00:00') });
    expect(await notices.readership(id)).toEqual({ answered: 2, waiting: 2, told: 0 });
    await sweep();
    await sweep();
    expect(heard()).toEqual([
      ['o1', 'corrected', 'to'],
      ['o2', 'corrected', 'to'],
    ]);
    expect(told[0]?.change).toMatchObject({
      before: { to: at('2026-11-21T20:00:00') },
      notice: { to: at('2026-11-21T22:00:00') },
      places: [{ name: '芳草园', was: true, is: true }],
    });
    expect(await notices.readership(id)).toEqual({ answered: 2, waiting: 0, told: 2 });
  });

  it('of several edits in a row are told the last alone', async () => {
    const { id } = await published();
    await asks('o1');
    for (const hour of ['21', '22', '23']) {
      await edit(id, { to: at(`2026-11-21T${hour}:00:00`) });
      clock.advance(20);
      expect(await notices.tellChanges(100)).toBe(0);
    }
    await sweep();
    expect(told).toHaveLength(1);
    expect(told[0]?.change.notice.to).toEqual(at('2026-11-21T23:00:00'));
  });

  it('are told nothing when an edit was taken back, was of the title or of marks alone, or a report', async () => {
    const { id } = await published();
    await asks('o1');
    await edit(id, { to: at('2026-11-21T22:00:00') });
    await edit(id, { to: at('2026-11-21T20:00:00') });
    await edit(id, { title: '芳草园抢修停水' });
    await edit(id, { body: '主管漏水，正在抢修！' });
    await notices.report({ ...act(id), text: '已关阀' });
    await sweep();
    expect(told).toEqual([]);
    expect(await notices.readership(id)).toMatchObject({ waiting: 0 });
  });

  it('are not told what they have heard by asking again, nor when they left', async () => {
    const { id } = await published();
    for (const openid of ['o1', 'o2', 'o3']) await asks(openid);
    await edit(id, { to: at('2026-11-21T22:00:00') });
    await asks('o1');
    left.add('o2');
    await sweep();
    expect(heard()).toEqual([['o3', 'corrected', 'to']]);
    expect(await notices.readership(id)).toMatchObject({ waiting: 0, told: 1 });
  });

  it('are told of the next version too, each under a cause of its own', async () => {
    const { id } = await published();
    await asks('o1');
    await edit(id, { to: at('2026-11-21T22:00:00') });
    await sweep();
    await edit(id, { from: at('2026-11-21T08:30:00') });
    await sweep();
    await notices.withdraw(act(id));
    await sweep();
    expect(heard()).toEqual([
      ['o1', 'corrected', 'to'],
      ['o1', 'corrected', 'from'],
      ['o1', 'withdrawn'],
    ]);
    expect(new Set(told.map(({ cause }) => cause)).size).toBe(3);
  });

  it('with an open end are told when it is known, and when it is over', async () => {
    const { to: _to, ...open } = outage;
    const { id } = await notices.create({ ...open, ...act() });
    await notices.publish(act(id));
    await asks('o1');
    await edit(id, { to: at('2026-11-21T18:00:00') });
    await sweep();
    expect(told[0]?.change).toMatchObject({ what: 'corrected', before: { from: outage.from }, changed: ['to'] });
    await edit(id, { to: at('2026-11-21T09:01:00') });
    await sweep();
    expect(told[1]?.change.what).toBe('restored');
    await notices.withdraw(act(id));
    await sweep();
    expect(told).toHaveLength(2);
  });

  it('are told when the areas leave them out, or take them in who had only heard of it', async () => {
    const { id } = await published();
    await asks('o1');
    await asks('o2', { kind: 'point', label: '家', latitude: 30.02, longitude: 120 });
    await asks('o3', { kind: 'anywhere' });
    await edit(id, { areas: [{ name: '金桂苑', latitude: 30.02, longitude: 120, radiusM: 500 }] });
    await sweep();
    expect(told.map(({ openid, change }) => [openid, change.changed, change.places])).toEqual([
      ['o1', ['areas'], [{ name: '芳草园', was: true, is: false }]],
      ['o2', ['areas'], [{ name: '家', was: false, is: true }]],
      ['o3', ['areas'], [{ name: '', was: true, is: true }]],
    ]);
  });

  it('who were only told of it as the nearest hear nothing of its times', async () => {
    const { id } = await published();
    await asks('o1', { kind: 'point', label: '家', latitude: 30.02, longitude: 120 });
    await edit(id, { to: at('2026-11-21T22:00:00') });
    await notices.withdraw(act(id));
    await sweep();
    expect(told).toEqual([]);
  });

  it('are told in bounded pieces, and a sweep that failed goes on', async () => {
    const { id } = await published();
    for (let i = 0; i < 7; i += 1) await asks(`o${i}`);
    await edit(id, { to: at('2026-11-21T22:00:00') });
    clock.advance(60);
    tellFails = true;
    await expect(notices.tellChanges(3)).rejects.toThrow('store down');
    tellFails = false;
    const looked = [await notices.tellChanges(3), await notices.tellChanges(3), await notices.tellChanges(3)];
    expect([looked, new Set(told.map(({ openid }) => openid)).size, told.length]).toEqual([[3, 3, 1], 7, 7]);
  });

  it('are forgotten a week after the outage, and when they ask for it', async () => {
    const { id } = await published();
    await asks('o1');
    await asks('o2');
    await notices.forgetResident('o2');
    expect(await notices.readership(id)).toMatchObject({ answered: 1 });
    clock.set(at('2026-11-28T19:00:00'));
    expect(await notices.forgetAnswers(10)).toBe(0);
    clock.set(at('2026-11-28T20:00:01'));
    expect(await notices.forgetAnswers(10)).toBe(1);
    expect(await notices.readership(id)).toMatchObject({ answered: 0 });
  });

  it('keep their places sealed', async () => {
    await published();
    await asks('o1', { kind: 'home', label: '自住', address: '城东区芳草园3栋501', latitude: 30, longitude: 120 });
    const rows = await store.db().collection('notice_answers').find().toArray();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/芳草园|自住|501/);
  });

  it.each([
    ['NoticeAnswer', { notice: 'n', version: { $lt: 3 } }],
    ['NoticeAnswer', { openid: 'o1' }],
    ['NoticeAnswer', { eraseAt: { $lte: new Date(0) } }],
    ['Notice', { 'tell.at': { $lte: new Date(0) } }],
    ['Notice', { state: 'scheduled', publishAt: { $lte: new Date(0) } }],
  ])('%s %j is found on an index', async (model, filter) => {
    const plan: unknown = await store.db().model(model).find(filter).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('IXSCAN');
  });
});

describe('the night', () => {
  it.each([
    ['21:59', undefined, undefined],
    ['22:00', '2026-11-22T09:00:00', '2026-11-22T07:00:00'],
    ['22:00', '2026-11-22T04:00:00', undefined],
    ['06:59', undefined, '2026-11-21T07:00:00'],
    ['07:00', undefined, undefined],
  ])('at %s, biting at %s: waits until %s', (time, soonest, until) => {
    expect(quietUntil(soonest ? at(soonest) : undefined, at(`2026-11-21T${time}:00`))).toEqual(
      until ? at(until) : undefined,
    );
  });

  it('puts off what can wait, and tells it in the morning', async () => {
    clock.set(at('2026-11-21T22:30:00'));
    const { id } = await published({ from: at('2026-11-22T09:00:00'), to: at('2026-11-22T17:00:00') });
    await asks('o1');
    await edit(id, { to: at('2026-11-22T18:00:00') });
    await sweep();
    expect(told).toEqual([]);
    expect(await notices.readership(id)).toMatchObject({ waiting: 1 });
    clock.set(at('2026-11-22T07:00:00'));
    await notices.tellChanges(10);
    expect(told).toHaveLength(1);
  });
});
