import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import type { Guard } from '../on.js';
import { presentExplanation, presentSentence } from '../present-nlu.js';

/** How words are understood, and what staff say that they meant. */
export const nluRoutes = ({ on, guards, services: { reading, review } }: Edge): void => {
  const { limited, signedIn, valid, audited, allowed } = guards;
  const looking: readonly Guard[] = [limited('read'), signedIn, valid, allowed('review.read')];
  const judging = (what: string): readonly Guard[] => [
    limited('write'),
    signedIn,
    valid,
    audited(what),
    allowed('review.label'),
  ];
  const titleOf = (intent: string): string => reading.titleOf(intent);

  on(routes.nluExplain, [limited('read'), signedIn, valid, allowed('nlu.explain')], async ({ body: { words } }) =>
    presentExplanation(await reading.explain(words), titleOf),
  );

  on(routes.nluLabels, [limited('read'), signedIn, valid, allowed('nlu.explain')], async () => ({
    items: review.labels.map((intent) => ({ intent, title: titleOf(intent) })),
  }));

  on(routes.reviewList, looking, async ({ query }) => {
    const { items, next } = await review.list(query);
    return { items: items.map((row) => presentSentence(row, titleOf)), next };
  });

  on(routes.reviewExamples, looking, async ({ query }) => {
    const { items, held, next } = await review.examples(query);
    return { items: [...items], held: [...held], next };
  });

  on(routes.reviewShow, looking, async ({ params: { id } }) => presentSentence(await review.show(id), titleOf));

  on(routes.reviewLabel, judging('nlu.label'), async ({ params: { id }, body, staff, touches }) => {
    touches(id, { intent: body.intent, force: body.force });
    return presentSentence(await review.label({ id, by: staff.user, ...body }), titleOf);
  });

  on(routes.reviewSkip, judging('nlu.skip'), async ({ params: { id }, body: { force }, staff }) =>
    presentSentence(await review.skip({ id, by: staff.user, force }), titleOf),
  );
};
