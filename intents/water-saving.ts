import { titles } from '../templates/replies/titles.js';
import * as say from '../templates/replies/water-saving.js';
import { defineIntent } from './kit.js';

export const waterSaving = defineIntent({
  name: 'water_saving',
  title: titles.water_saving,
  examples: ['节水小贴士', '怎么省水', '家里怎么节约用水'],
  byRule: true,
  looksUp: true,
  answer: () => say.tips,
});
