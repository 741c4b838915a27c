import * as say from '../templates/replies/applying.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { ticketNumber } from './slots.js';

export const applicationStatus = defineIntent({
  name: 'application_status',
  title: titles.application_status,
  examples: ['报装进度', '过户办好了吗', 'SQ20261101003'],
  looksUp: true,
  slots: { number: ticketNumber },
  answer: ({ slots, services: { company } }) => say.statusElsewhere(slots.number, company.hotline),
});
