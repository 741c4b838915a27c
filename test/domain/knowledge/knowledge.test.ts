import { beforeEach, describe, expect, it } from '@jest/globals';
import { demoQuestions } from '../../../demo/questions.js';
import { createKnowledge, type Question } from '../../../src/domain/knowledge/index.js';
import { handClock } from '../../../src/kernel/clock.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';
import { gist, isForeign } from '../../support/reading.js';

const database = withDatabase();
const clock = handClock('2026-11-21T09:00:00+08:00');
const make = () =>
  createKnowledge({
    db: database.db(),
    clock,
    gist,
    isForeign,
    isGoal: (name) => name === 'outlets',
    isBusiness: (words) => words === '查水费',
    log: silentLog,
  });
const card: Question = {
  id: 'card',
  title: '水卡怎么办理',
  asked: [],
  answer: '带身份证到营业厅',
  more: ['goal:outlets'],
};
const put = { question: { ...card, state: 'online' as const }, by: 'kefu' };
const refused = (code: string) => expect.objectContaining({ code });

describe('the knowledge base', () => {
  beforeEach(async () => {
    make();
    await database.clear();
  });

  it('answers after an import, and knows nothing before', async () => {
    const knowledge = make();
    const questions = demoQuestions.map((question) => ({ ...question, more: [] }));
    expect(knowledge.find('营业厅几点开门')).toBeUndefined();
    expect(await knowledge.isBegun()).toBe(false);
    expect(await knowledge.importQuestions(questions)).toMatchObject({ imported: questions.length, changed: [] });
    expect(await knowledge.isBegun()).toBe(true);
    expect(knowledge.find('营业厅几点开门')).toMatchObject({ question: { id: 'service-hours' } });
    expect(knowledge.find('今天天气怎么样')).toBeUndefined();
    const other = make();
    expect(await other.load()).toEqual({ loaded: questions.length });
    expect(other.find('营业厅几点开门')?.score).toBeGreaterThan(0.5);
  });

  it('an import adds and replaces, says what it changes, and leaves the rest and what is offline as they are', async () => {
    const knowledge = make();
    await knowledge.put({ ...put, question: { ...put.question, state: 'offline' } });
    const sun = { ...card, id: 'sun', title: '太阳能不出水' };
    const changed = { ...card, answer: '新的' };
    const report = { imported: 2, added: ['sun'], changed: ['card'] };
    expect(await knowledge.importQuestions([sun, changed], { dryRun: true })).toEqual(report);
    expect(await knowledge.list({ sort: 'id' })).toHaveLength(1);
    expect(await knowledge.importQuestions([sun, changed])).toEqual(report);
    expect(await knowledge.importQuestions([sun, changed])).toEqual({ imported: 2, added: [], changed: [] });
    expect(await knowledge.get('card')).toMatchObject({ answer: '新的', state: 'offline', revision: 2 });
    expect(knowledge.byId('card')).toBeUndefined();
    await expect(knowledge.importQuestions([sun, sun])).rejects.toEqual(refused('bad_input'));
  });

  it('a question is put, put again without a change, changed, and removed, by the revision that was seen', async () => {
    const knowledge = make();
    expect(await knowledge.put({ ...put, revision: 0 })).toMatchObject({ revision: 1, changedBy: 'kefu', views: 0 });
    expect(await knowledge.put({ ...put, revision: 0 })).toMatchObject({ revision: 1 });
    const next = { ...put, question: { ...put.question, answer: '到窗口' } };
    await expect(knowledge.put({ ...next, revision: 0 })).rejects.toEqual(refused('conflict'));
    expect(await knowledge.put({ ...next, revision: 1 })).toMatchObject({ revision: 2, answer: '到窗口' });
    await expect(knowledge.put({ ...put, revision: 1 })).rejects.toEqual(refused('conflict'));
    await expect(knowledge.remove({ id: 'card', revision: 1 })).rejects.toEqual(refused('conflict'));
    await knowledge.remove({ id: 'card', revision: 2 });
    await expect(knowledge.remove({ id: 'card' })).rejects.toEqual(refused('question_unknown'));
    await expect(knowledge.get('card')).rejects.toEqual(refused('question_unknown'));
  });

  it('of two who change the same revision at once one wins', async () => {
    const [one, two] = [make(), make()];
    await one.put(put);
    const answers = await Promise.allSettled(
      [one, two].map((each, i) =>
        each.put({ by: `k${i}`, revision: 1, question: { ...put.question, answer: `第${i}种` } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await one.get('card')).revision).toBe(2);
  });

  it('what an answer leads to must be there', async () => {
    const knowledge = make();
    const leading = (...more: Question['more']) => knowledge.put({ ...put, question: { ...put.question, more } });
    await expect(leading('goal:nowhere')).rejects.toEqual(refused('bad_input'));
    await expect(leading('question:card')).rejects.toEqual(refused('bad_input'));
    await expect(leading('question:sun')).rejects.toEqual(refused('bad_input'));
    await knowledge.put({ ...put, question: { ...put.question, id: 'sun' } });
    expect(await leading('question:sun', 'hotline', 'https://example.com/a')).toMatchObject({ revision: 1 });
  });

  it('a keyword answers the message that is nothing else, is one question’s, and never stands before business', async () => {
    const knowledge = make();
    const withKeyword = (id: string, ...keywords: string[]) =>
      knowledge.put({ ...put, question: { ...put.question, id, keywords } });
    await withKeyword('card', '水卡');
    expect(knowledge.byKeyword(' 水卡。')?.id).toBe('card');
    expect(knowledge.byKeyword('水卡丢了')).toBeUndefined();
    await expect(withKeyword('sun', '水卡')).rejects.toEqual(refused('bad_input'));
    await expect(withKeyword('sun', '查水费')).rejects.toEqual(refused('bad_input'));
    await withKeyword('card');
    expect(await withKeyword('sun', '水卡')).toMatchObject({ keywords: ['水卡'] });
    expect(knowledge.byKeyword('水卡')?.id).toBe('sun');
  });

  it('two who import the same at once both have done it', async () => {
    const both = await Promise.all([make(), make()].map((each) => each.importQuestions([card])));
    expect(both.map(({ imported }) => imported)).toEqual([1, 1]);
    expect((await make().get('card')).revision).toBe(1);
  });

  it('another process sees a change when it settles, and what is offline answers nobody', async () => {
    const [staff, chat] = [make(), make()];
    await staff.put(put);
    expect(chat.find('水卡怎么办理')).toBeUndefined();
    expect(await chat.settle()).toBe(true);
    expect(chat.find('水卡怎么办理')).toMatchObject({ question: { id: 'card' } });
    expect(await chat.settle()).toBe(false);
    await staff.put({ ...put, question: { ...put.question, state: 'offline' } });
    expect(await chat.settle()).toBe(true);
    expect(chat.find('水卡怎么办理')).toBeUndefined();
  });

  it('answers are counted by several processes and written down when they settle', async () => {
    const [one, two] = [make(), make()];
    await one.importQuestions([card, { ...card, id: 'sun', title: '太阳能' }]);
    for (const each of [one, two, two]) each.seen('sun');
    two.seen('gone');
    await Promise.all([one.settle(), two.settle()]);
    await two.settle();
    expect((await one.list({ sort: 'views' })).map(({ id, views }) => [id, views])).toEqual([
      ['sun', 3],
      ['card', 0],
    ]);
    expect((await one.get('sun')).revision).toBe(1);
  });

  it('a search says what a resident would be answered, and how near each was', async () => {
    const knowledge = make();
    await knowledge.importQuestions([card]);
    expect(knowledge.search('水卡怎么办理', 5)).toMatchObject({ outcome: 'answered', nearest: [{ id: 'card' }] });
    expect(knowledge.search('今天天气怎么样', 5)).toMatchObject({ outcome: 'none', foreign: true });
  });
});
