import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createTickets,
  type NewTicket,
  type Notify,
  type Tickets,
  type TicketsDeps,
} from '../../../src/domain/tickets/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { createSeal } from '../../../src/kernel/crypto.js';
import { Refused } from '../../../src/kernel/errors.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) });
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100, 7)]);
const amr = Buffer.from('#!AMR\nhello');
const complaint: NewTicket = {
  openid: 'oResident1',
  kind: 'complaint',
  text: '路口井盖松动有响声',
  cause: 'm1',
  account: '00238817',
  contact: { holder: '张三', mobile: '13800000001', address: '城东区芳草园3栋501' },
  place: { label: '滨河路12号', latitude: 30, longitude: 120 },
};

const store = withDatabase();
let clock: HandClock;
let sent: Parameters<Notify>[0][];
let acts: unknown[];
let media: Map<string, Buffer | Refused>;
const cause = () => randomIds.id();
const build = (over: Partial<TicketsDeps> = {}): Tickets =>
  createTickets({
    db: store.db(),
    clock,
    ids: randomIds,
    seal,
    notify: async (message) => {
      sent.push(message);
      return { way: 'kf', left: 4 };
    },
    reach: async (openids) => new Map(openids.map((openid) => [openid, { way: 'queued' }])),
    fetchMedia: async (id) => {
      const found = media.get(id) ?? new Refused('platform_refused', 'unknown media');
      if (found instanceof Refused) throw found;
      return { bytes: found, type: 'application/octet-stream' };
    },
    audit: async (what) => {
      acts.push(what);
    },
    log: silentLog,
    mediaRetryMs: 0,
    ...over,
  });
let tickets: Tickets;
const filed = (over: Partial<NewTicket> = {}) => tickets.file({ ...complaint, cause: cause(), ...over });

beforeEach(async () => {
  clock = handClock('2026-11-21T09:00:00+08:00');
  [sent, acts, media] = [[], [], new Map()];
  tickets = build();
  await store.clear();
});

describe('filing', () => {
  it('gives a number of the day and a promise', async () => {
    const first = await filed();
    expect(first).toMatchObject({
      number: 'TS20261121001',
      state: 'open',
      text: complaint.text,
      contact: complaint.contact,
      place: complaint.place,
      openedAt: clock.now(),
      dueAt: new Date('2026-11-24T18:00:00+08:00'),
    });
    expect(await filed({ kind: 'callback' })).toMatchObject({
      number: 'TS20261121002',
      dueAt: new Date('2026-11-23T18:00:00+08:00'),
    });
    clock.advance(86_400);
    expect((await filed()).number).toBe('TS20261122001');
    expect(await tickets.show(first.number)).toEqual(first);
  });

  it('counts by the Beijing day', async () => {
    clock.set(new Date('2026-11-21T15:59:59Z'));
    expect((await filed()).number).toBe('TS20261121001');
    clock.advance(1);
    expect((await filed()).number).toBe('TS20261122001');
  });

  it('goes past 999', async () => {
    await store
      .db()
      .model('TicketCounter')
      .create([{ _id: '2026-11-21', count: 998 }]);
    expect((await filed()).number).toBe('TS20261121999');
    expect((await filed()).number).toBe('TS202611211000');
  });

  it('files once a cause, also at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => tickets.file(complaint)));
    expect(new Set(all.map(({ number }) => number)).size).toBe(1);
    expect((await tickets.list({ limit: 10 })).items).toHaveLength(1);
    clock.advance(86_400);
    expect((await tickets.file(complaint)).number).toBe(all[0]?.number);
  });

  it('gives no number twice', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => filed()));
    expect(new Set(all.map(({ number }) => number)).size).toBe(30);
  });

  it.each([
    ['nothing at all', { text: '  ' }],
    ['too many words', { text: '长'.repeat(2001) }],
    ['too many photos', { photos: Array.from({ length: 7 }, (_, i) => `p${i}`) }],
  ])('refuses %s', async (_name, wrong) => {
    await expect(filed(wrong)).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('takes 2000 characters, and a voice without words', async () => {
    expect((await filed({ text: '😀'.repeat(2000) })).text).toHaveLength(4000);
    expect((await filed({ text: '', voice: { mediaId: 'v1' } })).media).toHaveLength(1);
  });

  it('keeps nothing personal in clear', async () => {
    await filed({ voice: { mediaId: 'v1', transcript: '井盖在响' } });
    const { number } = (await tickets.list({ limit: 1 })).items[0]!;
    await tickets.reply({ number, by: 'li', text: '今天下午换好', cause: cause() });
    const raw = JSON.stringify(await store.db().collection('tickets').find().toArray());
    for (const secret of ['张三', '13800000001', '芳草园', '滨河路', '井盖', '下午']) expect(raw).not.toContain(secret);
  });
});

