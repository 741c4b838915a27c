import * as say from '../templates/replies/paying.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { amount } from './slots.js';

export const topUp = defineIntent({
  name: 'top_up',
  title: titles.top_up,
  examples: ['充值', '预存水费', '先存200块'],
  slots: { amount },
  answer: ({ slots, services: { company } }) => say.topUpElsewhere(slots.amount, company.hotline),
});
