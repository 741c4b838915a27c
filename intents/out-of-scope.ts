import { answer } from '../templates/replies/knowledge.js';
import * as say from '../templates/replies/scope.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const outOfScope = defineIntent({
  name: 'out_of_scope',
  title: titles.out_of_scope,
  examples: ['电费多少', '讲个笑话'],
  /** What sounds foreign and is a question of the knowledge base nearly word for word is ours all the same. */
  answer: ({ words, services: { knowledge } }) => {
    const known = knowledge.find(words, { foreign: true });
    return known ? answer(known.question) : say.notOurs(words);
  },
});
