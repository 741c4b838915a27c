import { conceptsOf } from './lexicon.js';
import { soundsOf } from './pinyin.js';

/** Softmax over tf-idf of character 1-3-grams and concepts; trained at the start from the examples, in a fraction of a second. */
export interface Classifier {
  /** Probabilities, highest first. */
  rank(text: string): readonly { label: string; score: number }[];
  /** What spoke for the label and what against it, the weightiest first: shares of all that was weighed, -1 to 1. */
  reasons(text: string, label: string, most: number): readonly { feature: string; share: number }[];
  /** Which share of its neighbouring pairs of characters the examples know, 0 to 1. */
  familiar(text: string): number;
}

/** Digits are one character, marks none, and the ends are marked. */
const charsOf = (text: string): string[] => [...`^${text.replace(/\d+/g, '#').replace(/[\s,。.、!?;:~"']+/g, '')}$`];
const pairsOf = (chars: readonly string[]): string[] => chars.slice(1).map((char, i) => chars[i]! + char);

const featuresOf = (text: string): string[] => {
  const chars = charsOf(text);
  const features: string[] = [];
  for (let i = 0; i < chars.length; i += 1) {
    const [a, b, c] = [chars[i]!, chars[i + 1], chars[i + 2]];
    features.push(a);
    if (b !== undefined) features.push(a + b);
    if (c !== undefined) features.push(a + b + c);
  }
  const sounds = ['^', ...soundsOf(text), '$'];
  for (let i = 1; i < sounds.length; i += 1) features.push(`~${sounds[i - 1]}~${sounds[i]}`);
  const concepts = conceptsOf(text);
  for (const [i, name] of concepts.entries()) {
    features.push(`@${name}`);
    for (const other of concepts.slice(i + 1)) features.push(`@${name}+${other}`);
  }
  return features;
};

/** Feature numbers and their weights, of length 1 together. */
interface Sparse {
  at: Int32Array;
  weight: Float64Array;
}

const EPOCHS = 10;
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
const weigher = (rows: readonly (readonly string[])[]) => {
  const seenIn = new Map<string, number>();
  for (const features of rows) for (const f of new Set(features)) seenIn.set(f, (seenIn.get(f) ?? 0) + 1);
  const index = new Map<string, number>();
  const idf: number[] = [];
  for (const [f, n] of seenIn) {
    if (n === 1 && f.length > 2) continue;
    index.set(f, idf.length);
    idf.push(Math.log((1 + rows.length) / (1 + n)) + 1);
  }
  const vector = (features: readonly string[]): Sparse => {
    const counts = new Map<number, number>();
    for (const f of features) {
      const i = index.get(f);
      if (i !== undefined) counts.set(i, (counts.get(i) ?? 0) + 1);
    }
    const at = new Int32Array(counts.size);
    const weight = new Float64Array(counts.size);
    let sum = 0;
    let j = 0;
    for (const [i, n] of counts) {
      const w = (1 + Math.log(n)) * idf[i]!;
      at[j] = i;
      weight[j] = w;
      sum += w * w;
      j += 1;
    }
    const norm = Math.sqrt(sum) || 1;
    for (j = 0; j < weight.length; j += 1) weight[j] = weight[j]! / norm;
    return { at, weight };
  };
  return { size: idf.length, vector, numberOf: (feature: string): number | undefined => index.get(feature) };
};

/** One row of weights a feature, side by side: K numbers, one a label. */
const createModel = (size: number, K: number) => {
  const weights = new Float32Array(size * K);
  const bias = new Float64Array(K);
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

/** @param examples sentences by label, already normalised */
export const trainClassifier = (examples: Readonly<Record<string, readonly string[]>>): Classifier => {
  const labels = Object.keys(examples).sort();
  const rows = labels.flatMap((label, y) =>
    [...new Set(examples[label])].map((text) => ({ y, features: featuresOf(text) })),
  );
  const { size, vector, numberOf } = weigher(rows.map(({ features }) => features));
  const { predict, learn, lean } = createModel(size, labels.length);
  const data = rows.map(({ y, features }) => ({ y, x: vector(features) }));
  // what had nothing to learn in one round is left out of the next
  const idle = new Uint8Array(data.length);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1)
    for (const i of shuffled(data.length, epoch))
      idle[i] = idle[i] || learn(data[i]!.x, data[i]!.y, RATE / (1 + epoch * 0.15)) ? 0 : 1;
  return {
    reasons: (text, label, most) => {
      const features = featuresOf(text);
      const names = new Map(features.map((feature) => [numberOf(feature), feature]));
      const { at, weight } = vector(features);
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
      return pairs.filter((pair) => numberOf(pair) !== undefined).length / pairs.length;
    },
    rank: (text) => {
      const p = predict(vector(featuresOf(text)));
      return labels.map((label, k) => ({ label, score: p[k]! })).sort((a, b) => b.score - a.score);
    },
  };
};
