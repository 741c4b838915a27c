import { describe, expect, it } from '@jest/globals';
import { prepareModels } from '../../src/database/connect.js';
import { realNow } from '../../src/kernel/clock.js';
import type { ClaimRow, ClaimStore } from '../../src/wechat/claims.js';
import { claimFigures, claimStore } from '../../src/wechat/claims-store.js';
import { noticeStore } from '../../src/wechat/notices-store.js';
import type { NoticeStore } from '../../src/wechat/notify.js';
import { tokenStore } from '../../src/wechat/token-store.js';
import type { TokenStore } from '../../src/wechat/tokens.js';
import type { WindowStore } from '../../src/wechat/windows.js';
import { windowStore } from '../../src/wechat/windows-store.js';
import { withDatabase } from '../support/database.js';
import { memoryClaims, memoryNotices, memoryTokens, memoryWindows } from './memory-stores.js';

const database = withDatabase();
const now = realNow();
const row = (key: string, change: Partial<ClaimRow> = {}): ClaimRow => ({
  key,
  resident: 'o1',
  state: 'working',
  owner: 'me',
  until: now + 15_000,
  tries: 1,
  turn: 'sealed',
  ...change,
});

/** One suite a port, two runners: the fakes of the other tests are held to what the database does. */
interface Stores {
  claims(): ClaimStore;
  windows(): WindowStore;
  notices(): NoticeStore;
  tokens(): TokenStore;
}
const memory: Stores = {
  claims: () => memoryClaims().store,
  windows: memoryWindows,
  notices: () => memoryNotices().store,
  tokens: memoryTokens,
};
const real: Stores = {
  claims: () => claimStore(database.db()),
  windows: () => windowStore(database.db()),
  notices: () => noticeStore(database.db()),
  tokens: () => tokenStore(database.db()),
};

