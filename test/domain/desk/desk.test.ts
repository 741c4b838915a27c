import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDesk, type Desk, type DeskDeps, type TellResident } from '../../../src/domain/desk/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { createSeal } from '../../../src/kernel/crypto.js';
import { Refused } from '../../../src/kernel/errors.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { readWeekly } from '../../../src/kernel/opening.js';
import { withDatabase } from '../../support/database.js';

const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) });
const store = withDatabase();
let clock: HandClock;
let told: Parameters<TellResident>[0][];
let filed: Map<string, string>;
let onDuty: Set<string>;
let media: Map<string, Buffer | Refused>;
const cause = () => randomIds.id();
const MINUTE = 60;

const build = (over: Partial<DeskDeps> = {}): Desk =>
  createDesk({
    db: store.db(),
    clock,
    ids: randomIds,
    seal,
    hours: readWeekly('Mo-Su 08:30-17:30; PH off'),
    isHoliday: (day) => day === '2026-11-22',
    tell: async (message) => {
      told.push(message);
      return { way: 'kf', left: 4 };
    },
    fileTicket: async ({ cause: by }) => {
      filed.set(by, filed.get(by) ?? `TS2026112100${filed.size + 1}`);
      return { number: filed.get(by) ?? '', dueAt: new Date('2026-11-23T18:00:00+08:00') };
    },
    fetchMedia: async (id) => {
      const found = media.get(id) ?? new Refused('platform_refused', 'unknown media');
      if (found instanceof Refused) throw found;
      return { bytes: found, type: 'application/octet-stream' };
    },
    isOnDuty: async (user) => onDuty.has(user),
    log: silentLog,
    ...over,
  });
let desk: Desk;
const asks = async (openid: string, by = cause()): Promise<string> => {
  const asked = await desk.ask({ openid, earlier: [], cause: by });
  return asked.kind === 'closed' ? 'closed' : asked.number;
};
const says = (openid: string, number: string, text: string, by = cause()) =>
  desk.pass({ openid, number, saying: { text }, cause: by });
const notes = () => told.map(({ note }) => note.kind);

beforeEach(async () => {
  await store.clear();
  clock = handClock('2026-11-21T09:00:00+08:00');
  told = [];
  filed = new Map();
  media = new Map();
  onDuty = new Set(['li', 'wang']);
  desk = build();
});

describe('who asks for a person', () => {
  it('waits in the order of asking, once, with what was said before, sealed', async () => {
    const earlier = [{ from: 'resident' as const, at: clock.now(), text: '水费怎么这么多' }];
    const first = { openid: 'o1', earlier, account: '00238817', district: '城东区', cause: 'm1' };
    expect(await desk.ask(first)).toEqual({ kind: 'waiting', number: 'RG20261121001', ahead: 0 });
    expect(await desk.ask(first)).toEqual({ kind: 'waiting', number: 'RG20261121001', ahead: 0 });
    expect(await desk.ask({ ...first, cause: 'm2' })).toMatchObject({ number: 'RG20261121001' });
    clock.advance(1);
    expect(await desk.ask({ openid: 'o2', earlier: [], cause: 'm3' })).toEqual({
      kind: 'waiting',
      number: 'RG20261121002',
      ahead: 1,
    });
    expect((await desk.list({ limit: 9 })).map(({ openid }) => openid)).toEqual(['o1', 'o2']);
    expect((await desk.list({ district: '城东区', limit: 9 })).map(({ openid }) => openid)).toEqual(['o1']);
    expect(await desk.show('RG20261121001')).toMatchObject({
      account: '00238817',
      lines: [{ from: 'resident', text: '水费怎么这么多', before: true }],
    });
    const rows = await store.db().db!.collection('desk_talks').find({}).toArray();
    expect(JSON.stringify(rows)).not.toContain('水费');
  });

  it('is one when two messages ask at once', async () => {
    const asked = await Promise.all(['a', 'b', 'c'].map((by) => asks('o1', by)));
    expect(new Set(asked).size).toBe(1);
    expect(await desk.waiting()).toMatchObject({ waiting: 1, held: 0 });
  });

  it('is told when a person is there again, holidays counted, or that none ever is', async () => {
    clock.advance(9 * 3600);
    const opens = new Date('2026-11-23T08:30:00+08:00');
    expect(await desk.ask({ openid: 'o1', earlier: [], cause: 'm' })).toEqual({ kind: 'closed', opens });
    desk = build({ hours: undefined });
    expect(await desk.ask({ openid: 'o1', earlier: [], cause: 'm' })).toEqual({ kind: 'closed' });
  });

  it('is given an estimate of what others waited, and none without them', async () => {
    for (const openid of ['a', 'b', 'c']) {
      const number = await asks(openid);
      clock.advance(4 * MINUTE);
      await desk.take({ number, by: 'li', cause: cause() });
    }
    const number = await asks('o1');
    expect(await desk.look({ openid: 'o1', number })).toMatchObject({ ahead: 0, minutes: 4 });
    clock.advance(1);
    const next = await asks('o2');
    expect(await desk.look({ openid: 'o2', number: next })).toMatchObject({ ahead: 1, minutes: 8 });
    clock.advance(125 * MINUTE);
    expect(await desk.look({ openid: 'o1', number })).toEqual({ kind: 'waiting', first: false, ahead: 0 });
  });
});

