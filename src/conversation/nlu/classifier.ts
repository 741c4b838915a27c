import {
  charsOf,
  createNumbering,
  featuresOf,
  isShort,
  type Numbering,
  namesOf,
  numbered,
  numberOf,
  pairsOf,
} from './features.js';

/** Softmax over tf-idf of character 1-3-grams and concepts. */
export interface Classifier {
  /** Probabilities, highest first. */
  rank(text: string): readonly { label: string; score: number }[];
  /** What spoke for the label and what against it, the weightiest first: shares of all that was weighed, -1 to 1. */
  reasons(text: string, label: string, most: number): readonly { feature: string; share: number }[];
  /** Which share of its neighbouring pairs of characters the examples know, 0 to 1. */
  familiar(text: string): number;
}

/** What was learnt of examples: plain data, so that the build can keep it. */
export interface Lesson {
  readonly labels: readonly string[];
  readonly features: Numbering;
  /** A feature's rarity, by its number. */
  readonly idf: Float64Array;
  /** One row of weights a feature, side by side: one weight a label. */
  readonly weights: Float32Array;
  readonly bias: Float64Array;
}

/** Feature numbers and their weights, of length 1 together. */
interface Sparse {
  at: Int32Array;
  weight: Float64Array;
}

const EPOCHS = 12;
/** The rate of round n is divided by 1 + n times this. */
const SLOWER = 0.12;
const RATE = 3;
/** Weights shrink by this much of the rate at each touch: sure only of what many examples say. */
const DECAY = 2e-4;
/** An example that misses certainty by less than this teaches nothing more. */
const LEARNT = 0.02;