describe.each<[string, Stores]>([
  ['in memory', memory],
  ['in the database', real],
])('stores %s', (name, stores) => {
  const key = (text: string): string => `${name} ${text}`;

  it('a claim is inserted once, whoever comes', async () => {
    const store = stores.claims();
    if (name !== 'in memory') await prepareModels(database.db());
    const inserted = await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.insert(row(key('a'), { owner: `p${i}` }))),
    );
    expect(inserted.filter(Boolean)).toHaveLength(1);
    expect(await store.find(key('a'))).toEqual(row(key('a'), { owner: `p${inserted.indexOf(true)}` }));
    expect(await store.find(key('none'))).toBeUndefined();
  });

  it('a claim moves from what it is, by who holds it', async () => {
    const store = stores.claims();
    await store.insert(row(key('b')));
    expect(await store.move(key('b'), { state: 'passive', owner: 'me' }, { state: 'done' })).toBe(false);
    expect(await store.move(key('b'), { state: 'working', owner: 'other' }, { state: 'done' })).toBe(false);
    expect(await store.move(key('b'), { state: 'working', owner: 'me', expiredBy: now }, { owner: 'other' })).toBe(
      false,
    );
    expect(
      await store.move(
        key('b'),
        { state: 'working', owner: 'me' },
        { state: 'passive', until: now + 5, answer: 'sealed too' },
      ),
    ).toBe(true);
    expect(await store.find(key('b'))).toEqual(
      row(key('b'), { state: 'passive', until: now + 5, answer: 'sealed too' }),
    );
    const takers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        store.move(
          key('b'),
          { state: 'passive', owner: 'me', expiredBy: now + 5 },
          { state: 'sending', owner: `p${i}`, until: now + 60_000 },
        ),
      ),
    );
    expect(takers.filter(Boolean)).toHaveLength(1);
    await store.move(key('b'), { state: 'sending', owner: `p${takers.indexOf(true)}` }, { owner: '', state: 'noting' });
    expect(await store.move(key('b'), { state: 'noting', owner: '' }, { state: 'done', way: 'unknown' })).toBe(true);
    expect(await store.find(key('b'))).toMatchObject({ turn: '' });
  });

  it('finds what is due, oldest first, and nothing that is done', async () => {
    const store = stores.claims();
    const past = now - 1_000_000;
    await store.insert(row(key('c2'), { until: past + 2 }));
    await store.insert(row(key('c1'), { until: past + 1, state: 'noting', owner: '' }));
    await store.insert(row(key('c3'), { until: past + 3, state: 'sending' }));
    await store.insert(row(key('c0'), { until: past, state: 'done', way: 'kf' }));
    await store.insert(row(key('c4'), { until: past + 4, state: 'passive' }));
    expect((await store.due(past + 3, 10)).map((one) => one.key)).toEqual([key('c1'), key('c2'), key('c3')]);
    expect(await store.due(past + 3, 2)).toHaveLength(2);
    await store.settlePassive([key('c4'), key('c2')]);
    expect(await store.find(key('c4'))).toMatchObject({ state: 'done', way: 'passive', turn: '' });
    expect(await store.find(key('c2'))).toMatchObject({ state: 'working' });
  });

  it('prolongs and orphans by owner', async () => {
    const store = stores.claims();
    await store.insert(row(key('d1'), { owner: 'x' }));
    await store.insert(row(key('d2'), { owner: 'y' }));
    await store.insert(row(key('d3'), { owner: 'y', state: 'passive' }));
    await store.renew([key('d1'), key('d2')], 'x', now + 99_000);
    expect((await store.find(key('d1')))?.until).toBe(now + 99_000);
    expect((await store.find(key('d2')))?.until).toBe(now + 15_000);
    await store.orphan('x', now);
    expect((await store.find(key('d1')))?.until).toBe(now + 99_000);
    expect((await store.find(key('d2')))?.until).toBe(now);
    expect((await store.find(key('d3')))?.until).toBe(now + 15_000);
  });

  it('a window is taken no more often than it allows', async () => {
    const store = stores.windows();
    const openid = key('o1');
    const until = new Date(now + 1000);
    await Promise.all(Array.from({ length: 5 }, () => store.grant(openid, 'long', { left: 5, until })));
    expect(await store.grant(openid, 'short', { left: 3, until })).toEqual({
      openid,
      long: { left: 5, until },
      short: { left: 3, until },
      queued: [],
    });
    expect((await store.grant(`${openid}-2`, 'short', { left: 3, until })).short).toBeDefined();
    expect((await store.grant(`${openid}-2`, 'long', { left: 5, until })).short).toBeUndefined();
    const taken = await Promise.all(Array.from({ length: 12 }, () => store.take(openid, 'long', new Date(now))));
    expect(taken.filter(Boolean)).toHaveLength(5);
    expect(await store.take(openid, 'short', until)).toBeUndefined();
    await store.empty(openid);
    expect(await store.take(openid, 'short', new Date(now))).toBeUndefined();
    await store.remove(openid);
    expect(await store.find(openid)).toBeUndefined();
  });

  it('what waits is kept once, in order, the oldest making room', async () => {
    const store = stores.windows();
    const openid = key('o2');
    for (const id of ['a', 'b', 'a', 'c', 'd']) await store.enqueue(openid, id, 3);
    expect((await store.find(openid))?.queued).toEqual(['a', 'c', 'd']);
    await store.dequeue(openid, 'c');
    expect((await store.grant(openid, 'short', { left: 3, until: new Date(now) })).queued).toEqual(['a', 'd']);
  });

  it('a note is kept once a cause', async () => {
    const store = stores.notices();
    const note = { id: key('n1'), openid: key('o3'), state: 'sending', box: 'sealed', since: now } as const;
    expect(await Promise.all([store.insert(note), store.insert(note)])).toContain(false);
    expect(await store.move(note.id, 'queued', { state: 'settled' })).toBe(false);
    expect(await store.move(note.id, 'sending', { state: 'settled', way: 'kf', left: 4 })).toBe(true);
    expect(await store.find(note.id)).toEqual({ ...note, state: 'settled', way: 'kf', left: 4 });
    await store.forget(note.openid);
    expect(await store.find(note.id)).toBeUndefined();
  });

  it('a token is leased to one, and dropped only by its mark', async () => {
    const store = stores.tokens();
    const app = key('wx');
    expect(await store.read(app)).toBeUndefined();
    const leases = await Promise.all(['a', 'b', 'c'].map((owner) => store.lease(app, owner, now, now + 8_000)));
    expect(leases.filter(Boolean)).toHaveLength(1);
    expect(await store.lease(app, 'd', now + 8_000, now + 9_000)).toBe(true);
    const token = { box: 'sealed', mark: 'm1', expiresAt: new Date(now + 7_200_000) };
    await store.write(app, token);
    expect(await store.read(app)).toEqual(token);
    expect(await store.lease(app, 'e', now, now + 1)).toBe(true);
    await store.drop(app, 'another');
    expect(await store.read(app)).toEqual(token);
    await store.drop(app, 'm1');
    expect(await store.read(app)).toBeUndefined();
  });
});

describe('figures of claims', () => {
  it('count what is not finished by state, and what came in the last hours', async () => {
    const claims = claimStore(database.db());
    const figures = claimFigures(database.db());
    const [before, since] = [await figures.unfinished(), await figures.since(3_600_000, 100)];
    await claims.insert(row('f1'));
    await claims.insert(row('f2', { state: 'sending' }));
    await claims.insert(row('f3', { state: 'done' }));
    expect(await figures.unfinished()).toEqual({
      ...before,
      working: (before.working ?? 0) + 1,
      sending: (before.sending ?? 0) + 1,
    });
    expect(Object.keys(before)).toEqual(['working', 'passive', 'sending', 'noting']);
    expect(await figures.since(3_600_000, 100)).toBe(since + 3);
    expect(await figures.since(3_600_000, 2)).toBe(2);
    expect(await figures.since(0, 100)).toBe(0);
  });
});