describe('what a resident says', () => {
  it('is kept once a cause, acknowledged once while waiting, in any state but over', async () => {
    const number = await asks('o1');
    expect(await says('o1', number, '在吗', 'w1')).toMatchObject({ kind: 'waiting', first: true });
    expect(await says('o1', number, '在吗', 'w1')).toMatchObject({ kind: 'waiting', first: true });
    expect(await says('o1', number, '喂', 'w2')).toMatchObject({ kind: 'waiting', first: false });
    await desk.take({ number, by: 'li', cause: cause() });
    expect(await says('o1', number, '喂', 'w2')).toEqual({ kind: 'held' });
    const photo = { id: 'media-1', kind: 'photo' as const };
    const place = { label: '滨河路', latitude: 30, longitude: 114 };
    expect(await desk.pass({ openid: 'o1', number, saying: { text: '', media: photo, place }, cause: 'w3' })).toEqual({
      kind: 'held',
    });
    const { lines } = await desk.show(number);
    expect(lines.map(({ text }) => text)).toEqual(['在吗', '喂', '']);
    expect(lines[2]).toMatchObject({ media: photo, place });
    expect(await says('o2', number, '偷看')).toEqual({ kind: 'over' });
    expect(await desk.leave({ openid: 'o1', number })).toBe(true);
    expect(await desk.leave({ openid: 'o1', number })).toBe(false);
    expect(await says('o1', number, '还有')).toEqual({ kind: 'over' });
    expect(told).toEqual([]);
  });

  it('has an end', async () => {
    const number = await asks('o1');
    await says('o1', number, '第一句');
    const talks = store.db().db!.collection('desk_talks');
    const [line] = (await talks.findOne({ number }))?.lines ?? [];
    await talks.updateOne(
      { number },
      { $set: { lines: Array.from({ length: 400 }, (_, n) => ({ ...line, cause: `${n}` })) } },
    );
    expect(await says('o1', number, '再说')).toEqual({ kind: 'full' });
    expect((await desk.show(number)).lines).toHaveLength(400);
  });
});

