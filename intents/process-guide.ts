import * as say from '../templates/replies/applying.js';
import { didYouMean, MOST_OFFERED } from '../templates/replies/knowledge.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { knownAnswer } from './known-answer.js';
import { applicationKind, questionId } from './slots.js';

export const processGuide = defineIntent({
  name: 'process_guide',
  title: titles.process_guide,
  examples: ['过户要什么材料', '报装流程', '办事指南'],
  looksUp: true,
  slots: { kind: applicationKind, question: questionId },
  answer: ({ words, slots, services }) => {
    const { knowledge, company } = services;
    const asked = slots.question ? knowledge.byId(slots.question) : knowledge.find(words)?.question;
    if (asked) return knownAnswer(services, asked);
    const about = slots.kind && knowledge.find(say.questionOf[slots.kind])?.question;
    if (about) return knownAnswer(services, about);
    const near = say.namesNone(words) ? [] : knowledge.near(words, MOST_OFFERED);
    return near.length > 0 ? didYouMean(near) : say.whichGuide(company.hotline);
  },
});
