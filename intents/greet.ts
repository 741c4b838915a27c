import { beijing } from '../src/kernel/dates.js';
import * as say from '../templates/replies/greeting.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const greet = defineIntent({
  name: 'greet',
  title: titles.greet,
  examples: ['你好', '在吗', '谢谢', '再见'],
  answer: ({ words, now }) => say.greeting(words, beijing(now).hour),
});
