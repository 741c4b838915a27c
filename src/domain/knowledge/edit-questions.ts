import type { Clock } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import type { KeptQuestion, Knowledge, More, Question, QuestionState } from './door.js';
import type { QuestionStore } from './store.js';

export interface EditDeps {
  store: QuestionStore;
  clock: Clock;
  /** Whether something of this name can be asked. */
  isGoal(name: string): boolean;
  /** Called after every change. */
  changed(): Promise<void>;
}

const GOAL = 'goal:';
const QUESTION = 'question:';

const isSame = (a: Question & { state: QuestionState }, b: Question & { state: QuestionState }): boolean =>
  JSON.stringify([a.title, a.asked, a.answer, a.more, a.state]) ===
  JSON.stringify([b.title, b.asked, b.answer, b.more, b.state]);

/** @throws Refused bad_input: `more` leads to a goal or a question that is not there, or to the question itself */
const mustLead = (
  { id, more }: Question,
  isGoal: (name: string) => boolean,
  isThere: (id: string) => boolean,
): void => {
  const leads = (one: More): boolean => {
    if (one.startsWith(GOAL)) return isGoal(one.slice(GOAL.length));
    if (one.startsWith(QUESTION)) return one !== `${QUESTION}${id}` && isThere(one.slice(QUESTION.length));
    return true;
  };
  const wrong = more.find((one) => !leads(one));
  if (wrong)
    refuse('bad_input', `${id}: more: ${wrong} is not there`, { field: 'body.more', question: id, more: wrong });
};

const idsOf = (questions: readonly { id: string }[]): ReadonlySet<string> => new Set(questions.map(({ id }) => id));

/** What staff do to the base. Every change is a compare-and-set on the question's revision. */
export const editQuestions = ({
  store,
  clock,
  isGoal,
  changed,
}: EditDeps): Pick<Knowledge, 'put' | 'remove' | 'importQuestions'> => {
  /** @returns false when somebody else was first */
  const write = (
    was: KeptQuestion | undefined,
    question: Question & { state: QuestionState },
    by: string,
  ): Promise<boolean> => {
    const change = { question, by, at: clock.now() };
    return was ? store.replace(was.revision, change) : store.add(change);
  };

  return {
    put: async ({ question, revision, by }) => {
      const all = await store.all();
      const there = idsOf(all);
      mustLead(question, isGoal, (id) => there.has(id));
      const was = all.find(({ id }) => id === question.id);
      if (was && isSame(was, question)) {
        // Said again: a crash may have kept the first time from being known everywhere.
        await changed();
        return was;
      }
      if (revision !== undefined && revision !== (was?.revision ?? 0)) refuse('conflict', question.id);
      if (!(await write(was, question, by))) refuse('conflict', question.id);
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
      const given = idsOf(questions);
      if (given.size !== questions.length) refuse('bad_input', 'an id stands twice', { field: 'body.questions' });
      for (const question of questions) mustLead(question, isGoal, (id) => given.has(id) || before.has(id));
      const wanted = questions.map((question) => ({ ...question, state: before.get(question.id)?.state ?? 'online' }));
      const added = wanted.filter(({ id }) => !before.has(id));
      const differing = wanted.filter((question) => {
        const was = before.get(question.id);
        return was !== undefined && !isSame(was, question);
      });
      if (!dryRun) {
        for (const question of [...added, ...differing])
          if (!(await write(before.get(question.id), question, by))) refuse('conflict', question.id);
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
