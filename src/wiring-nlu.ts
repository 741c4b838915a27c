import { examples } from '../intents/index.js';
import { titles } from '../templates/replies/titles.js';
import { createUnderstanding, type Reader } from './conversation/nlu/understand.js';
import { redact } from './conversation/redact.js';
import { dayOf } from './kernel/dates.js';
import type { Reading, Services } from './services.js';

/** Learnt once a process, in about a second. */
let learnt: Reader | undefined;
export const understanding = (): Reader => {
  learnt ??= createUnderstanding({ examples: examples() });
  return learnt;
};

const titleOf = (intent: string): string =>
  Object.hasOwn(titles, intent) ? titles[intent as keyof typeof titles] : intent;

/** The same understanding as the chat's, for who asks why. */
export const wireReading = ({
  clock,
  knowledge,
  notices,
}: Pick<Services, 'clock' | 'knowledge' | 'notices'>): Reading => ({
  titleOf,
  explain: async (words) => {
    const { text } = redact(words);
    const context = { today: dayOf(clock.now()), areas: await notices.areaNames() };
    const found = knowledge.find(text);
    const [near] = found ? [] : knowledge.near(text, 1);
    const nearest = found
      ? { title: found.question.title, score: found.score, answers: true }
      : near && { title: near.title, answers: false };
    return { ...understanding().explain(text, context), ...(nearest ? { nearest } : {}) };
  },
});