/** A fixed linear congruential order, so that two trainings of the same examples agree to the bit. */
const shuffled = (n: number, epoch: number): Int32Array => {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let state = 12_345 + epoch * 7919;
  for (let i = n - 1; i > 0; i -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const j = state % (i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
};

/** Numbers the features and weighs them: rare ones more. Those of more than two characters that only one example has are left out. */
const weigh = (rows: readonly (readonly number[])[]): Pick<Lesson, 'features' | 'idf'> => {
  const all = createNumbering(rows.reduce((sum, { length }) => sum + length, 0));
  const seenIn: number[] = [];
  const kept: number[] = [];
  const lastRow: number[] = [];
  for (const [row, found] of rows.entries())
    for (const feature of found) {
      const number = numbered(all, feature);
      if (lastRow[number] === row) continue;
      lastRow[number] = row;
      kept[number] = feature;
      seenIn[number] = (seenIn[number] ?? 0) + 1;
    }
  const features = createNumbering(all.size);
  const idf: number[] = [];
  for (const [number, feature] of kept.entries()) {
    const n = seenIn[number]!;
    if (n > 1 || isShort(feature)) idf[numbered(features, feature)] = Math.log((1 + rows.length) / (1 + n)) + 1;
  }
  return { features, idf: Float64Array.from(idf) };
};

const createVectors = ({ features, idf }: Pick<Lesson, 'features' | 'idf'>): ((found: readonly number[]) => Sparse) => {
  /** How often the features of one sentence came; all 0 between calls. */
  const counts = new Int32Array(idf.length);
  return (found) => {
    const numbers: number[] = [];
    for (const feature of found) {
      const number = numberOf(features, feature);
      if (number < 0) continue;
      if (counts[number] === 0) numbers.push(number);
      counts[number] = counts[number]! + 1;
    }
    const at = Int32Array.from(numbers);
    const weight = new Float64Array(at.length);
    let sum = 0;
    for (let j = 0; j < at.length; j += 1) {
      const n = counts[at[j]!]!;
      const w = (n === 1 ? 1 : 1 + Math.log(n)) * idf[at[j]!]!;
      counts[at[j]!] = 0;
      weight[j] = w;
      sum += w * w;
    }
    const norm = Math.sqrt(sum) || 1;
    for (let j = 0; j < weight.length; j += 1) weight[j] = weight[j]! / norm;
    return { at, weight };
  };
};

const createModel = ({ weights, bias }: Pick<Lesson, 'weights' | 'bias'>) => {
  const K = bias.length;
  /** Overwritten by each call. */
  const p = new Float64Array(K);
  const predict = ({ at, weight }: Sparse): Float64Array => {
    p.set(bias);
    for (let j = 0; j < at.length; j += 1) {
      const base = at[j]! * K;
      const v = weight[j]!;
      for (let k = 0; k < K; k += 1) p[k] = p[k]! + weights[base + k]! * v;
    }
    let top = p[0]!;
    for (let k = 1; k < K; k += 1) top = Math.max(top, p[k]!);
    let sum = 0;
    for (let k = 0; k < K; k += 1) {
      p[k] = Math.exp(p[k]! - top);
      sum += p[k]!;
    }
    for (let k = 0; k < K; k += 1) p[k] = p[k]! / sum;
    return p;
  };
  /** @returns false when there was nothing left to learn */
  const learn = (x: Sparse, y: number, rate: number): boolean => {
    predict(x);
    if (1 - p[y]! < LEARNT) return false;
    const keep = 1 - rate * DECAY;
    for (let k = 0; k < K; k += 1) {
      p[k] = (k === y ? 1 : 0) - p[k]!;
      bias[k] = bias[k]! + rate * 0.01 * p[k]!;
    }
    for (let j = 0; j < x.at.length; j += 1) {
      const base = x.at[j]! * K;
      const step = rate * x.weight[j]!;
      for (let k = 0; k < K; k += 1) weights[base + k] = weights[base + k]! * keep + step * p[k]!;
    }
    return true;
  };
  /** How much more a feature weighs for a label than for labels on the average. */
  const lean = (feature: number, label: number): number => {
    const row = weights.subarray(feature * K, (feature + 1) * K);
    return row[label]! - row.reduce((sum, one) => sum + one, 0) / K;
  };
  return { predict, learn, lean };
};

/** Fewer characters say nothing when one of them is gone. */
const FEWEST = 4;
/** Stands for a character that nobody can read; no example has it. */
const UNREAD = '□';

/** The sentence with one character unreadable or lost, every second time the one or the other. */
const hurt = (text: string, turn: number): string => {
  const chars = [...text];
  if (chars.length < FEWEST) return text;
  const at = (turn * 7919 + chars.length * 31) % chars.length;
  return turn % 2 === 0 ? chars.with(at, UNREAD).join('') : chars.toSpliced(at, 1).join('');
};

/**
 * Every second round learns from sentences with one character hurt, so that no single one decides.
 * @param examples sentences by label, already normalised
 */
export const learn = (examples: Readonly<Record<string, readonly string[]>>): Lesson => {
  const labels = Object.keys(examples).sort();
  const rows = labels.flatMap((label, y) =>
    [...new Set(examples[label])].map((text, i) => ({ y, text, hurt: hurt(text, i), features: featuresOf(text) })),
  );
  const weighed = weigh(rows.map(({ features }) => features));
  const bias = new Float64Array(labels.length);
  const lesson = { labels, ...weighed, weights: new Float32Array(weighed.idf.length * labels.length), bias };
  const vector = createVectors(lesson);
  const model = createModel(lesson);
  const whole = rows.map(({ features }) => vector(features));
  const damaged = rows.map(({ text, hurt }, i) => (hurt === text ? whole[i]! : vector(featuresOf(hurt))));
  // what had nothing to learn in one round is left out of the next
  const idle = [new Uint8Array(rows.length), new Uint8Array(rows.length)];
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const odd = epoch % 2;
    const [data, done] = [odd ? damaged : whole, idle[odd]!];
    for (const i of shuffled(rows.length, epoch))
      done[i] = done[i] || model.learn(data[i]!, rows[i]!.y, RATE / (1 + epoch * SLOWER)) ? 0 : 1;
  }
  return lesson;
};

/** The classifier that knows what was learnt. */
export const createClassifier = (lesson: Lesson): Classifier => {
  const { labels, features } = lesson;
  const vector = createVectors(lesson);
  const { predict, lean } = createModel(lesson);
  return {
    reasons: (text, label, most) => {
      const found = featuresOf(text);
      const written = namesOf(text);
      const names = new Map(found.map((feature, i) => [numberOf(features, feature), written[i]!]));
      const { at, weight } = vector(found);
      const k = labels.indexOf(label);
      const leaning = [...at].map((number, j) => ({
        feature: names.get(number)!,
        share: weight[j]! * lean(number, k),
      }));
      const all = leaning.reduce((sum, { share }) => sum + Math.abs(share), 0) || 1;
      return leaning
        .map(({ feature, share }) => ({ feature, share: share / all }))
        .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
        .slice(0, most);
    },
    familiar: (text) => {
      const pairs = pairsOf(charsOf(text));
      return pairs.filter((pair) => numberOf(features, pair) >= 0).length / pairs.length;
    },
    rank: (text) => {
      const p = predict(vector(featuresOf(text)));
      return labels.map((label, k) => ({ label, score: p[k]! })).sort((a, b) => b.score - a.score);
    },
  };
};
