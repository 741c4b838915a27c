import * as say from '../templates/replies/notices.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { knownAnswer } from './known-answer.js';
import { published } from './notices.js';

export const waterQuality = defineIntent({
  name: 'water_quality',
  title: titles.water_quality,
  examples: ['水质报告', '水发黄能用吗', '自来水能直接喝吗'],
  looksUp: true,
  async answer({ words, services }) {
    const known = say.asksForReport(words) ? undefined : services.knowledge.find(words);
    if (known) return knownAnswer(services, known.question);
    const [newest] = await published(services, 'quality', 1);
    return newest ? say.quality(newest) : say.noQuality(services.company.hotline);
  },
});
