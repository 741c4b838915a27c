import * as say from '../templates/replies/greeting.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const help = defineIntent({
  name: 'help',
  title: titles.help,
  examples: ['你能做什么', '怎么用', '菜单'],
  looksUp: true,
  command: 'help',
  answer: ({ services }) => say.help(services.company),
});
