import type { Question } from '../../src/domain/knowledge/index.js';

/** One question: its id, its title, other ways to ask it, and the answer, in lines. */
export const q = (id: string, title: string, asked: readonly string[], ...answer: readonly string[]): Question => ({
  id,
  title,
  asked,
  answer: answer.join('\n'),
});
