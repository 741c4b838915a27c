import type { Match } from './match.js';

/** From this score on a question is answered; below `WORTH_OFFERING` it is not even offered. Measured in docs/nlu.md. */
const NEAR_ENOUGH = 0.31;
const WORTH_OFFERING = 0.18;
/** Nearly word for word: enough for words that are held to be of another trade, and whoever comes second. */
const CERTAIN = 0.6;
/** An answer is this many times as near as the next question. */
const LEAD = 1.1;

/** What becomes of words: one question answers them, or some may have been meant. */
export interface Judged {
  answer?: Match;
  offer: readonly Match[];
}

/**
 * Judges the nearest questions, nearest first.
 * @param foreign the words are held to be about somebody else's business
 */
export const judge = (ranked: readonly Match[], foreign: boolean): Judged => {
  const [first, second] = ranked;
  if (!first || first.score < WORTH_OFFERING) return { offer: [] };
  if (first.score >= CERTAIN) return { answer: first, offer: [] };
  if (foreign) return { offer: [] };
  const ahead = first.score >= LEAD * (second?.score ?? 0);
  if (first.score >= NEAR_ENOUGH && ahead) return { answer: first, offer: [] };
  return { offer: ranked.filter(({ score }) => score >= WORTH_OFFERING) };
};
