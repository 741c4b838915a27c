import * as say from '../templates/replies/price.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';

export const priceStandard = defineIntent({
  name: 'price_standard',
  title: titles.price_standard,
  examples: ['水价多少', '阶梯水价', '商业用水多少钱一吨'],
  looksUp: true,
  answer: ({ words, services: { billing, company } }) =>
    say.notOfHomes(words) ? say.otherPrices(billing.tariff(), company) : say.prices(billing.tariff()),
});
