import { beforeEach, describe, expect, it } from '@jest/globals';
import { demoQuestions } from '../../../demo/questions.js';
import { createKnowledge } from '../../../src/domain/knowledge/index.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';
import { gist } from '../../support/reading.js';

const database = withDatabase();
const make = () => createKnowledge({ db: database.db(), gist, log: silentLog });

describe('the knowledge base', () => {
  beforeEach(async () => {
    make();
    await database.clear();
  });

  it('answers after an import, and knows nothing before', async () => {
    const knowledge = make();
    expect(knowledge.find('营业厅几点开门')).toBeUndefined();
    expect(await knowledge.importQuestions(demoQuestions)).toEqual({ imported: demoQuestions.length });
    expect(knowledge.find('营业厅几点开门')).toMatchObject({ question: { id: 'service-hours' } });
    expect(knowledge.find('今天天气怎么样')).toBeUndefined();
  });

  it('another process loads what was imported', async () => {
    await make().importQuestions(demoQuestions);
    const other = make();
    expect(await other.load()).toEqual({ loaded: demoQuestions.length });
    expect(other.find('营业厅几点开门')?.score).toBeGreaterThan(0.5);
  });

  it('an import replaces a question by its id', async () => {
    const knowledge = make();
    const question = { id: 'one', title: '水卡怎么办理', asked: [], answer: '旧的' };
    await knowledge.importQuestions([question]);
    await knowledge.importQuestions([{ ...question, answer: '新的' }]);
    expect(await knowledge.load()).toEqual({ loaded: 1 });
  });
});
