import { z } from 'zod';
import { type ClientOptions, clientOf } from './client.js';
import { type Judge, leader } from './judge.js';

/** Cosines of sentence models lie close together: the lead counts for more than the height. */
const SURE = { least: 0.5, lead: 0.06 };

type Vector = readonly number[];

const vector = z.array(z.number()).min(2);
/** A vector for each text, or one for each of its tokens. */
const answers = z.array(z.union([vector, z.array(vector).min(1)]));

const mean = (tokens: readonly Vector[]): Vector =>
  (tokens[0] ?? []).map((_, i) => tokens.reduce((sum, each) => sum + (each[i] ?? 0), 0) / tokens.length);

const pooled = (answer: Vector | readonly Vector[]): Vector => {
  const tokens = answer.filter((each): each is Vector => Array.isArray(each));
  return tokens.length > 0 ? mean(tokens) : answer.filter((each): each is number => typeof each === 'number');
};

const dot = (a: Vector, b: Vector): number => a.reduce((sum, each, i) => sum + each * (b[i] ?? 0), 0);
const cosine = (a: Vector, b: Vector): number => dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1);

/**
 * A sentence model: that goal is meant one of whose sentences is nearest to the words.
 * @see https://huggingface.co/docs/inference-providers/tasks/feature-extraction
 */
export const embeddings = (options: ClientOptions): Judge => {
  const { client, per } = clientOf(options);
  return async ({ words, candidates }, signal) => {
    const texts = candidates.flatMap(({ intent, title, examples }) =>
      [title, ...examples].map((text) => ({ intent, text })),
    );
    const inputs = [words, ...texts.map(({ text }) => text)];
    const vectors = answers.length(inputs.length).parse(await client.featureExtraction({ inputs }, per(signal)));
    const [said = [], ...known] = vectors.map(pooled);
    if (known.some(({ length }) => length !== said.length)) throw new Error('vectors of unlike length');
    const nearest = new Map<string, number>();
    for (const [i, { intent }] of texts.entries())
      nearest.set(intent, Math.max(nearest.get(intent) ?? -1, cosine(said, known[i] ?? [])));
    return leader(
      [...nearest].map(([intent, score]) => ({ intent, score })),
      SURE,
    );
  };
};
