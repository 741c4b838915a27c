import { routes } from '../contract.js';
import type { Edge } from '../edge.js';
import { presentExplanation } from '../present-nlu.js';

/** How words are understood. */
export const nluRoutes = ({ on, guards, services: { reading } }: Edge): void => {
  const { limited, signedIn, valid, allowed } = guards;

  on(routes.nluExplain, [limited('read'), signedIn, valid, allowed('nlu.explain')], async ({ body: { words } }) =>
    presentExplanation(await reading.explain(words), reading.titleOf),
  );
};
