import { examples } from '../../intents/examples.js';
import { createUnderstanding, learnFrom, type Reader } from '../../src/conversation/nlu/understand.js';
import type { Gist } from '../../src/domain/knowledge/index.js';

let learnt: Reader | undefined;
const reader = (): Reader => {
  learnt ??= createUnderstanding(learnFrom(examples()));
  return learnt;
};

/** Words as the service reads them for the knowledge base; learnt once a worker. */
export const gist = (words: string): Gist => reader().gist(words);

/** Whether the classifier holds words for another trade's. */
export const isForeign = (words: string): boolean =>
  reader().understand(words, { today: '2026-11-21', areas: [] }).action === 'out_of_scope';
