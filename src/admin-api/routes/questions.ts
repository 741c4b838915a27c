import type { KeptQuestion, Search } from '../../domain/knowledge/door.js';
import { type OutOf, routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';

/** How many questions a search names. */
const NAMED = 5;

const present = (question: KeptQuestion): OutOf<typeof routes.questionShow> => ({
  id: question.id,
  title: question.title,
  asked: [...question.asked],
  answer: question.answer,
  more: [...question.more],
  keywords: [...(question.keywords ?? [])],
  state: question.state,
  revision: question.revision,
  changedAt: question.changedAt.toISOString(),
  changedBy: question.changedBy,
  views: question.views,
});

const presentSearch = ({ outcome, foreign, nearest }: Search): OutOf<typeof routes.questionSearch> => ({
  outcome,
  foreign,
  nearest: nearest.map(({ id, title, score }) => ({ id, title, score: Math.round(score * 100) / 100 })),
});

export const questionRoutes = ({ on, guards, services: { knowledge } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;
  const reading: readonly Guard[] = [limited('read'), signedIn, valid, allowed('questions.read')];
  const writing = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('questions.write'),
  ];

  on(routes.questionList, reading, async ({ query }) => ({ items: (await knowledge.list(query)).map(present) }));

  // Before the one that takes any id.
  on(routes.questionSearch, reading, async ({ query }) => presentSearch(knowledge.search(query.words, NAMED)));

  on(routes.questionShow, reading, async ({ params }) => present(await knowledge.get(params.id)));

  on(
    routes.questionPut,
    writing('question.put'),
    async ({ params, body: { revision, ...question }, staff, touches }) => {
      const kept = await knowledge.put({
        question: { id: params.id, ...question },
        by: staff.user,
        ...(revision === undefined ? {} : { revision }),
      });
      touches(kept.id, { revision: kept.revision, state: kept.state });
      return present(kept);
    },
  );

  on(routes.questionRemove, writing('question.remove'), async ({ params, query }) => {
    await knowledge.remove({ ...params, ...query });
    return undefined;
  });

  on(routes.questionImport, writing('question.import'), async ({ body: { questions, dryRun }, staff, touches }) => {
    const { imported, added, changed } = await knowledge.importQuestions(questions, { dryRun, by: staff.user });
    touches('questions', { dryRun, added: added.length, changed: changed.length });
    return { imported, added: [...added], changed: [...changed] };
  });
};
