import type { Candidate, Opinion } from '../conversation/second-opinion.js';

/** What leaves the house. */
export interface Question {
  /** Without what is personal. */
  words: string;
  candidates: readonly Candidate[];
}

/**
 * One way to ask a model, one request each. Undefined: it answered, and is not sure enough.
 * @throws when it refuses, or its answer is none
 */
export type Judge = (question: Question, signal: AbortSignal) => Promise<Opinion | undefined>;

/** The one that leads, when it is far enough ahead. */
export const leader = (
  scored: readonly { intent: string; score: number }[],
  { least, lead }: { least: number; lead: number },
): Opinion | undefined => {
  const [first, second] = scored.toSorted((a, b) => b.score - a.score);
  return first && first.score >= least && first.score - (second?.score ?? 0) >= lead
    ? { intent: first.intent }
    : undefined;
};
