import { describe, expect, it } from '@jest/globals';
import { newCause, OWNER, withDesk } from './desk.js';

const desk = withDesk();
const act = (number: string, cause = newCause(), openid = OWNER) => ({ openid, number, cause });
const byClerk = (number: string, by = 'li') => ({ number, by, cause: newCause() });

describe('adding', () => {
  it('keeps words, files and a place on the ticket, once a cause, sealed', async () => {
    const { tickets, filed, raw } = desk();
    const { number } = await filed();
    const add = { ...act(number), text: '晚上响得更厉害', photos: ['p1'], place: { label: '滨河路12号' } };
    const all = await Promise.all([tickets.add(add), tickets.add(add)]);
    expect(all.map(({ kind }) => kind)).toEqual(['added', 'added']);
    const shown = await tickets.show(number);
    expect(shown.lines).toMatchObject([
      { from: 'resident', event: 'added', text: '晚上响得更厉害', media: ['m1'], place: { label: '滨河路12号' } },
    ]);
    expect(shown.media).toMatchObject([{ id: 'm1', kind: 'photo', state: 'waiting' }]);
    expect(await tickets.fetchMedia(5)).toBe(1);
    for (const secret of ['晚上', '滨河路']) expect(await raw()).not.toContain(secret);
  });

  it('takes six photos in all, and loses none when two come at once', async () => {
    const { tickets, filed } = desk();
    const { number } = await filed({ photos: ['a', 'b', 'c', 'd'] });
    const both = await Promise.all(['e', 'f'].map((photo) => tickets.add({ ...act(number), photos: [photo] })));
    expect(both.map(({ kind }) => kind)).toEqual(['added', 'added']);
    expect((await tickets.show(number)).media.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    expect(await tickets.add({ ...act(number), photos: ['g'] })).toMatchObject({ kind: 'full' });
    expect(await tickets.add({ ...act(number), text: '还有' })).toMatchObject({ kind: 'added' });
  });

  it('is refused to another, on what is over, and when there is nothing to add', async () => {
    const { tickets, filed } = desk();
    const { number } = await filed();
    expect(await tickets.add({ ...act(number, newCause(), 'oOther'), text: '我也是' })).toEqual({ kind: 'unknown' });
    await expect(tickets.add(act(number))).rejects.toMatchObject({ code: 'bad_input' });
    await tickets.close(byClerk(number));
    expect(await tickets.add({ ...act(number), text: '还有' })).toMatchObject({ kind: 'over' });
  });
});

describe('taking back', () => {
  it('closes it once, for its own resident only, and it may be opened again', async () => {
    const { tickets, filed, clock } = desk();
    const { number } = await filed();
    await tickets.urge(act(number));
    expect(await tickets.withdraw(act(number, newCause(), 'oOther'))).toEqual({ kind: 'unknown' });
    const back = act(number);
    const both = await Promise.all([tickets.withdraw(back), tickets.withdraw(back)]);
    expect(both.map(({ kind }) => kind)).toEqual(['withdrawn', 'withdrawn']);
    const shown = await tickets.show(number);
    expect(shown).toMatchObject({ state: 'closed', urged: { pressing: false } });
    expect(shown.lines.filter(({ event }) => event === 'withdrawn')).toHaveLength(1);
    expect(await tickets.withdraw(act(number))).toMatchObject({ kind: 'over' });
    clock.advance(9 * 86_400);
    expect(await tickets.watchDeadlines(9)).toBe(0);
    expect(await tickets.reopen(act(number))).toMatchObject({ kind: 'reopened', ticket: { state: 'open' } });
  });
});

describe('urging', () => {
  it('counts a day once and raises the ticket until a clerk answers', async () => {
    const { tickets, filed, clock } = desk();
    const [first, second] = [await filed(), await filed()];
    const order = async () => (await tickets.list({ limit: 9 })).items.map(({ number }) => number);
    const once = act(second.number);
    expect(await tickets.urge(once)).toMatchObject({ kind: 'urged', ticket: { urged: { days: 1, pressing: true } } });
    expect(await tickets.urge(once)).toMatchObject({ kind: 'urged' });
    expect(await tickets.urge(act(second.number))).toMatchObject({ kind: 'again' });
    expect(await order()).toEqual([second.number, first.number]);
    expect((await tickets.list({ urged: true, limit: 9 })).items).toHaveLength(1);
    clock.advance(86_400);
    expect(await tickets.urge(act(second.number))).toMatchObject({ kind: 'urged', ticket: { urged: { days: 2 } } });
    await tickets.reply({ ...byClerk(second.number), text: '今天来' });
    expect((await tickets.show(second.number)).urged).toMatchObject({ days: 2, pressing: false });
    expect((await tickets.list({ urged: true, limit: 9 })).items).toEqual([]);
    expect(await order()).toEqual([first.number, second.number]);
  });
});

describe('the end and after', () => {
  it('asks once whether it is solved, with the words or by itself', async () => {
    const { tickets, filed, sent } = desk();
    const [one, two] = [await filed(), await filed()];
    await tickets.resolve({ ...byClerk(one.number), text: '换好了' });
    await tickets.close(byClerk(one.number));
    expect(sent).toMatchObject([{ text: '换好了', ticket: { kind: 'ended', number: one.number } }]);
    await tickets.close(byClerk(two.number));
    await tickets.close(byClerk(two.number));
    expect(sent.slice(1)).toMatchObject([{ text: '', ticket: { kind: 'ended', number: two.number } }]);
  });

  it('asks nobody about a call-back, nor when told to be quiet', async () => {
    const { tickets, filed, sent } = desk();
    const call = await filed({ kind: 'callback' });
    await tickets.resolve(byClerk(call.number));
    await tickets.close({ ...byClerk((await filed()).number), quiet: true });
    expect(sent).toEqual([]);
    expect(await tickets.awaitingVerdict(OWNER)).toBeUndefined();
  });

  it('what could not be told is told by the next sweep, once', async () => {
    const { build, filed, sent, clock } = desk();
    const down = build({ notify: () => Promise.reject(new Error('down')) });
    const { number } = await filed();
    await down.resolve(byClerk(number));
    clock.advance(60);
    const tickets = build();
    await tickets.watchDeadlines(5);
    await tickets.watchDeadlines(5);
    expect(sent.map(({ cause, ticket }) => [cause.split(':').slice(0, 3).join(':'), ticket?.kind])).toEqual([
      [`ticket:${number}:ended`, 'ended'],
    ]);
  });

  it('keeps the word that it is solved', async () => {
    const { tickets, filed } = desk();
    const { number } = await filed();
    expect(await tickets.solved(act(number))).toMatchObject({ kind: 'open' });
    await tickets.resolve(byClerk(number));
    expect((await tickets.awaitingVerdict(OWNER))?.number).toBe(number);
    expect(await tickets.solved(act(number))).toMatchObject({ kind: 'kept', ticket: { verdict: { solved: true } } });
    expect(await tickets.solved(act(number))).toMatchObject({ kind: 'kept' });
    expect((await tickets.show(number)).lines).toHaveLength(1);
    expect(await tickets.awaitingVerdict(OWNER)).toBeUndefined();
  });

  it('opens again under its number with a promise anew, and can be asked after again', async () => {
    const { tickets, filed, clock } = desk();
    const { number } = await filed();
    await tickets.resolve({ ...byClerk(number), text: '换好了' });
    clock.set(new Date('2026-11-30T10:00:00+08:00'));
    const again = act(number);
    for (let i = 0; i < 2; i += 1)
      expect(await tickets.reopen(again)).toMatchObject({
        kind: 'reopened',
        ticket: {
          state: 'open',
          reopened: 1,
          dueAt: new Date('2026-12-02T18:00:00+08:00'),
          verdict: { solved: false },
          late: false,
        },
      });
    const open = await tickets.show(number);
    expect([open.clerk, open.answeredAt, open.endedAt]).toEqual([undefined, undefined, undefined]);
    expect(await tickets.reopen(act(number))).toMatchObject({ kind: 'open' });
    await tickets.resolve(byClerk(number, 'wu'));
    expect((await tickets.awaitingVerdict(OWNER))?.number).toBe(number);
  });

  it('is too late after fifteen days, counted from the end and not from the closing', async () => {
    const { tickets, filed, clock } = desk();
    const { number } = await filed();
    await tickets.resolve(byClerk(number));
    clock.advance(10 * 86_400);
    await tickets.close(byClerk(number));
    clock.advance(5 * 86_400);
    expect(await tickets.reopen(act(number, newCause(), 'oOther'))).toEqual({ kind: 'unknown' });
    clock.advance(1);
    expect(await tickets.reopen(act(number))).toMatchObject({ kind: 'too late' });
  });
});

describe('a broken promise', () => {
  it('is told by day only, once, and raised until it is answered', async () => {
    const { tickets, filed, sent, clock } = desk();
    const { number } = await filed();
    clock.set(new Date('2026-11-24T23:00:00+08:00'));
    expect(await tickets.watchDeadlines(5)).toBe(1);
    expect(sent).toEqual([]);
    expect((await tickets.list({ late: true, limit: 5 })).items).toMatchObject([{ number, late: true }]);
    clock.set(new Date('2026-11-25T08:00:00+08:00'));
    for (let i = 0; i < 2; i += 1) await tickets.watchDeadlines(5);
    expect(sent).toMatchObject([{ text: '', ticket: { kind: 'overdue', number } }]);
    await tickets.reply({ ...byClerk(number), text: '今天来' });
    expect((await tickets.list({ late: true, limit: 5 })).items).toEqual([]);
  });
});

describe('hands', () => {
  it('give back and over; another clerk does neither without force', async () => {
    const { tickets, filed } = desk();
    const { number } = await filed();
    await tickets.take(byClerk(number));
    await expect(tickets.take(byClerk(number, 'wu'))).rejects.toMatchObject({
      code: 'ticket_not_yours',
      data: { holder: 'li' },
    });
    await expect(tickets.transfer({ ...byClerk(number, 'wu'), to: 'wu' })).rejects.toMatchObject({
      code: 'ticket_not_yours',
    });
    const over = { ...byClerk(number), to: 'wu' };
    await tickets.transfer(over);
    expect(await tickets.transfer(over)).toMatchObject({ state: 'taken', clerk: 'wu' });
    await expect(tickets.release(byClerk(number))).rejects.toMatchObject({ code: 'ticket_not_yours' });
    const free = await tickets.release({ ...byClerk(number, 'zhou'), force: true });
    expect([free.state, free.clerk]).toEqual(['open', undefined]);
    expect(free.lines.map(({ event, by, to }) => [event, by, to])).toEqual([
      ['transferred', 'li', 'wu'],
      ['released', 'zhou', undefined],
    ]);
    expect(await tickets.release(byClerk(number))).toMatchObject({ state: 'open', lines: free.lines });
  });
});

describe('the lists', () => {
  it.each([
    ['late ones', { late: true }, { rank: 1, dueAt: 1, number: 1 }],
    ['urged ones', { pressing: true }, { rank: 1, dueAt: 1, number: 1 }],
    ['all', {}, { rank: 1, dueAt: 1, number: 1 }],
    ['what is to be told', { tellAt: { $lte: new Date() } }, { tellAt: 1 }],
    ['what was filed around', { openedAt: { $gte: new Date(0) } }, { openedAt: -1 }],
  ] as const)('%s: found on an index', async (_name, filter, sort) => {
    await desk().filed();
    const plan = await desk().explain(filter, sort);
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toMatch(/COLLSCAN|"stage":"SORT"/);
  });

  it('put what presses first and what is over last, page by page', async () => {
    const { tickets, filed } = desk();
    const all = [];
    for (let i = 0; i < 5; i += 1) all.push((await filed()).number);
    await tickets.close(byClerk(all[0]!));
    await tickets.urge(act(all[3]!));
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page = await tickets.list({ limit: 2, ...(after ? { after } : {}) });
      seen.push(...page.items.map(({ number }) => number));
      after = page.next;
    }
    expect(seen).toEqual([all[3], all[1], all[2], all[4], all[0]]);
  });
});
