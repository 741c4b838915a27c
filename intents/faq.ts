import * as say from '../templates/replies/knowledge.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { questionId } from './slots.js';

export const faq = defineIntent({
  name: 'faq',
  title: titles.faq,
  examples: ['水价多少', '过户要什么材料'],
  looksUp: true,
  slots: { question: questionId },
  answer: ({ words, slots, services: { knowledge, company } }) => {
    const asked = slots.question ? knowledge.byId(slots.question) : knowledge.find(words)?.question;
    if (asked) return say.answer(asked);
    const near = knowledge.near(words, say.MOST_OFFERED);
    return near.length > 0 ? say.didYouMean(near) : say.notKnown(company.hotline);
  },
});
