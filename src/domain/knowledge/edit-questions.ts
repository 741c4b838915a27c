import type { Clock } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import { mustFit, type Surroundings } from './check-question.js';
import type { KeptQuestion, Knowledge, Question, QuestionState } from './door.js';
import type { QuestionStore } from './store.js';

export interface EditDeps {
  store: QuestionStore;
  clock: Clock;
  surroundings: Surroundings;
  /** Called after every change. */
  changed(): Promise<void>;
}

const isSame = (a: Question & { state: QuestionState }, b: Question & { state: QuestionState }): boolean =>
  JSON.stringify([a.title, a.asked, a.answer, a.more, a.keywords ?? [], a.state]) ===
  JSON.stringify([b.title, b.asked, b.answer, b.more, b.keywords ?? [], b.state]);

/** What staff do to the base. Every change is a compare-and-set on the question's revision. */
export const editQuestions = ({
  store,
  clock,
  surroundings,
  changed,
}: EditDeps): Pick<Knowledge, 'put' | 'remove' | 'importQuestions'> => {
  /** @throws Refused conflict: somebody else was first, and wrote something else */
  const write = async (
    was: KeptQuestion | undefined,
    question: Question & { state: QuestionState },
    by: string,
  ): Promise<void> => {
    const change = { question, by, at: clock.now() };
    if (await (was ? store.replace(was.revision, change) : store.add(change))) return;
    const now = await store.find(question.id);
    if (!now || !isSame(now, question)) refuse('conflict', question.id);
  };

  return {
    put: async ({ question, revision, by }) => {
      const all = await store.all();
      mustFit([question], all, surroundings);
      const was = all.find(({ id }) => id === question.id);
      if (was && isSame(was, question)) {
        // Said again: a crash may have kept the first time from being known everywhere.
        await changed();
        return was;
      }
      if (revision !== undefined && revision !== (was?.revision ?? 0)) refuse('conflict', question.id);
      await write(was, question, by);
      await changed();
      return (await store.find(question.id)) ?? refuse('question_unknown');
    },

    remove: async ({ id, revision }) => {
      const was = (await store.find(id)) ?? refuse('question_unknown');
      if (revision !== undefined && revision !== was.revision) refuse('conflict', id);
      if (!(await store.remove(id, was.revision))) refuse('conflict', id);
      await changed();
    },

    importQuestions: async (questions, { dryRun = false, by = 'system' } = {}) => {
      const all = await store.all();
      const before = new Map(all.map((question) => [question.id, question]));
      if (new Set(questions.map(({ id }) => id)).size !== questions.length)
        refuse('bad_input', 'an id stands twice', { field: 'body.questions' });
      mustFit(questions, all, surroundings);
      const wanted = questions.map((question) => ({ ...question, state: before.get(question.id)?.state ?? 'online' }));
      const added = wanted.filter(({ id }) => !before.has(id));
      const differing = wanted.filter((question) => {
        const was = before.get(question.id);
        return was !== undefined && !isSame(was, question);
      });
      if (!dryRun) {
        for (const question of [...added, ...differing]) await write(before.get(question.id), question, by);
        await changed();
      }
      return {
        imported: questions.length,
        added: added.map(({ id }) => id),
        changed: differing.map(({ id }) => id),
      };
    },
  };
};
