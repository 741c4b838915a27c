import type { KeptQuestion, Knowledge } from '../../src/domain/knowledge/door.js';
import { refuse } from '../../src/kernel/errors.js';

const NOW = new Date('2026-11-21T01:00:00.000Z');

/** A knowledge base in memory with one question. */
export const fakeKnowledge = (): Knowledge => {
  const first: KeptQuestion = {
    id: 'meter-move',
    title: '水表能移位置吗',
    asked: ['移表找谁'],
    answer: '要申请，不能自己动。',
    more: ['goal:outlets'],
    state: 'online',
    revision: 1,
    changedAt: NOW,
    changedBy: 'system',
    views: 3,
  };
  const all = new Map([[first.id, first]]);
  const get = (id: string): KeptQuestion => all.get(id) ?? refuse('question_unknown');
  const keep = (question: KeptQuestion): KeptQuestion => {
    all.set(question.id, question);
    return question;
  };
  return {
    find: () => undefined,
    near: () => [],
    byKeyword: () => undefined,
    byId: (id) => all.get(id),
    seen: () => undefined,
    search: (words) => ({
      outcome: words.includes('移') ? 'answered' : 'none',
      foreign: !words.includes('水'),
      nearest: [...all.values()].map(({ id, title }) => ({ id, title, score: words.includes('移') ? 0.61234 : 0.1 })),
    }),
    list: async () => [...all.values()],
    get: async (id) => get(id),
    put: async ({ question, revision, by }) => {
      const was = all.get(question.id);
      if (revision !== undefined && revision !== (was?.revision ?? 0)) refuse('conflict');
      if (question.more.includes('goal:nowhere')) refuse('bad_input', 'more', { field: 'body.more' });
      const views = was?.views ?? 0;
      return keep({ ...question, revision: (was?.revision ?? 0) + 1, changedAt: NOW, changedBy: by, views });
    },
    remove: async ({ id, revision }) => {
      if (revision !== undefined && revision !== get(id).revision) refuse('conflict');
      all.delete(get(id).id);
    },
    importQuestions: async (questions, { dryRun = false, by = 'system' } = {}) => {
      const added = questions.filter(({ id }) => !all.has(id)).map(({ id }) => id);
      if (!dryRun)
        for (const question of questions)
          keep({ ...question, state: 'online', revision: 1, changedAt: NOW, changedBy: by, views: 0 });
      return { imported: questions.length, added, changed: [] };
    },
    isBegun: async () => true,
    settle: async () => false,
  };
};
