import * as say from '../templates/replies/scope.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { knownAnswer } from './known-answer.js';

export const outOfScope = defineIntent({
  name: 'out_of_scope',
  title: titles.out_of_scope,
  examples: ['电费多少', '讲个笑话'],
  /** What sounds foreign and is a question of the knowledge base nearly word for word is ours all the same. */
  answer: ({ words, services }) => {
    const known = services.knowledge.find(words, { foreign: true });
    return known ? knownAnswer(services, known.question) : say.notOurs(words);
  },
});
