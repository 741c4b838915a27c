import type { Question } from './door.js';

/** What words come to, whoever says it how: one spelling without marks, and the names of the concepts they touch. */
export interface Gist {
  words: string;
  concepts: readonly string[];
}

export interface Match {
  question: Question;
  /** How much of what the words say the question says too, 0 to 1. */
  score: number;
}

export interface QuestionIndex {
  /** At most `most`, nearest first. */
  nearest(gist: Gist, most: number): Match[];
}

/** Longer input is cut: what a question is about stands at its front, and the work stays bounded. */
const LONGEST = 200;
/** A single character says less than a pair, a concept more. */
const SINGLE = 0.6;
const CONCEPT = 1.5;
/** A title says what a question is about; its other wordings say so too, but each for itself. */
const TITLE = 2;
/** How soon a feature that is said again and again counts no more, and how much a question of many wordings pays for it (BM25's k1 and b). */
const SATURATION = 0.6;
const LENGTH = 0.5;

const CONCEPT_MARK = '#';

/** Characters, their neighbouring pairs, and concepts. */
const featuresOf = ({ words, concepts }: Gist): string[] => {
  const chars = [...words].slice(0, LONGEST);
  const pairs = chars.slice(1).map((char, i) => `${chars[i]}${char}`);
  return [...chars, ...pairs, ...concepts.map((name) => CONCEPT_MARK + name)];
};

/** The weights that each feature has in a question. */
const contentOf = (
  { title, asked }: Question,
  gist: (words: string) => Gist,
): { counts: Map<string, number>; length: number } => {
  const counts = new Map<string, number>();
  let length = 0;
  for (const [words, weight] of [[title, TITLE] as const, ...asked.map((wording) => [wording, 1] as const)])
    for (const feature of featuresOf(gist(words))) {
      counts.set(feature, (counts.get(feature) ?? 0) + weight);
      length += weight;
    }
  return { counts, length };
};

/** How rare a feature is. A pair is as rare as its characters on the average: one that only straddles two common words then weighs little. */
const rarityIn = (contents: readonly { counts: ReadonlyMap<string, number> }[]): ((feature: string) => number) => {
  const seenIn = new Map<string, number>();
  for (const { counts } of contents)
    for (const feature of counts.keys()) seenIn.set(feature, (seenIn.get(feature) ?? 0) + 1);
  const rarity = (feature: string): number => {
    const seen = seenIn.get(feature) ?? 0;
    return Math.log(1 + (contents.length - seen + 0.5) / (seen + 0.5));
  };
  return (feature) => {
    if (feature.startsWith(CONCEPT_MARK)) return CONCEPT * rarity(feature);
    const [first = '', second] = feature;
    return second === undefined ? SINGLE * rarity(first) : (rarity(first) + rarity(second)) / 2;
  };
};

/**
 * Indexes the questions by BM25 over characters, pairs and concepts, as a share of what the words could reach: what no question says
 * weighs most, so that foreign sentences stay away from everything.
 */
export const indexQuestions = (questions: readonly Question[], gist: (words: string) => Gist): QuestionIndex => {
  const contents = questions.map((question) => contentOf(question, gist));
  const average = contents.reduce((sum, { length }) => sum + length, 0) / (contents.length || 1);
  const weightOf = rarityIn(contents);
  const postings = new Map<string, { at: number; share: number }[]>();
  contents.forEach(({ counts, length }, at) => {
    const damped = SATURATION * (1 - LENGTH + (LENGTH * length) / average);
    for (const [feature, count] of counts) {
      const posting = { at, share: count / (count + damped) };
      const list = postings.get(feature);
      if (list) list.push(posting);
      else postings.set(feature, [posting]);
    }
  });

  return {
    nearest: (asked, most) => {
      const scores = new Float64Array(questions.length);
      let whole = 0;
      for (const feature of new Set(featuresOf(asked))) {
        const weight = weightOf(feature);
        whole += weight;
        for (const { at, share } of postings.get(feature) ?? []) scores[at] = (scores[at] ?? 0) + weight * share;
      }
      return questions
        .map((question, at) => ({ question, score: (scores[at] ?? 0) / (whole || 1) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, most);
    },
  };
};
