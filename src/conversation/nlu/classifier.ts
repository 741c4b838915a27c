import { conceptsOf } from './lexicon.js';

/** Softmax over tf-idf of character 1-3-grams and concepts; trained at the start from the examples, in well under a second. */
export interface Classifier {
  /** Probabilities, highest first. */
  rank(text: string): readonly { label: string; score: number }[];
}

const featuresOf = (text: string): string[] => {
  const chars = [...`^${text.replace(/\d/g, '#').replace(/\s+/g, '')}$`];
  const grams: string[] = [];
  for (let n = 1; n <= 3; n += 1)
    for (let i = 0; i + n <= chars.length; i += 1) grams.push(chars.slice(i, i + n).join(''));
  return [...grams, ...conceptsOf(text).flatMap((name) => [`@${name}`, `@@${name}`])];
};

type Sparse = readonly (readonly [number, number])[];

const EPOCHS = 60;
const RATE = 0.35;
const DECAY = 1e-5;

const softmax = (scores: Float64Array): Float64Array => {
  const top = Math.max(...scores);
  const out = scores.map((s) => Math.exp(s - top));
  const sum = out.reduce((a, b) => a + b, 0);
  return out.map((s) => s / sum);
};

/** A fixed linear congruential order, so that two trainings of the same examples agree to the bit. */
const shuffled = (n: number, epoch: number): number[] => {
  const order = Array.from({ length: n }, (_, i) => i);
  let state = 12_345 + epoch * 7919;
  for (let i = n - 1; i > 0; i -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
};

/** @param examples sentences by label, already normalised */
export const trainClassifier = (examples: Readonly<Record<string, readonly string[]>>): Classifier => {
  const labels = Object.keys(examples).sort();
  const rows = labels.flatMap((label, y) => examples[label]!.map((text) => ({ y, features: featuresOf(text) })));
  const seenIn = new Map<string, number>();
  for (const { features } of rows) for (const f of new Set(features)) seenIn.set(f, (seenIn.get(f) ?? 0) + 1);
  const index = new Map([...seenIn.keys()].map((f, i) => [f, i]));
  const idf = [...seenIn.values()].map((n) => Math.log((1 + rows.length) / (1 + n)) + 1);
  const vector = (features: readonly string[]): Sparse => {
    const counts = new Map<number, number>();
    for (const f of features) {
      const i = index.get(f);
      if (i !== undefined) counts.set(i, (counts.get(i) ?? 0) + 1);
    }
    const weighted = [...counts].map(([i, n]) => [i, (1 + Math.log(n)) * idf[i]!] as const);
    const norm = Math.sqrt(weighted.reduce((sum, [, w]) => sum + w * w, 0)) || 1;
    return weighted.map(([i, w]) => [i, w / norm] as const);
  };
  const weights = labels.map(() => new Float64Array(index.size));
  const bias = new Float64Array(labels.length);
  const probabilities = (x: Sparse): Float64Array =>
    softmax(Float64Array.from(weights, (w, k) => x.reduce((sum, [i, v]) => sum + w[i]! * v, bias[k]!)));
  const data = rows.map(({ y, features }) => ({ y, x: vector(features) }));
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const rate = RATE / (1 + epoch * 0.05) + 0.05;
    for (const at of shuffled(data.length, epoch)) {
      const { x, y } = data[at]!;
      const p = probabilities(x);
      for (let k = 0; k < labels.length; k += 1) {
        const gradient = (k === y ? 1 : 0) - p[k]!;
        const w = weights[k]!;
        for (const [i, v] of x) w[i] = w[i]! * (1 - DECAY) + rate * 8 * gradient * v;
        bias[k] = bias[k]! + rate * 0.1 * gradient;
      }
    }
  }
  return {
    rank: (text) => {
      const p = probabilities(vector(featuresOf(text)));
      return labels.map((label, k) => ({ label, score: p[k]! })).sort((a, b) => b.score - a.score);
    },
  };
};
