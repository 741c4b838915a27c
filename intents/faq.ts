import * as say from '../templates/replies/knowledge.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { knownAnswer } from './known-answer.js';
import { questionId } from './slots.js';

export const faq = defineIntent({
  name: 'faq',
  title: titles.faq,
  examples: ['水价多少', '过户要什么材料'],
  looksUp: true,
  slots: { question: questionId },
  answer: ({ words, slots, services }) => {
    const { knowledge, company } = services;
    const asked = slots.question ? knowledge.byId(slots.question) : knowledge.find(words)?.question;
    if (asked) return knownAnswer(services, asked);
    const near = knowledge.near(words, say.MOST_OFFERED);
    return near.length > 0 ? say.didYouMean(near) : say.notKnown(company.hotline);
  },
});
