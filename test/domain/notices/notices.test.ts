import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NewNotice, Notice, Notices } from '../../../src/domain/notices/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { withDatabase } from '../../support/database.js';
import { createTestNotices } from './create.js';

const at = (text: string): Date => new Date(`${text}+08:00`);
const garden = { name: '芳草园', latitude: 30, longitude: 120, radiusM: 500 };
const city = { name: '翡翠城', latitude: 30.1, longitude: 120, radiusM: 500 };
const outage: NewNotice = {
  kind: 'emergency',
  title: '芳草园抢修',
  body: '主管漏水，正在抢修。',
  areas: [garden],
  from: at('2026-11-21T08:00:00'),
  to: at('2026-11-21T20:00:00'),
};

const store = withDatabase();
let clock: HandClock;
let notices: Notices;
const act = (id = '') => ({ id, by: 'wang', cause: randomIds.id() });
const published = async (input: Partial<NewNotice> = {}): Promise<Notice> => {
  const { id } = await notices.create({ ...outage, ...input, ...act() });
  return notices.publish(act(id));
};

beforeEach(async () => {
  clock = handClock('2026-11-21T09:00:00+08:00');
  notices = createTestNotices(store.db(), clock);
  await store.clear();
});

describe('a notice', () => {
  it('is made once a cause', async () => {
    const input = { ...outage, by: 'wang', cause: 'same' };
    const [first, second] = await Promise.all([notices.create(input), notices.create(input)]);
    expect(second.id).toBe(first.id);
    expect((await notices.list({ limit: 10 })).items).toHaveLength(1);
    expect(await notices.get(first.id)).toEqual(first);
  });

  it('goes from draft to published to withdrawn, each once', async () => {
    const draft = await notices.create({ ...outage, ...act() });
    expect(draft).toMatchObject({ state: 'draft', version: 1, createdBy: 'wang', views: 0 });
    const first = await notices.publish(act(draft.id));
    clock.advance(60);
    const again = await notices.publish(act(draft.id));
    expect(again).toEqual(first);
    expect(first).toMatchObject({ state: 'published', version: 2, publishedAt: at('2026-11-21T09:00:00') });
    const withdrawn = await notices.withdraw(act(draft.id));
    expect(withdrawn.state).toBe('withdrawn');
    await expect(notices.publish(act(draft.id))).rejects.toMatchObject({ code: 'notice_withdrawn' });
    await expect(notices.edit({ ...act(draft.id), change: { title: 'x' } })).rejects.toMatchObject({
      code: 'notice_withdrawn',
    });
    await expect(notices.report({ ...act(draft.id), text: 'x' })).rejects.toMatchObject({ code: 'notice_withdrawn' });
  });

  it('is edited against the version that was seen', async () => {
    const notice = await published();
    const edited = await notices.edit({ ...act(notice.id), version: 2, change: { to: at('2026-11-21T22:00:00') } });
    expect(edited).toMatchObject({ version: 3, to: at('2026-11-21T22:00:00'), title: outage.title });
    await expect(notices.edit({ ...act(notice.id), version: 2, change: { title: '旧' } })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('loses no edit of two at once', async () => {
    const notice = await published();
    await Promise.all(Array.from({ length: 5 }, (_, i) => notices.report({ ...act(notice.id), text: `第${i}次` })));
    const after = await notices.get(notice.id);
    expect(after.version).toBe(7);
    expect(after.timeline.map(({ text }) => text).sort()).toEqual(['第0次', '第1次', '第2次', '第3次', '第4次']);
  });

  it('is changed once a cause', async () => {
    const notice = await published();
    const report = { ...act(notice.id), text: '已关阀' };
    await notices.report(report);
    const after = await notices.report(report);
    expect(after.timeline).toEqual([{ at: clock.now(), text: '已关阀' }]);
  });

  it('is removed only as a draft, once', async () => {
    const draft = await notices.create({ ...outage, ...act() });
    const removal = act(draft.id);
    await notices.remove(removal);
    await notices.remove(removal);
    await expect(notices.get(draft.id)).rejects.toMatchObject({ code: 'notice_unknown' });
    await expect(notices.remove(act(draft.id))).rejects.toMatchObject({ code: 'notice_unknown' });
    expect((await notices.list({ limit: 10 })).items).toEqual([]);
    await expect(notices.remove(act((await published()).id))).rejects.toMatchObject({ code: 'notice_not_draft' });
  });

  it.each([
    ['no title', { title: ' ' }],
    ['a title too long', { title: '长'.repeat(101) }],
    ['no body', { body: '' }],
    ['an end before the beginning', { to: at('2026-11-21T07:00:00') }],
    ['half a coordinate', { areas: [{ name: '芳草园', latitude: 30 }] }],
    ['a latitude that is none', { areas: [{ name: '芳草园', latitude: 91, longitude: 120 }] }],
    ['a radius without a centre', { areas: [{ name: '芳草园', radiusM: 100 }] }],
    ['an area without a name', { areas: [{ name: '' }] }],
    ['no time at all', { from: new Date(Number.NaN) }],
  ])('is refused with %s', async (_name, wrong) => {
    await expect(notices.create({ ...outage, ...wrong, ...act() })).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('of an outage is not published without area or beginning, nor edited to lack one', async () => {
    const { from: _from, to: _to, ...timeless } = outage;
    const noTime = await notices.create({ ...timeless, ...act() });
    await expect(notices.publish(act(noTime.id))).rejects.toMatchObject({ code: 'bad_input' });
    const noArea = await notices.create({ ...outage, areas: [], ...act() });
    await expect(notices.publish(act(noArea.id))).rejects.toMatchObject({ code: 'bad_input' });
    const whole = await published();
    await expect(notices.edit({ ...act(whole.id), change: { areas: [] } })).rejects.toMatchObject({
      code: 'bad_input',
    });
    const news = await notices.create({ ...timeless, kind: 'news', areas: [], ...act() });
    expect((await notices.publish(act(news.id))).state).toBe('published');
  });
});

describe('a schedule', () => {
  const inTwoHours = at('2026-11-21T11:00:00');

  it('publishes at its time, once, and may be moved before', async () => {
    const { id } = await notices.create({ ...outage, ...act() });
    expect(await notices.publish({ ...act(id), at: inTwoHours })).toMatchObject({
      state: 'scheduled',
      publishAt: inTwoHours,
    });
    await notices.publish({ ...act(id), at: at('2026-11-21T12:00:00') });
    clock.advance(2 * 3600);
    expect(await notices.publishDue(10)).toBe(0);
    expect((await notices.outages({ place: { kind: 'anywhere' } })).kind).toBe('none');
    clock.advance(3600);
    expect(await notices.publishDue(10)).toBe(1);
    expect(await notices.publishDue(10)).toBe(0);
    const published = await notices.get(id);
    expect(published).toMatchObject({ state: 'published', publishedAt: clock.now() });
    expect(published).not.toHaveProperty('publishAt');
    expect((await notices.outages({ place: { kind: 'anywhere' } })).kind).toBe('affected');
  });

  it('is published at once when asked again without a time, and withdrawn like any other', async () => {
    const first = await notices.create({ ...outage, ...act() });
    await notices.publish({ ...act(first.id), at: inTwoHours });
    expect(await notices.publish(act(first.id))).toMatchObject({ state: 'published' });
    await expect(notices.publish({ ...act(first.id), at: inTwoHours })).rejects.toMatchObject({ code: 'bad_input' });
    const second = await notices.create({ ...outage, ...act() });
    await notices.publish({ ...act(second.id), at: inTwoHours });
    await notices.withdraw(act(second.id));
    clock.advance(3 * 3600);
    expect(await notices.publishDue(10)).toBe(0);
    expect((await notices.get(second.id)).state).toBe('withdrawn');
  });

  it('a time gone by publishes now; what must not be published is not scheduled', async () => {
    const { id } = await notices.create({ ...outage, ...act() });
    expect(await notices.publish({ ...act(id), at: at('2026-11-21T08:00:00') })).toMatchObject({ state: 'published' });
    const bare = await notices.create({ ...outage, areas: [], ...act() });
    await expect(notices.publish({ ...act(bare.id), at: inTwoHours })).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('the history', () => {
  it('says who did what, and what changed', async () => {
    const { id } = await notices.create({ ...outage, ...act() });
    await notices.publish({ ...act(id), at: at('2026-11-21T11:00:00') });
    clock.advance(2 * 3600);
    await notices.publishDue(10);
    await notices.edit({ id, change: { to: null, title: '芳草园抢修停水' }, by: 'li', cause: 'e1' });
    await notices.edit({ id, change: { title: '芳草园抢修停水' }, by: 'li', cause: 'e2' });
    await notices.report({ ...act(id), text: '已关阀' });
    const versions = await notices.versions(id);
    expect(versions.map(({ version, by, what }) => [version, by, what])).toEqual([
      [1, 'wang', 'create'],
      [2, 'wang', 'schedule'],
      [3, 'system', 'publish'],
      [4, 'li', 'edit'],
      [5, 'wang', 'report'],
    ]);
    expect(versions[1]?.changes).toEqual([{ field: 'publishAt', after: '2026-11-21T03:00:00.000Z' }]);
    expect(versions[3]?.changes).toEqual([
      { field: 'title', before: outage.title, after: '芳草园抢修停水' },
      { field: 'to', before: '2026-11-21T12:00:00.000Z' },
    ]);
    expect(await notices.get(id)).not.toHaveProperty('to');
    await expect(notices.versions('none')).rejects.toMatchObject({ code: 'notice_unknown' });
  });
});

describe('the list', () => {
  it('tells what holds from what is over', async () => {
    await published({ title: '在' });
    await published({ title: '完', to: at('2026-11-21T08:30:00') });
    await published({ title: '下线', kind: 'news', areas: [], expiresAt: at('2026-11-21T08:59:00') });
    const titlesOf = async (state: 'published' | 'over') =>
      (await notices.list({ state, limit: 10 })).items.map(({ title }) => title).sort();
    expect(await titlesOf('published')).toEqual(['在']);
    expect(await titlesOf('over')).toEqual(['完', '下线'].sort());
  });

  it('pages newest first, filtered', async () => {
    for (let i = 0; i < 5; i += 1) {
      await notices.create({ ...outage, title: `第${i}条`, kind: i % 2 ? 'news' : 'planned', ...act() });
      clock.advance(60);
    }
    const first = await notices.list({ limit: 2 });
    const second = await notices.list({ limit: 2, after: first.next ?? '' });
    const third = await notices.list({ limit: 2, after: second.next ?? '' });
    const titles = [first, second, third].flatMap(({ items }) => items.map(({ title }) => title));
    expect(titles).toEqual(['第4条', '第3条', '第2条', '第1条', '第0条']);
    expect(third.next).toBeNull();
    expect((await notices.list({ kind: 'news', state: 'draft', limit: 10 })).items).toHaveLength(2);
    expect((await notices.list({ state: 'published', limit: 10 })).items).toEqual([]);
    await expect(notices.list({ limit: 2, after: 'nonsense' })).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('does not lose notices of the same instant between pages', async () => {
    for (let i = 0; i < 4; i += 1) await notices.create({ ...outage, title: `第${i}条`, ...act() });
    const first = await notices.list({ limit: 3 });
    const second = await notices.list({ limit: 3, after: first.next ?? '' });
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(4);
  });

  it('imports by id and leaves what is there alone', async () => {
    const notice = await published();
    const other = { ...notice, id: 'demo-1', title: '别的' };
    expect(await notices.importNotices([{ ...notice, title: '改了' }, other])).toEqual({ imported: 1 });
    expect((await notices.get(notice.id)).title).toBe(outage.title);
    expect(await notices.get('demo-1')).toEqual(other);
    expect(await notices.importNotices([other])).toEqual({ imported: 0 });
  });

  it('names the areas of published notices, at once after a publishing', async () => {
    const draft = await notices.create({ ...outage, ...act() });
    expect(await notices.areaNames()).toEqual([]);
    await notices.publish(act(draft.id));
    await published({ areas: [garden, city] });
    expect([...(await notices.areaNames())].sort()).toEqual(['翡翠城', '芳草园'].sort());
  });
});

describe('outages', () => {
  const here = { kind: 'area', name: '芳草园小区' } as const;
  const titles = async (input: Parameters<Notices['outages']>[0]): Promise<unknown> => {
    const found = await notices.outages(input);
    return found.kind === 'affected' ? found.hits.map(({ notice, phase }) => [notice.title, phase]) : found.kind;
  };

  it('are those that are on, then those that come, soonest first', async () => {
    await published({ title: '后天', kind: 'planned', from: at('2026-11-23T09:00:00'), to: at('2026-11-23T17:00:00') });
    await published({ title: '明天', kind: 'planned', from: at('2026-11-22T09:00:00'), to: at('2026-11-22T17:00:00') });
    await published({ title: '现在' });
    await published({ title: '已完', from: at('2026-11-21T00:00:00'), to: at('2026-11-21T06:00:00') });
    await notices.create({ ...outage, title: '草稿', ...act() });
    await published({ title: '水质', kind: 'quality' });
    await notices.withdraw(act((await published({ title: '撤回' })).id));
    expect(await titles({ place: here })).toEqual([
      ['现在', 'now'],
      ['明天', 'coming'],
      ['后天', 'coming'],
    ]);
  });

  it('of a day are all that touch it, those that are over last', async () => {
    await published({ title: '早上', from: at('2026-11-21T00:00:00'), to: at('2026-11-21T06:00:00') });
    await published({ title: '现在' });
    await published({ title: '昨天', from: at('2026-11-20T00:00:00'), to: at('2026-11-21T00:00:00') });
    await published({ title: '明天', from: at('2026-11-22T00:00:00'), to: at('2026-11-22T06:00:00') });
    const today = { from: at('2026-11-21T00:00:00'), to: at('2026-11-22T00:00:00') };
    expect(await titles({ place: here, when: today })).toEqual([
      ['现在', 'now'],
      ['早上', 'over'],
    ]);
  });

  it('without an end are still on', async () => {
    const { to: _to, ...open } = outage;
    const { id } = await notices.create({ ...open, ...act() });
    await notices.publish(act(id));
    clock.advance(30 * 86_400);
    expect(await titles({ place: here })).toEqual([[outage.title, 'now']]);
  });

  it('end when they are given an end', async () => {
    const notice = await published();
    await notices.edit({ ...act(notice.id), change: { to: at('2026-11-21T09:00:00') } });
    expect(await titles({ place: here })).toBe('none');
  });

  it('that have just ended here are named, for twelve hours', async () => {
    await published({ to: at('2026-11-21T08:30:00') });
    await published({ title: '别处', areas: [city] });
    const soon = await notices.outages({ place: here });
    expect(soon).toMatchObject({ kind: 'none', nearest: { phase: 'over', area: { name: '芳草园' } } });
    clock.set(at('2026-11-21T20:31:00'));
    expect(await notices.outages({ place: here })).toEqual({ kind: 'none' });
  });

  it('elsewhere: the nearest is named for a place that can be measured', async () => {
    await published({ areas: [city] });
    await published({ title: '更远', areas: [{ name: '远郊', latitude: 31, longitude: 120, radiusM: 500 }] });
    const point = { kind: 'point', label: '', latitude: 30.09, longitude: 120 } as const;
    const found = await notices.outages({ place: point });
    expect(found).toMatchObject({ kind: 'none', nearest: { area: { name: '翡翠城' }, phase: 'now', metres: 1112 } });
    expect(await notices.outages({ place: { kind: 'area', name: '不知道的地方' } })).toEqual({ kind: 'none' });
  });

  it('touch a home by address or distance, a point by distance, and anybody anywhere', async () => {
    await published();
    const home = { kind: 'home', label: '自住', address: '城东区芳草园3栋501', latitude: 31, longitude: 121 } as const;
    const point = { kind: 'point', label: '', latitude: 30.001, longitude: 120 } as const;
    for (const place of [home, point, { kind: 'anywhere' } as const])
      expect((await notices.outages({ place })).kind).toBe('affected');
  });

  it('count a view for each answer that names them, and keep their version', async () => {
    const notice = await published();
    await notices.outages({ place: here });
    await notices.outages({ place: { kind: 'point', label: '', latitude: 30.1, longitude: 120 } });
    await notices.outages({ place: { kind: 'area', name: '翡翠城' } });
    expect(await notices.get(notice.id)).toMatchObject({ views: 2, version: 2 });
  });

  it('are found on an index, whatever has passed', async () => {
    await published();
    const plan: unknown = await store
      .db()
      .model('Notice')
      .find({ state: 'published', kind: 'emergency', endsAt: { $gt: new Date() } })
      .sort({ endsAt: 1 })
      .explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('IXSCAN');
  });
});
