import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { prepareModels } from '../../../src/database/connect.js';
import { createReview, type Review, type Sighting } from '../../../src/domain/review/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { createSeal } from '../../../src/kernel/crypto.js';
import { withDatabase } from '../../support/database.js';

const database = withDatabase();
let review: Review;
let clock: HandClock;
let n = 0;

beforeEach(async () => {
  await database.clear().catch(() => undefined);
  clock = handClock('2026-11-21T09:00:00+08:00');
  const seal = createSeal({ keys: [{ id: 't', key: randomBytes(32) }], indexKey: randomBytes(32) });
  review = createReview({
    db: database.db(),
    clock,
    seal,
    labels: ['bill_query', 'pay_bill', 'out_of_scope'],
    words: { seemsPersonal: (words) => words.includes('!'), asExample: (words) => words.replace(/[〔〕]/g, '') },
  });
  await prepareModels(database.db());
});

const said = (words: string, over: Partial<Sighting> = {}): Sighting => ({
  openid: 'oAnna',
  cause: `m${++n}`,
  words,
  reason: 'asked_back',
  guess: { intent: 'bill_query', confidence: 0.41, alternatives: ['bill_query', 'pay_bill'] },
  ...over,
});
const listed = async (over: Partial<Parameters<Review['list']>[0]> = {}) =>
  (await review.list({ state: 'open', limit: 20, ...over })).items;
const only = async () => (await listed())[0]!;

describe('the list', () => {
  it('counts equal words once each time, the most frequent first', async () => {
    await review.note(said('这个咋弄'));
    await review.note(said('水那个'));
    await review.note(said('水那个', { openid: 'oBert', hint: 'pay_bill' }));
    const twice = said('水那个', { reason: 'handed_over', hint: 'pay_bill' });
    await review.note(twice);
    await review.note(twice);
    expect(await listed()).toMatchObject([
      {
        words: '水那个',
        count: 3,
        reasons: { asked_back: 2, handed_over: 1 },
        hints: [{ intent: 'pay_bill', count: 2 }],
        guess: { intent: 'bill_query', confidence: 0.41, alternatives: ['bill_query', 'pay_bill'] },
        state: 'open',
      },
      { words: '这个咋弄', count: 1, hints: [] },
    ]);
  });

  it('learns later what the same message meant', async () => {
    const asked = said('水那个');
    await review.note(asked);
    await review.note({ ...asked, hint: 'pay_bill' });
    expect(await listed()).toMatchObject([{ count: 1, hints: [{ intent: 'pay_bill', count: 1 }] }]);
  });

  it('counts all of many that come at once', async () => {
    await Promise.all(Array.from({ length: 6 }, () => review.note(said('水那个'))));
    expect(await listed()).toMatchObject([{ count: 6 }]);
  });

  it('shows one reason, and page after page', async () => {
    for (const words of ['一', '二', '三']) await review.note(said(words, { reason: 'refused' }));
    await review.note(said('四'));
    expect((await listed({ reason: 'refused' })).length).toBe(3);
    const first = await review.list({ state: 'open', limit: 3 });
    const second = await review.list({ state: 'open', limit: 3, after: first.next! });
    expect([...first.items, ...second.items].map(({ words }) => words).toSorted()).toEqual(['一', '三', '二', '四']);
    expect(second.next).toBeNull();
  });

  it('holds neither words nor who said them in clear', async () => {
    await review.note(said('水那个', { cause: 'message-key-1' }));
    const rows = await database.db().models.ReviewSentence!.find({}).lean();
    expect(JSON.stringify(rows)).not.toMatch(/水那个|oAnna|message-key-1/);
  });
});

describe('a verdict', () => {
  it('takes a sentence off the list, and a colleague may agree', async () => {
    await review.note(said('水那个'));
    const { id } = await only();
    expect(await review.label({ id, intent: 'pay_bill', by: 'li' })).toMatchObject({ state: 'labelled' });
    const { verdict } = await review.label({ id, intent: 'pay_bill', by: 'wang' });
    expect(verdict).toMatchObject({ intent: 'pay_bill', by: 'li', agreed: ['wang'] });
    expect(await listed()).toEqual([]);
    await review.note(said('水那个'));
    expect(await listed({ state: 'labelled' })).toMatchObject([{ count: 2 }]);
  });

  it('is not overruled by another without force, and by oneself at any time', async () => {
    await review.note(said('水那个'));
    const { id } = await only();
    await review.label({ id, intent: 'pay_bill', by: 'li' });
    const dispute = { code: 'label_disputed', data: { by: 'li', intent: 'pay_bill' } };
    await expect(review.label({ id, intent: 'bill_query', by: 'wang' })).rejects.toMatchObject(dispute);
    await expect(review.skip({ id, by: 'wang' })).rejects.toMatchObject(dispute);
    await review.label({ id, intent: 'bill_query', by: 'li' });
    await review.skip({ id, by: 'wang', force: true });
    expect(await review.show(id)).toMatchObject({ state: 'skipped', verdict: { by: 'wang' } });
    await expect(review.label({ id, intent: 'bill_query', by: 'li' })).rejects.toMatchObject({ data: { by: 'wang' } });
  });

  it('is one of the labels, of a sentence that is there', async () => {
    await review.note(said('水那个'));
    const { id } = await only();
    await expect(review.label({ id, intent: 'weather', by: 'li' })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(review.show('0123456789abcdef')).rejects.toMatchObject({ code: 'sentence_unknown' });
    await expect(review.skip({ id: 'none', by: 'li' })).rejects.toMatchObject({ code: 'sentence_unknown' });
  });
});

it('examples are the labelled ones; what may still be personal is held back', async () => {
  for (const words of ['〔户号〕那个', '我是!', '没用']) await review.note(said(words));
  for (const { id, words } of await listed())
    await (words === '没用'
      ? review.skip({ id, by: 'li' })
      : review.label({ id, intent: words === '我是!' ? 'out_of_scope' : 'bill_query', by: 'li' }));
  expect(await review.examples({ limit: 10 })).toMatchObject({
    items: [{ text: '户号那个', intent: 'bill_query' }],
    held: [{ text: '我是!', intent: 'out_of_scope' }],
    next: null,
  });
});

describe('what goes', () => {
  it('is what one resident alone said, when she is erased', async () => {
    await review.note(said('只有我说'));
    await review.note(said('都这么说'));
    await review.note(said('都这么说', { openid: 'oBert' }));
    await review.erase({ openid: 'oAnna' });
    await review.erase({ openid: 'oAnna' });
    expect(await listed()).toMatchObject([{ words: '都这么说', count: 1 }]);
  });

  it('is what has not been said for long', async () => {
    await review.note(said('旧的'));
    clock.advance(86_400);
    await review.note(said('新的'));
    expect(await review.forgetOld(clock.now(), 10)).toBe(1);
    expect(await listed()).toMatchObject([{ words: '新的' }]);
  });
});
