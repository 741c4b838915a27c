import type { Reply } from '../src/conversation/reply.js';
import type { Question } from '../src/domain/knowledge/door.js';
import type { Services } from '../src/services.js';
import { answer } from '../templates/replies/knowledge.js';

/** Answers with a question of the knowledge base; the answer is counted. */
export const knownAnswer = (
  { knowledge, company }: Pick<Services, 'knowledge' | 'company'>,
  question: Question,
): Reply => {
  knowledge.seen(question.id);
  return answer(question, { hotline: company.hotline, titleOf: (id) => knowledge.byId(id)?.title });
};
