import * as say from '../templates/replies/contact.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const contact = defineIntent({
  name: 'contact',
  title: titles.contact,
  examples: ['你们电话多少', '抢修热线', '联系方式'],
  looksUp: true,
  answer: ({ services: { company } }) => say.phone(company.hotline),
});
