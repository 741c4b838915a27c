import type { Question } from './door.js';

/** Gram → weight, of length 1. */
type Vector = ReadonlyMap<string, number>;

export interface Match {
  question: Question;
  /** Cosine, 0 to 1. */
  score: number;
}

export interface QuestionIndex {
  /** At most `most`, nearest first. */
  nearest(words: string, most: number): Match[];
}

/** Below this cosine two sentences share little but their grammar. Set by the questions and strangers of the test. */
export const NEAR_ENOUGH = 0.53;

/** Below this cosine a question is not worth offering either. */
export const WORTH_OFFERING = 0.3;

/** Longer input is cut: what a question is about stands at its front, and the work stays bounded. */
const LONGEST = 200;

/** Letters and digits only, lower case, so that punctuation, blanks and emoji weigh nothing. */
const plain = (words: string): string =>
  words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, LONGEST);

/** Characters and their neighbouring pairs, with how often each occurs. */
const gramsOf = (words: string): Map<string, number> => {
  const chars = [...plain(words)];
  const counts = new Map<string, number>();
  const add = (gram: string): void => {
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  };
  chars.forEach((char, i) => {
    add(char);
    const next = chars[i + 1];
    if (next !== undefined) add(char + next);
  });
  return counts;
};

/** A single character says less than a pair. */
const SINGLE_WEIGHT = 0.6;
/** Above 1: rare grams decide, frequent ones hardly count. */
const RARITY_POWER = 1.5;

/**
 * Indexes the questions by character unigrams and bigrams (tf-idf, cosine); each wording of a question is a document of its own and
 * the nearest counts. A pair's rarity is the mean of its characters': pairs that only straddle two common words then weigh little, and a word
 * that the base never saw weighs most, so that foreign sentences move away from everything.
 */
export const indexQuestions = (questions: readonly Question[]): QuestionIndex => {
  const wordings = questions.flatMap((question) =>
    [question.title, ...question.asked].map((words) => ({ question, counts: gramsOf(words) })),
  );
  const seenIn = new Map<string, number>();
  for (const question of questions)
    for (const char of new Set([question.title, ...question.asked].flatMap((words) => [...plain(words)])))
      seenIn.set(char, (seenIn.get(char) ?? 0) + 1);
  const rarity = (char: string): number => Math.log((1 + questions.length) / (1 + (seenIn.get(char) ?? 0)));
  const weightOf = (gram: string): number => {
    const [first = '', second] = gram;
    return second === undefined
      ? SINGLE_WEIGHT * rarity(first) ** RARITY_POWER
      : ((rarity(first) + rarity(second)) / 2) ** RARITY_POWER;
  };
  const vectorOf = (counts: ReadonlyMap<string, number>): Vector => {
    const raw = [...counts].map(([gram, count]) => [gram, (1 + Math.log(count)) * weightOf(gram)] as const);
    const length = Math.hypot(...raw.map(([, weight]) => weight));
    return new Map(length > 0 ? raw.map(([gram, weight]) => [gram, weight / length]) : []);
  };

  const vectors = wordings.map(({ counts }) => vectorOf(counts));
  const postings = new Map<string, { at: number; weight: number }[]>();
  vectors.forEach((vector, at) => {
    for (const [gram, weight] of vector) {
      const list = postings.get(gram);
      if (list) list.push({ at, weight });
      else postings.set(gram, [{ at, weight }]);
    }
  });

  return {
    nearest: (words, most) => {
      const scores = new Float64Array(wordings.length);
      for (const [gram, weight] of vectorOf(gramsOf(words)))
        for (const posting of postings.get(gram) ?? []) {
          scores[posting.at] = (scores[posting.at] ?? 0) + weight * posting.weight;
        }
      const best = new Map<Question, number>();
      scores.forEach((score, at) => {
        const question = wordings[at]?.question;
        if (question && score > (best.get(question) ?? 0)) best.set(question, score);
      });
      return [...best]
        .map(([question, score]) => ({ question, score: Math.min(1, score) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, most);
    },
  };
};