describe('finding', () => {
  it("shows a resident's own only, newest first", async () => {
    const first = await filed();
    clock.advance(60);
    const second = await filed();
    await filed({ openid: 'oOther' });
    expect((await tickets.ofResident('oResident1')).map(({ number }) => number)).toEqual([second.number, first.number]);
    expect(await tickets.ofResident('oResident1', 1)).toHaveLength(1);
    expect(await tickets.forResident('oOther', first.number)).toBeUndefined();
    expect((await tickets.forResident('oResident1', first.number))?.number).toBe(first.number);
    await expect(tickets.show('TS20261121999')).rejects.toMatchObject({ code: 'ticket_unknown' });
  });

  it("lists one district's, and none for a district without a name", async () => {
    for (const district of ['城东区', '城西区', undefined]) await filed(district ? { district } : {});
    expect((await tickets.list({ district: '城东区', limit: 9 })).items.map(({ district }) => district)).toEqual([
      '城东区',
    ]);
    expect((await tickets.list({ district: '', limit: 9 })).items).toEqual([]);
    expect((await tickets.list({ limit: 9 })).items).toHaveLength(3);
  });

  it('pages the queue, oldest promise first', async () => {
    for (let i = 0; i < 5; i += 1) await filed(i === 3 ? { kind: 'callback' } : {});
    const first = await tickets.list({ limit: 3 });
    const second = await tickets.list({ limit: 3, after: first.next ?? '' });
    const tails = [...first.items, ...second.items].map(({ number }) => number.slice(-1));
    expect(tails).toEqual(['4', '1', '2', '3', '5']);
    expect(second.next).toBeNull();
    await tickets.take({ number: 'TS20261121002', by: 'li', cause: cause() });
    expect((await tickets.list({ state: 'taken', clerk: 'li', limit: 9 })).items).toHaveLength(1);
    expect((await tickets.list({ state: 'open', limit: 9 })).items).toHaveLength(4);
    await expect(tickets.list({ limit: 3, after: 'x' })).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('the sweeps', () => {
  it.each([
    ['broken promises', { watchAt: { $lt: new Date() } }, { watchAt: 1 }],
    ['media', { mediaTryAt: { $lte: new Date() } }, { mediaTryAt: 1 }],
    ['the queue', { state: 'open' }, { dueAt: 1, number: 1 }],
    ['a resident', { openid: 'o' }, { openedAt: -1 }],
  ] as const)('%s: found on an index', async (_name, filter, sort) => {
    await filed({ photos: ['p1'] });
    const plan: unknown = await store.db().model('Ticket').find(filter).sort(sort).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('IXSCAN');
    expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
  });
});

describe('answering', () => {
  it('takes once, and only for one clerk', async () => {
    const { number } = await filed();
    const taken = await tickets.take({ number, by: 'li', cause: cause() });
    expect(taken).toMatchObject({ state: 'taken', clerk: 'li' });
    expect(await tickets.take({ number, by: 'li', cause: cause() })).toEqual(taken);
    await expect(tickets.take({ number, by: 'wu', cause: cause() })).rejects.toMatchObject({
      code: 'ticket_not_yours',
    });
    await expect(tickets.reply({ number, by: 'wu', text: '好', cause: cause() })).rejects.toMatchObject({
      code: 'ticket_not_yours',
    });
    await expect(tickets.close({ number, by: 'wu', cause: cause() })).rejects.toMatchObject({
      code: 'ticket_not_yours',
    });
    await expect(tickets.take({ number: 'TS1', by: 'wu', cause: cause() })).rejects.toMatchObject({
      code: 'ticket_unknown',
    });
  });

  it('two clerks at once: one has it', async () => {
    const { number } = await filed();
    const tries = await Promise.allSettled(['li', 'wu'].map((by) => tickets.take({ number, by, cause: cause() })));
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('sends, takes the ticket and says how it went out', async () => {
    const { number } = await filed();
    const reply = await tickets.reply({ number, by: 'li', text: '今天下午换好', cause: 'r1' });
    expect(reply).toMatchObject({
      way: 'kf',
      left: 4,
      ticket: { state: 'taken', clerk: 'li', answeredAt: clock.now() },
    });
    expect(reply.ticket.lines).toMatchObject([
      { from: 'clerk', by: 'li', text: '今天下午换好', toResident: true, sent: { way: 'kf', left: 4 } },
    ]);
    expect(sent).toEqual([
      {
        openid: 'oResident1',
        cause: 'r1',
        text: '今天下午换好',
        ticket: { kind: 'answer', number, summary: '今天下午换好' },
      },
    ]);
  });

  it('sends once a cause and answers with the first outcome', async () => {
    const { number } = await filed();
    const act = { number, by: 'li', text: '好', cause: 'r2' };
    const first = await tickets.reply(act);
    const again = await build({ notify: async () => ({ way: 'sms', left: 0 }) }).reply(act);
    expect(again).toEqual(first);
    expect(sent).toHaveLength(1);
  });

  it('after a crash between line and send asks the sender again under the same cause', async () => {
    const { number } = await filed();
    const act = { number, by: 'li', text: '好', cause: 'r3' };
    const crash = build({ notify: () => Promise.reject(new Error('killed')) });
    await expect(crash.reply(act)).rejects.toThrow('killed');
    expect((await tickets.show(number)).lines).toMatchObject([{ text: '好' }]);
    const asked: string[] = [];
    const sender: Notify = async (message) => {
      asked.push(message.cause);
      return { way: 'unknown', left: 0 };
    };
    const second = await build({ notify: sender }).reply(act);
    expect(second).toMatchObject({ way: 'unknown', ticket: { lines: [{ sent: { way: 'unknown' } }] } });
    expect(second.ticket.lines).toHaveLength(1);
    expect(asked).toEqual(['r3']);
  });

  it('a send whose process died long ago is shown as unknown', async () => {
    const { number } = await filed();
    const crash = build({ notify: () => Promise.reject(new Error('killed')) });
    await expect(crash.reply({ number, by: 'li', text: '好', cause: 'r4' })).rejects.toThrow('killed');
    expect((await tickets.show(number)).lines[0]?.sent).toBeUndefined();
    await store
      .db()
      .model('Ticket')
      .updateOne({ number }, { $set: { 'lines.0.sendingSince': new Date(0) } });
    expect((await tickets.show(number)).lines[0]?.sent).toEqual({ way: 'unknown', left: 0 });
  });

  it('two calls of one cause at once: one line', async () => {
    const { number } = await filed();
    const act = { number, by: 'li', text: '好', cause: 'r5' };
    const both = await Promise.all([tickets.reply(act), tickets.reply(act)]);
    expect(both.map(({ way }) => way)).toEqual(['kf', 'kf']);
    expect((await tickets.show(number)).lines).toHaveLength(1);
    expect(new Set(sent.map((each) => each.cause))).toEqual(new Set(['r5']));
  });

  it('keeps notes from the resident', async () => {
    const { number } = await filed();
    const note = { number, by: 'wu', text: '已派单', cause: cause() };
    await tickets.note(note);
    const noted = await tickets.note(note);
    expect(noted.lines).toMatchObject([{ by: 'wu', text: '已派单', toResident: false }]);
    expect(noted).toMatchObject({ state: 'open' });
    expect(noted.lines[0]?.sent).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('refuses empty and endless words', async () => {
    const { number } = await filed();
    for (const text of [' ', '长'.repeat(2001)]) {
      await expect(tickets.reply({ number, by: 'li', text, cause: cause() })).rejects.toMatchObject({
        code: 'bad_input',
      });
      await expect(tickets.note({ number, by: 'li', text, cause: cause() })).rejects.toMatchObject({
        code: 'bad_input',
      });
    }
  });

  it('resolves with words, once', async () => {
    const { number } = await filed();
    const act = { number, by: 'li', text: '已换好', cause: 'e1' };
    const first = await tickets.resolve(act);
    expect(first).toMatchObject({ state: 'resolved', lines: [{ text: '已换好', sent: { way: 'kf' } }] });
    expect(await tickets.resolve(act)).toEqual(first);
    expect(sent).toHaveLength(1);
    await expect(tickets.resolve({ ...act, cause: cause() })).rejects.toMatchObject({ code: 'ticket_closed' });
    await expect(tickets.reply({ ...act, cause: cause() })).rejects.toMatchObject({ code: 'ticket_closed' });
  });

  it('finishes a resolve that died after its words went out', async () => {
    const { number } = await filed();
    await tickets.reply({ number, by: 'li', text: '已换好', cause: 'e2' });
    expect(await tickets.resolve({ number, by: 'li', text: '已换好', cause: 'e2' })).toMatchObject({
      state: 'resolved',
    });
    expect(sent).toHaveLength(1);
  });

  it('closes quietly, and closing again changes nothing', async () => {
    const { number } = await filed();
    const closed = await tickets.close({ number, by: 'li', cause: cause(), quiet: true });
    expect(closed).toMatchObject({ state: 'closed', closedAt: clock.now() });
    clock.advance(60);
    expect(await tickets.close({ number, by: 'li', cause: cause() })).toEqual(closed);
    expect(sent).toEqual([]);
    await expect(tickets.take({ number, by: 'li', cause: cause() })).rejects.toMatchObject({ code: 'ticket_closed' });
    await expect(tickets.note({ number, by: 'li', text: '晚了', cause: cause() })).rejects.toMatchObject({
      code: 'ticket_closed',
    });
  });
});

describe('promises', () => {
  it('broken ones are marked and told once each', async () => {
    const late = await filed();
    const answered = await filed();
    const closed = await filed();
    await tickets.reply({ number: answered.number, by: 'li', text: '好', cause: cause() });
    await tickets.close({ number: closed.number, by: 'li', cause: cause() });
    clock.set(new Date('2026-11-24T18:00:00+08:00'));
    expect(await tickets.watchDeadlines(10)).toBe(0);
    clock.advance(1);
    expect(await tickets.watchDeadlines(10)).toBe(1);
    expect(await tickets.watchDeadlines(10)).toBe(0);
    expect((await tickets.show(late.number)).overdueAt).toEqual(clock.now());
    expect((await tickets.show(answered.number)).overdueAt).toBeUndefined();
    expect(acts).toEqual([{ who: 'system', what: 'ticket.overdue', which: late.number, result: 'done' }]);
  });

  it('are watched a piece at a time', async () => {
    for (let i = 0; i < 3; i += 1) await filed();
    clock.advance(30 * 86_400);
    expect(await tickets.watchDeadlines(2)).toBe(2);
    expect(await tickets.watchDeadlines(2)).toBe(1);
  });
});

describe('media', () => {
  it('are fetched, sealed and given back', async () => {
    media = new Map([
      ['p1', jpeg],
      ['v1', amr],
    ]);
    const { number } = await filed({ photos: ['p1'], voice: { mediaId: 'v1', transcript: '井盖在响' } });
    expect(await tickets.fetchMedia(10)).toBe(2);
    expect(await tickets.fetchMedia(10)).toBe(0);
    expect((await tickets.show(number)).media).toEqual([
      { id: 'm1', kind: 'photo', state: 'stored', type: 'image/jpeg', size: jpeg.length },
      { id: 'm2', kind: 'voice', state: 'stored', type: 'audio/amr', size: amr.length, transcript: '井盖在响' },
    ]);
    expect(await tickets.media(number, 'm1')).toEqual({ type: 'image/jpeg', bytes: jpeg });
    expect((await tickets.media(number, 'm2')).bytes.equals(amr)).toBe(true);
    const [raw] = await store.db().collection('ticket_media').find({}, { promoteBuffers: true }).toArray();
    expect((raw?.bytes as Buffer).includes(jpeg.subarray(4))).toBe(false);
    await expect(tickets.media(number, 'm9')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that cannot be had are gone, those that cannot be reached are tried again', async () => {
    media = new Map<string, Buffer | Refused>([
      ['html', Buffer.from('<html></html>')],
      ['down', new Refused('platform_unreachable')],
      ['huge', Buffer.concat([jpeg, Buffer.alloc(10 * 1024 * 1024)])],
    ]);
    const { number } = await filed({ photos: ['html', 'missing', 'huge', 'down'] });
    const states = async () => (await tickets.show(number)).media.map(({ state }) => state);
    expect(await tickets.fetchMedia(10)).toBe(3);
    expect(await states()).toEqual(['gone', 'gone', 'gone', 'waiting']);
    media.set('down', jpeg);
    expect(await tickets.fetchMedia(10)).toBe(1);
    expect(await states()).toEqual(['gone', 'gone', 'gone', 'stored']);
  });

  it('that the platform has forgotten are gone without asking', async () => {
    media.set('p1', jpeg);
    const { number } = await filed({ photos: ['p1'] });
    clock.advance(3 * 86_400 + 1);
    expect(await tickets.fetchMedia(10)).toBe(1);
    expect((await tickets.show(number)).media[0]?.state).toBe('gone');
  });

  it('are fetched a piece at a time', async () => {
    for (const id of ['p1', 'p2', 'p3']) media.set(id, jpeg);
    await filed({ photos: ['p1', 'p2', 'p3'] });
    expect(await tickets.fetchMedia(2)).toBe(2);
    expect(await tickets.fetchMedia(2)).toBe(1);
  });
});
