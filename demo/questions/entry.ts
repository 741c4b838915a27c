import type { More, Question } from '../../src/domain/knowledge/index.js';

/** One question: its id, its title, other ways to ask it, where more is to be had, and the answer, in lines. */
export const q = (
  id: string,
  title: string,
  asked: readonly string[],
  more: readonly More[],
  ...answer: readonly string[]
): Question => ({
  id,
  title,
  asked,
  answer: answer.join('\n'),
  more,
});
