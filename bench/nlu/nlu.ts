import { examples } from '../../intents/examples.js';
import type { Labelled } from '../../src/conversation/nlu/score.js';
import { createUnderstanding, learnFrom } from '../../src/conversation/nlu/understand.js';
import { asFirst } from '../../src/nlu-files.js';
import { type Benchmark, interleaved, worked } from '../frame.js';
import { frozenSentences, TODAY } from './sentences.js';
import { trainYardstick } from './yardstick.js';

const ROUNDS = 9;
/** Sentences a round: the yardstick takes milliseconds for each. */
const A_ROUND = 60;
/** How often a round reads its sentences with ours, so that it is long enough to be timed. */
const REPEATS = 20;

/** How often ours reads all sentences before it is timed: a service has been running for longer than this. */
const WARM_UP = 8;

type Reader = (text: string) => string;

/** The share whose first intent is right, asked back or not; for both the same. */
const accuracy = (sentences: readonly Labelled[], read: Reader): number =>
  sentences.filter(({ text, intent, alt = [] }) => [intent, ...alt].includes(read(text))).length / sentences.length;

/** Takes the next sentences, again from the start when they are used up. */
const inTurn = (sentences: readonly Labelled[], read: Reader, repeats: number): (() => number) => {
  let at = 0;
  return () => {
    const round = Array.from({ length: A_ROUND }, (_, i) => sentences[(at + i) % sentences.length]!.text);
    at += A_ROUND;
    const ms = worked(() => {
      for (let i = 0; i < repeats; i += 1) for (const text of round) read(text);
    });
    return ms / (repeats * A_ROUND);
  };
};

/**
 * The whole of our understanding (normalising, rules, classifier, slots) against `natural`'s naive Bayes on the same character 1-3-grams
 * of the same normalised sentences, learnt from the same examples and judged on the frozen split. Ours is what a first message in the chat
 * would be taken for.
 */
export const nlu: Benchmark = {
  name: 'nlu',
  about: "understanding a message, against natural's naive Bayes: accuracy and messages a second",
  run: async (say) => {
    const taught = examples();
    const sentences = frozenSentences();
    say(`${Object.values(taught).flat().length} examples; ${sentences.length} sentences to judge by`);
    let understanding = createUnderstanding(learnFrom({}));
    const ourTraining = worked(() => {
      understanding = createUnderstanding(learnFrom(taught));
    });
    const ours: Reader = (text) => asFirst(understanding.understand(text, { today: TODAY, areas: [] })).intent;
    say(`ours has learnt in ${(ourTraining / 1000).toFixed(1)} s`);
    let natural: Reader = () => '';
    const itsTraining = worked(() => {
      natural = trainYardstick(taught);
    });
    say(`natural has learnt in ${(itsTraining / 1000).toFixed(1)} s`);
    const right = { ours: accuracy(sentences, ours), natural: accuracy(sentences, natural) };
    say(`right at once: ours ${right.ours.toFixed(3)}, natural ${right.natural.toFixed(3)}`);
    for (let i = 0; i < WARM_UP; i += 1) for (const { text } of sentences) ours(text);
    const contestants = { ours: inTurn(sentences, ours, REPEATS), natural: inTurn(sentences, natural, 1) };
    say('milliseconds of processor time a message');
    const ms = await interleaved(ROUNDS, contestants, say);
    return {
      ratios: { accuracy: right.ours / right.natural, speed: ms.natural / ms.ours },
      ours: { accuracy: right.ours, msPerMessage: ms.ours, trainingSeconds: ourTraining / 1000 },
      yardstick: { accuracy: right.natural, msPerMessage: ms.natural, trainingSeconds: itsTraining / 1000 },
    };
  },
};
