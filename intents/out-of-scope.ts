import * as say from '../templates/replies/scope.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const outOfScope = defineIntent({
  name: 'out_of_scope',
  title: titles.out_of_scope,
  examples: ['电费多少', '讲个笑话'],
  answer: ({ words }) => say.notOurs(words),
});
