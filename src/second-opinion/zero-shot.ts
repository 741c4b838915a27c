import { z } from 'zod';
import { type ClientOptions, clientOf } from './client.js';
import { type Judge, leader } from './judge.js';

/** Likelihoods of the labels add up to one. */
const SURE = { least: 0.6, lead: 0.2 };

/**
 * A model that says how well each of a few labels fits a sentence.
 * @param hypothesis the sentence that each label is put into, at `{}`
 * @see https://huggingface.co/docs/inference-providers/tasks/zero-shot-classification
 */
export const zeroShot = (options: ClientOptions, hypothesis: string): Judge => {
  const { client, per } = clientOf(options);
  return async ({ words, candidates }, signal) => {
    const titles = candidates.map(({ title }) => title);
    const parameters = { candidate_labels: titles, hypothesis_template: hypothesis, multi_label: false };
    const answer = await client.zeroShotClassification({ inputs: words, parameters }, per(signal));
    const scores = z
      .array(z.object({ label: z.enum(titles), score: z.number().min(0).max(1) }))
      .length(titles.length)
      .parse(answer);
    return leader(
      scores.flatMap(({ label, score }) =>
        candidates.filter(({ title }) => title === label).map(({ intent }) => ({ intent, score })),
      ),
      SURE,
    );
  };
};
