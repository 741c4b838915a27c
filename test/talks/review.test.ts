import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ReviewState } from '../../src/domain/review/door.js';
import { withDatabase } from '../support/database.js';
import { createWorld, type Person, type World } from '../support/world.js';

const database = withDatabase();
let world: World;
const writing: Promise<void>[] = [];

beforeAll(async () => {
  world = await createWorld(database.db());
  const { review } = world.services;
  const { note } = review;
  review.note = (sighting) => {
    const written = note(sighting);
    writing.push(written);
    return written;
  };
});
beforeEach(async () => {
  await database.db().models.ReviewSentence?.deleteMany({});
});

/** What the list holds by now. */
const listed = async (state: ReviewState = 'open') => {
  await Promise.all(writing.splice(0));
  const { items } = await world.services.review.list({ state, limit: 100 });
  return items.map(({ words, count, reasons, hints }) => ({
    words,
    count,
    why: Object.keys(reasons).join(),
    hints: hints.map(({ intent }) => intent).join(),
  }));
};
/** Says these one after the other. */
const talk = async (...lines: readonly string[]): Promise<Person> => {
  const person = world.resident();
  for (const line of lines) await (line.startsWith('>') ? person.taps(line.slice(1)) : person.says(line));
  return person;
};
const UNCLEAR = '水那个';
const UNCLEAR_TOO = '水水水那啥整整整';
/** To this the knowledge base offers what may have been meant. */
const OFFERED = '要换水表多少钱';

it('what was asked back, and what the resident then chose', async () => {
  const person = world.resident();
  const asked = await person.says(UNCLEAR);
  expect(person.offered().length).toBeGreaterThan(1);
  expect(await listed()).toMatchObject([{ words: UNCLEAR, count: 1, why: 'asked_back', hints: '' }]);
  await person.again();
  expect(await listed()).toMatchObject([{ count: 1 }]);
  await person.taps('1');
  const [row] = await listed();
  expect(row).toMatchObject({ words: UNCLEAR, count: 1, why: 'asked_back', hints: expect.stringMatching(/^[a-z_]+$/) });
  expect(asked).not.toBe('');
});

it('the same by a digit, and in other words', async () => {
  await talk(UNCLEAR, '1');
  expect((await listed())[0]?.hints).not.toBe('');
  await database.db().models.ReviewSentence?.deleteMany({});
  await talk(UNCLEAR, '那个水费，上个月水费多少');
  expect(await listed()).toMatchObject([{ words: UNCLEAR, hints: 'bill_query' }]);
});

it('what the knowledge base could only guess at', async () => {
  await talk(OFFERED, '1');
  expect(await listed()).toEqual([{ words: OFFERED, count: 1, why: 'asked_back', hints: 'faq' }]);
});

it('what ended with a person', async () => {
  await talk(UNCLEAR, '人工');
  expect(await listed()).toMatchObject([{ words: UNCLEAR, why: 'handed_over' }]);
  await database.db().models.ReviewSentence?.deleteMany({});
  await talk(UNCLEAR, UNCLEAR_TOO, '表的事情');
  expect((await listed()).find(({ words }) => words === '表的事情')).toMatchObject({ why: 'handed_over' });
});

it('what the resident said was not it, and what was cancelled as soon as it was opened', async () => {
  await talk('停水通知', '不是，我要查上个月的水费');
  expect(await listed()).toEqual([{ words: '停水通知', count: 1, why: 'corrected', hints: 'bill_query' }]);
  await database.db().models.ReviewSentence?.deleteMany({});
  await talk('我要投诉', '取消');
  expect(await listed()).toEqual([{ words: '我要投诉', count: 1, why: 'corrected', hints: '' }]);
});

it('what was turned away and then said again; what was turned away once is left alone', async () => {
  await talk('电费多少钱', '讲个笑话');
  expect(await listed()).toEqual([]);
  await talk('这个月电费水费多少钱电费', '这个月水费多少钱');
  expect(await listed()).toEqual([
    { words: '这个月电费水费多少钱电费', count: 1, why: 'refused', hints: 'bill_query' },
  ]);
});

it('nothing that was understood, nothing of a form, no secret, no digits, no label that was tapped', async () => {
  await talk('上个月水费多少', '停水了吗', '谢谢', '00238817', '???', '嗯', '1');
  await talk('我要投诉', '门口井盖翻了，我叫张三丰，13812345678', '不知道咋说那个水', '取消');
  await talk('绑定', '同意', '不知道户号咋整啊', '246810', '随便');
  await talk('110105194912310021', '11010519491231002X水费');
  expect((await listed()).filter(({ words }) => words !== '绑定')).toEqual([]);
});

it('no personal data, wherever the words go', async () => {
  const person = await talk('停水通知，我叫张三丰，手机13812345678，翠湖小区12号楼3单元501');
  const heard = (await world.kept(person.openid)) as { session: { heard?: object } };
  expect(JSON.stringify(heard.session.heard)).toContain('〔手机号〕');
  expect(JSON.stringify(heard.session.heard)).not.toMatch(/张三丰|1381234|12号楼/);
  await person.says('不是，我要查上个月的水费');
  const [row] = await listed();
  expect(row?.words).toBe('停水通知,我叫〔姓名〕,手机〔手机号〕,翠湖小区〔门牌〕');
  const rows = JSON.stringify(await database.db().models.ReviewSentence?.find({}).lean());
  for (const secret of [person.openid, '张三', '1381234', '停水']) expect(rows).not.toContain(secret);
});

it('a list that cannot be written never fails the turn', async () => {
  const { review } = world.services;
  const { note } = review;
  review.note = async () => Promise.reject(new Error('the store is away'));
  expect(await world.resident().says(UNCLEAR)).not.toBe('');
  review.note = note;
});
