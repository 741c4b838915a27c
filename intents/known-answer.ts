import type { Reply } from '../src/conversation/reply.js';
import type { Question } from '../src/domain/knowledge/door.js';
import type { Services } from '../src/services.js';
import { answer, didYouMean, MOST_OFFERED } from '../templates/replies/knowledge.js';

type Doors = Pick<Services, 'knowledge' | 'company'>;

/** Answers with a question of the knowledge base; the answer is counted. */
export const knownAnswer = ({ knowledge, company }: Doors, question: Question): Reply => {
  knowledge.seen(question.id);
  return answer(question, { hotline: company.hotline, titleOf: (id) => knowledge.byId(id)?.title });
};

/** What staff wrote for exactly these words. */
export const byKeyword = (services: Doors, words: string): Reply | undefined => {
  const question = services.knowledge.byKeyword(words);
  return question && knownAnswer(services, question);
};

/** What the knowledge base has to words that are no intent; not `sure`: titles to choose from. */
export const lookUpKnown = (services: Doors, words: string): { reply: Reply; sure: boolean } | undefined => {
  const found = services.knowledge.find(words);
  if (found) return { reply: knownAnswer(services, found.question), sure: true };
  const near = services.knowledge.near(words, MOST_OFFERED);
  return near.length > 0 ? { reply: didYouMean(near), sure: false } : undefined;
};
