import { existsSync, readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { examples } from '../intents/index.js';
import { titles } from '../templates/replies/titles.js';
import { impersonal } from './conversation/nlu/personal.js';
import { createUnderstanding, type Learnt, learnFrom, type Reader } from './conversation/nlu/understand.js';
import { redact } from './conversation/redact.js';
import type { UnclearWatch } from './conversation/unclear.js';
import type { Review } from './domain/review/door.js';
import { dayOf } from './kernel/dates.js';
import { reasonOf } from './kernel/errors.js';
import type { Log } from './kernel/log.js';
import type { Reading, Services } from './services.js';

/** Where the build keeps what it learnt of the examples beside it; what runs from the sources learns by itself. */
export const learntFile = new URL('../intents/learnt.bin', import.meta.url);
const learnt = (): Learnt =>
  existsSync(learntFile) ? (deserialize(readFileSync(learntFile)) as Learnt) : learnFrom(examples());

let reader: Reader | undefined;
/** The same for all who ask in one process. */
export const understanding = (): Reader => {
  reader ??= createUnderstanding(learnt());
  return reader;
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

/** Puts words that were not surely understood on the list, beside the turn: what fails there is a line in the log. */
export const watchUnclear = (review: Pick<Review, 'note'>, log: Log): UnclearWatch => ({
  impersonal,
  tell: ({ resident, key, words, reason, intent, confidence, alternatives, hint }) => {
    const guess = { intent, confidence, alternatives };
    const sighting = { openid: resident, cause: key, words, reason, guess, ...(hint ? { hint } : {}) };
    review
      .note(sighting)
      .catch((error: unknown) => log.warn({ cause: key, reason: reasonOf(error) }, 'unclear words were not listed'));
  },
});
