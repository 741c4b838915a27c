import type { Connection } from '../../database/connect.js';
import type { Log } from '../../kernel/log.js';
import type { Knowledge, Question } from './door.js';
import { type Judged, judge } from './judge.js';
import { type Gist, indexQuestions, type QuestionIndex } from './match.js';
import { questionStore } from './store.js';

export type * from './door.js';
export type { Gist } from './match.js';

/** An answer is compared with the next question. */
const COMPARED = 2;

export interface KnowledgeDeps {
  db: Connection;
  /** How the conversation reads words. */
  gist(words: string): Gist;
  log: Log;
}

/** The knowledge base; empty until `load` or an import. */
export interface LoadedKnowledge extends Knowledge {
  /** Reads the stored questions into memory: at the start, and again when another process may have imported. */
  load(): Promise<{ loaded: number }>;
}

export const createKnowledge = ({ db, gist, log }: KnowledgeDeps): LoadedKnowledge => {
  const store = questionStore(db);
  let questions: readonly Question[] = [];
  let index: QuestionIndex | undefined;
  const load = async (): Promise<{ loaded: number }> => {
    questions = await store.all();
    index = undefined;
    log.debug({ questions: questions.length }, 'knowledge base loaded');
    return { loaded: questions.length };
  };
  /** Indexed when first asked: a process that answers nobody need not learn to read. */
  const asked = (words: string, most: number, foreign = false): Judged => {
    index ??= indexQuestions(questions, gist);
    return judge(index.nearest(gist(words), most), foreign);
  };
  return {
    find: (words, { foreign = false } = {}) => asked(words, COMPARED, foreign).answer,
    near: (words, most) => asked(words, most).offer.map(({ question }) => question),
    byId: (id) => questions.find((question) => question.id === id),
    importQuestions: async (questions) => {
      await store.put(questions);
      await load();
      return { imported: questions.length };
    },
    load,
  };
};
