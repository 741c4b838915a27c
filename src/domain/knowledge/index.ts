import type { Connection } from '../../database/connect.js';
import type { Log } from '../../kernel/log.js';
import type { Knowledge, Question } from './door.js';
import { indexQuestions, NEAR_ENOUGH, type QuestionIndex, WORTH_OFFERING } from './match.js';
import { questionStore } from './store.js';

export type * from './door.js';
export { NEAR_ENOUGH } from './match.js';

export interface KnowledgeDeps {
  db: Connection;
  log: Log;
}

/** The knowledge base; empty until `load` or an import. */
export interface LoadedKnowledge extends Knowledge {
  /** Reads the stored questions into memory: at the start, and again when another process may have imported. */
  load(): Promise<{ loaded: number }>;
}

export const createKnowledge = ({ db, log }: KnowledgeDeps): LoadedKnowledge => {
  const store = questionStore(db);
  let questions: readonly Question[] = [];
  let index: QuestionIndex = indexQuestions(questions);
  const load = async (): Promise<{ loaded: number }> => {
    questions = await store.all();
    index = indexQuestions(questions);
    log.debug({ questions: questions.length }, 'knowledge base loaded');
    return { loaded: questions.length };
  };
  return {
    find: (words) => {
      const [match] = index.nearest(words, 1);
      return match && match.score >= NEAR_ENOUGH ? match : undefined;
    },
    near: (words, most) =>
      index
        .nearest(words, most)
        .filter(({ score }) => score >= WORTH_OFFERING)
        .map(({ question }) => question),
    byId: (id) => questions.find((question) => question.id === id),
    importQuestions: async (questions) => {
      await store.put(questions);
      await load();
      return { imported: questions.length };
    },
    load,
  };
};
