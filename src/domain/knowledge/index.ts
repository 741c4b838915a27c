import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { KeptQuestion, Knowledge, Question } from './door.js';
import { editQuestions } from './edit-questions.js';
import { followChanges } from './follow-changes.js';
import { judge } from './judge.js';
import { type Gist, indexQuestions, type Match, type QuestionIndex } from './match.js';
import { questionStore } from './store.js';

export type * from './door.js';
export type { Gist } from './match.js';

const keywordsOf = (questions: readonly Question[], gist: (words: string) => Gist): ReadonlyMap<string, Question> =>
  new Map(
    questions.flatMap((question) => (question.keywords ?? []).map((word) => [gist(word).words, question] as const)),
  );

/** An answer is compared with the next question. */
const COMPARED = 2;
/** Real milliseconds until a change of another process is seen. */
const SETTLE_MS = 2000;

export interface KnowledgeDeps {
  db: Connection;
  clock: Clock;
  /** How the conversation reads words. */
  gist(words: string): Gist;
  /** Whether the conversation holds words for another trade's. */
  isForeign(words: string): boolean;
  /** Whether something of this name can be asked. */
  isGoal(name: string): boolean;
  /** Whether the conversation takes words for a command, a danger or something to be done. */
  isBusiness(words: string): boolean;
  log: Log;
}

/** The knowledge base; empty until `load` or an import. */
export interface LoadedKnowledge extends Knowledge {
  /** Reads the stored questions into memory. */
  load(): Promise<{ loaded: number }>;
  /** Settles in the background, so that no turn reads the store. @returns ends it, with what was counted written down */
  follow(): () => Promise<void>;
}

export const createKnowledge = ({
  db,
  clock,
  gist,
  isForeign,
  isGoal,
  isBusiness,
  log,
}: KnowledgeDeps): LoadedKnowledge => {
  const store = questionStore(db);
  let online: readonly KeptQuestion[] = [];
  let index: QuestionIndex | undefined;
  let keyed: ReadonlyMap<string, Question> | undefined;
  let held = 0;
  let views = new Map<string, number>();

  const load = async (): Promise<{ loaded: number }> => {
    // The stamp first: a change between the two reads is then read once more, not missed.
    const stamp = await store.stamp();
    online = (await store.all()).filter(({ state }) => state === 'online');
    index = undefined;
    keyed = undefined;
    held = stamp;
    log.debug({ questions: online.length }, 'knowledge base loaded');
    return { loaded: online.length };
  };
  /** Indexed when first asked: a process that answers nobody need not learn to read. */
  const nearest = (words: string, most: number): Match[] => {
    index ??= indexQuestions(online, gist);
    return index.nearest(gist(words), most);
  };
  const writeViews = async (): Promise<void> => {
    const counts = views;
    views = new Map();
    try {
      await store.addViews(counts);
    } catch (error) {
      for (const [id, count] of counts) views.set(id, (views.get(id) ?? 0) + count);
      throw error;
    }
  };

  const settle = async (): Promise<boolean> => {
    await writeViews();
    if ((await store.stamp()) === held) return false;
    await load();
    return true;
  };

  return {
    find: (words, { foreign = false } = {}) => judge(nearest(words, COMPARED), foreign).answer,
    near: (words, most) => judge(nearest(words, most), false).offer.map(({ question }) => question),
    byKeyword: (words) => {
      keyed ??= keywordsOf(online, gist);
      return keyed.size > 0 ? keyed.get(gist(words).words) : undefined;
    },
    byId: (id) => online.find((question) => question.id === id),
    seen: (id) => {
      views.set(id, (views.get(id) ?? 0) + 1);
    },

    search: (words, most) => {
      const ranked = nearest(words, Math.max(most, COMPARED));
      const foreign = isForeign(words);
      const { answer, offer } = judge(ranked.slice(0, COMPARED), foreign);
      return {
        outcome: answer ? 'answered' : offer.length > 0 ? 'offered' : 'none',
        foreign,
        nearest: ranked.slice(0, most).map(({ question: { id, title }, score }) => ({ id, title, score })),
      };
    },
    list: async ({ sort }) => {
      const all = await store.all();
      return sort === 'views' ? all.sort((a, b) => b.views - a.views) : all;
    },
    get: async (id) => (await store.find(id)) ?? refuse('question_unknown'),
    ...editQuestions({
      store,
      clock,
      surroundings: { isGoal, isBusiness, key: (words) => gist(words).words },
      changed: async () => {
        await store.touch();
        await load();
      },
    }),

    isBegun: async () => (await store.stamp()) > 0,
    settle,
    load,
    follow: () => followChanges(settle, SETTLE_MS, log),
  };
};
