import * as say from '../templates/replies/knowledge.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const faq = defineIntent({
  name: 'faq',
  title: titles.faq,
  examples: ['水价多少', '过户要什么材料'],
  answer: ({ words, services }) => {
    const found = services.knowledge.find(words);
    return found ? say.answer(found.question) : say.notKnown(services.company.hotline);
  },
});
