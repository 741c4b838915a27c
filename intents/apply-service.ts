import * as say from '../templates/replies/applying.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { applicationKind } from './slots.js';

export const applyService = defineIntent({
  name: 'apply_service',
  title: titles.apply_service,
  examples: ['我要过户', '申请装水表', '申请验表'],
  slots: { kind: applicationKind },
  answer: ({ slots, services: { knowledge } }) =>
    say.applyThere(slots.kind, slots.kind && knowledge.find(say.questionOf[slots.kind])?.question.answer),
});
