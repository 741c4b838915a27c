import { normalise } from '../../src/conversation/nlu/normalise.js';
import { levelled, wishIn } from '../../src/conversation/nlu/plain.js';

/** Sentences by label. */
export type Examples = Readonly<Record<string, readonly string[]>>;

const PARTS = 5;

/** As the classifier gets them. */
export const prepared = (examples: Examples): Examples =>
  Object.fromEntries(
    Object.entries(examples).map(([label, lines]) => [label, lines.map((line) => wishIn(levelled(normalise(line))))]),
  );

/** One of five parts to judge by, the others to learn from; every label is in both. @param part 0 to 4 */
export const split = (examples: Examples, part: number): { learnt: Examples; judged: Examples } => {
  const pick = (own: boolean): Examples =>
    Object.fromEntries(
      Object.entries(examples).map(([label, lines]) => [
        label,
        lines.filter((_, i) => ((i * 7 + 3) % PARTS === part) === own),
      ]),
    );
  return { learnt: pick(false), judged: pick(true) };
};

/** Every nth sentence of each label, so that `share` of them is left. @param share 0 to 1 */
export const thinned = (examples: Examples, share: number): Examples =>
  Object.fromEntries(
    Object.entries(examples).map(([label, lines]) => [
      label,
      lines.filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share)),
    ]),
  );

/** The share of the judged sentences that a reader puts under their label. */
export const rightAtOnce = (judged: Examples, read: (text: string) => string): number => {
  const all = Object.entries(judged).flatMap(([label, lines]) => lines.map((line) => read(line) === label));
  return all.filter(Boolean).length / all.length;
};
