import { refuse } from '../../kernel/errors.js';
import type { ReviewReason, ReviewRow, ReviewState, Sighting, Verdict } from './door.js';

/** One saying of a sentence; who and which message under their blind index. */
export interface Seen {
  key: string;
  by: string;
  reason: ReviewReason;
  hint?: string;
}

/** A sentence as it is kept; the words are sealed by the store. */
export interface Sentence {
  id: string;
  words: string;
  guess: Sighting['guess'];
  /** The last ones, newest last; older ones are only counted. */
  seen: Seen[];
  count: number;
  verdict?: Verdict;
  firstAt: Date;
  lastAt: Date;
}

const SEEN_KEPT = 50;

export const stateOf = ({ verdict }: Pick<Sentence, 'verdict'>): ReviewState =>
  verdict ? (verdict.intent ? 'labelled' : 'skipped') : 'open';

/** Counts a saying; one that is known already only adds what is new about it. */
export const witnessed = (sentence: Sentence, saying: Seen, at: Date): Sentence => {
  const known = sentence.seen.find(({ key }) => key === saying.key);
  if (known)
    return { ...sentence, seen: sentence.seen.map((each) => (each === known ? { ...known, ...saying } : each)) };
  const seen = [...sentence.seen, saying].slice(-SEEN_KEPT);
  return { ...sentence, seen, count: sentence.count + 1, lastAt: at };
};

/** Without what one resident said; undefined when nobody else is left. */
export const unsaid = (sentence: Sentence, by: string): Sentence | undefined => {
  const seen = sentence.seen.filter((each) => each.by !== by);
  const count = sentence.count - (sentence.seen.length - seen.length);
  return seen.length === 0 ? undefined : { ...sentence, seen, count };
};

/** @throws Refused label_disputed */
export const judged = (
  sentence: Sentence,
  { intent, by, at, force }: { intent?: string; by: string; at: Date; force: boolean },
): Sentence => {
  const before = sentence.verdict;
  const fresh: Verdict = { ...(intent ? { intent } : {}), by, at, agreed: [] };
  if (!before || before.by === by) return { ...sentence, verdict: fresh };
  if (before.intent === intent)
    return { ...sentence, verdict: { ...before, agreed: [...new Set([...before.agreed, by])] } };
  if (!force)
    refuse('label_disputed', sentence.id, { by: before.by, ...(before.intent ? { intent: before.intent } : {}) });
  return { ...sentence, verdict: fresh };
};

const tally = <T extends string>(values: readonly T[]): Map<T, number> => {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

export const present = (sentence: Sentence): ReviewRow => {
  const { id, words, count, guess, seen, verdict, firstAt, lastAt } = sentence;
  const hints = tally(seen.flatMap(({ hint }) => (hint ? [hint] : [])));
  return {
    id,
    words,
    count,
    reasons: Object.fromEntries(tally(seen.map(({ reason }) => reason))),
    guess,
    hints: [...hints].map(([intent, n]) => ({ intent, count: n })).sort((a, b) => b.count - a.count),
    state: stateOf(sentence),
    ...(verdict ? { verdict } : {}),
    firstAt,
    lastAt,
  };
};
