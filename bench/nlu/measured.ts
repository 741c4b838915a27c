import { judge, type Labelled, type Score, scoreOf } from '../../src/conversation/nlu/score.js';
import type { Understanding } from '../../src/conversation/understanding.js';
import { asFirst } from '../../src/nlu-files.js';
import { TODAY } from './sentences.js';

/** Understands each sentence as a first message in the chat, and counts. */
export const measured = (sentences: readonly Labelled[], { understand }: Pick<Understanding, 'understand'>): Score =>
  scoreOf(
    sentences.map((one) => {
      const got = asFirst(understand(one.text, { today: TODAY, areas: [] }));
      return { one, got, verdict: judge(one, got) };
    }),
  );
