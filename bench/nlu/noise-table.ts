import type { Labelled, Score } from '../../src/conversation/nlu/score.js';
import type { Understanding } from '../../src/conversation/understanding.js';
import { chanceOf } from '../torture/chance.js';
import { measured } from './measured.js';
import { kinds, noisy, noisyTimes } from './noise.js';

/** How well sentences are understood with slips in them, against the same sentences without. */
export interface NoiseRow {
  noise: string;
  score: Score;
  /** Points of accuracy lost; negative when noise helped. */
  lost: number;
}

/** One slip of each kind, one of any, and two of any; a seed each. */
export const noiseRows = (
  sentences: readonly Labelled[],
  understanding: Pick<Understanding, 'understand'>,
  seed: number,
): readonly NoiseRow[] => {
  const clean = measured(sentences, understanding);
  const row = (noise: string, slip: (text: string) => string): NoiseRow => {
    const score = measured(
      sentences.map((one) => ({ ...one, text: slip(one.text) })),
      understanding,
    );
    return { noise, score, lost: (clean.accuracy - score.accuracy) * 100 };
  };
  const chance = (name: string) => chanceOf(seed).fork(name);
  return [
    { noise: 'none', score: clean, lost: 0 },
    ...kinds.map((kind) => {
      const own = chance(kind);
      return row(kind, (text) => noisy(text, kind, own));
    }),
    ...[1, 2].map((times) => {
      const own = chance(`${times} of any`);
      return row(`${times} of any`, (text) => noisyTimes(text, times, own));
    }),
  ];
};