describe('a clerk', () => {
  it('takes alone', async () => {
    const number = await asks('o1');
    const takes = await Promise.allSettled(['li', 'wang'].map((by) => desk.take({ number, by, cause: cause() })));
    expect(takes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { clerk = '' } = await desk.show(number);
    await expect(desk.take({ number, by: clerk, cause: cause() })).resolves.toMatchObject({ state: 'held' });
    const other = clerk === 'li' ? 'wang' : 'li';
    const act = { number, by: other, cause: cause() };
    for (const tried of [() => desk.take(act), () => desk.say({ ...act, text: '您好' }), () => desk.release(act)])
      await expect(tried()).rejects.toMatchObject({ code: 'desk_not_yours', data: { holder: clerk } });
    await expect(desk.take({ ...act, number: 'RG20261121099' })).rejects.toMatchObject({ code: 'desk_unknown' });
    await expect(desk.release({ ...act, force: true })).resolves.toMatchObject({ state: 'over' });
  });

  it('says words once a cause, and takes by saying', async () => {
    const number = await asks('o1');
    const act = { number, by: 'li', cause: 'c1', text: '您好' };
    expect(await desk.say(act)).toMatchObject({ way: 'kf', left: 4, talk: { state: 'held', clerk: 'li' } });
    expect(await desk.say({ ...act, text: '别的' })).toMatchObject({ way: 'kf', left: 4 });
    expect(told).toEqual([{ openid: 'o1', number, cause: 'c1', note: { kind: 'said', text: '您好' } }]);
    await expect(desk.say({ ...act, cause: 'c2', text: ' ' })).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('whose call died between writing and sending asks the sender again under the same cause', async () => {
    const number = await asks('o1');
    const dying = build({ tell: async () => Promise.reject(new Error('gone')) });
    const act = { number, by: 'li', cause: 'c1', text: '您好' };
    await expect(dying.say(act)).rejects.toThrow('gone');
    expect(await desk.say(act)).toMatchObject({ way: 'kf' });
    expect(told).toHaveLength(1);
    expect((await desk.show(number)).lines).toHaveLength(1);
  });

  it('gives back with a ticket, filed and told once even when the first try died', async () => {
    const number = await asks('o1');
    await desk.take({ number, by: 'li', cause: cause() });
    const act = { number, by: 'li', cause: 'c1', toTicket: true };
    await build({ fileTicket: async () => Promise.reject(new Error('gone')) }).release(act);
    expect(told).toEqual([]);
    await build({ tell: async () => Promise.reject(new Error('gone')) }).watch(9);
    await desk.watch(9);
    await desk.watch(9);
    expect(await desk.release(act)).toMatchObject({ state: 'over', ending: 'clerk', ticket: 'TS20261121001' });
    expect(filed.size).toBe(1);
    expect(told.map(({ note }) => note)).toMatchObject([{ kind: 'ticketed', unserved: false }]);
    await expect(desk.release({ ...act, cause: 'c2' })).rejects.toMatchObject({ code: 'desk_over' });
  });
});

describe('the watch', () => {
  it('ends what the resident let rest, half an hour after the clerk', async () => {
    const number = await asks('o1');
    await desk.say({ number, by: 'li', cause: 'c1', text: '哪一户？' });
    clock.advance(20 * MINUTE);
    await says('o1', number, '等等');
    await desk.say({ number, by: 'li', cause: 'c2', text: '好' });
    clock.advance(29 * MINUTE);
    expect(await desk.watch(9)).toBe(0);
    clock.advance(2 * MINUTE);
    expect(await desk.watch(9)).toBe(1);
    expect(await desk.watch(9)).toBe(0);
    expect(await desk.show(number)).toMatchObject({ state: 'over', ending: 'idle' });
    expect(notes()).toEqual(['said', 'said', 'idle']);
  });

  it('puts back, in the old place, whose clerk is gone or silent', async () => {
    const first = await asks('o1');
    clock.advance(1);
    const second = await asks('o2');
    await desk.take({ number: first, by: 'li', cause: cause() });
    onDuty.delete('li');
    expect(await desk.watch(9)).toBe(1);
    expect(await desk.look({ openid: 'o2', number: second })).toMatchObject({ ahead: 1 });
    expect(notes()).toEqual(['requeued']);
    await desk.take({ number: first, by: 'wang', cause: cause() });
    await says('o1', first, '在吗');
    clock.advance(31 * MINUTE);
    expect(await desk.watch(9)).toBe(1);
    expect(await desk.show(first)).toMatchObject({ state: 'waiting' });
    expect(notes()).toEqual(['requeued', 'requeued']);
  });

  it('makes tickets of who waited for an hour, or until closing, and of who is given back after it', async () => {
    const number = await asks('o1');
    clock.advance(61 * MINUTE);
    expect(await desk.watch(9)).toBe(1);
    expect(await desk.show(number)).toMatchObject({ state: 'over', ending: 'unserved', ticket: 'TS20261121001' });
    clock.advance(7 * 3600 + 15 * MINUTE);
    const late = await asks('o2');
    const held = await asks('o3');
    await desk.say({ number: held, by: 'li', cause: cause(), text: '您好' });
    clock.advance(15 * MINUTE);
    onDuty.clear();
    expect(await desk.watch(9)).toBe(2);
    for (const one of [late, held]) expect((await desk.show(one)).ticket).toMatch(/^TS/);
    expect(filed.size).toBe(3);
    expect(notes().filter((kind) => kind === 'ticketed')).toHaveLength(3);
  });

  it('does not end who spoke at that moment', async () => {
    const number = await asks('o1');
    await desk.say({ number, by: 'li', cause: 'c1', text: '哪一户？' });
    clock.advance(31 * MINUTE);
    await says('o1', number, '302');
    expect(await desk.watch(9)).toBe(0);
  });
});

describe('a photo or voice', () => {
  const send = (number: string, id: string, kind: 'photo' | 'voice' | 'video') =>
    desk.pass({ openid: 'o1', number, saying: { text: '', media: { id, kind } }, cause: cause() });

  it('is fetched by the job, sealed and kept; what is gone or none of these is not found', async () => {
    const number = await asks('o1');
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100, 7)]);
    media.set('p1', jpeg).set('p2', Buffer.from('<html>'));
    for (const id of ['p1', 'p2', 'p3']) await send(number, id, 'photo');
    await send(number, 'p1', 'video');
    await desk.fetchFiles(9);
    media.clear();
    const [kept, ...others] = (await desk.show(number)).lines.map(({ id }) => id);
    expect(await desk.file({ number, line: kept! })).toEqual({ type: 'image/jpeg', bytes: jpeg });
    for (const line of others) await expect(desk.file({ number, line })).rejects.toMatchObject({ code: 'not_found' });
    const rows = await store.db().db!.collection('desk_files').find({}).toArray();
    expect(rows).toHaveLength(1);
    expect(Buffer.from(rows[0]!.bytes.buffer).includes(Buffer.alloc(50, 7))).toBe(false);
    await desk.erase({ openid: 'o1' });
    expect(await store.db().db!.collection('desk_files').countDocuments({})).toBe(0);
  });

  it('is had at once by who looks before the job, and later when the platform was away', async () => {
    const number = await asks('o1');
    await send(number, 'v1', 'voice');
    media.set('v1', new Refused('platform_unreachable'));
    await desk.fetchFiles(9);
    const [line] = (await desk.show(number)).lines;
    await expect(desk.file({ number, line: line!.id })).rejects.toMatchObject({ code: 'platform_unreachable' });
    media.set('v1', Buffer.from('#!AMR\nhello'));
    expect(await desk.file({ number, line: line!.id })).toMatchObject({ type: 'audio/amr' });
  });
});

it('a resident is erased, and old conversations go by themselves', async () => {
  const [gone, old] = [await asks('o1'), await asks('o2')];
  await desk.erase({ openid: 'o1' });
  await expect(desk.show(gone)).rejects.toMatchObject({ code: 'desk_unknown' });
  await desk.leave({ openid: 'o2' });
  clock.advance(181 * 86_400);
  expect(await desk.forgetOld(9)).toBe(1);
  expect(await desk.forgetOld(9)).toBe(0);
  await expect(desk.show(old)).rejects.toMatchObject({ code: 'desk_unknown' });
});
