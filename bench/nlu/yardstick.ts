import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import { normalise } from '../../src/conversation/nlu/normalise.js';

/** Character 1-3-grams of a normalised sentence as our classifier takes them: digits are one character, marks none, the ends are marked. */
export const gramsOf = (text: string): string[] => {
  const chars = [
    ...`^${normalise(text)
      .replace(/\d+/g, '#')
      .replace(/[\s,。.、!?;:~"']+/g, '')}$`,
  ];
  return [1, 2, 3].flatMap((n) => chars.slice(n - 1).map((_, i) => chars.slice(i, i + n).join('')));
};

/**
 * `natural`'s naive Bayes as it comes: its file alone, since the whole library writes banners to stdout when it is loaded. Its `train()`
 * looks for every known feature in every sentence, minutes for ours; the same vectors are made here and given to the classifier that it
 * wraps, so the model is the same. Classifying is all its own.
 */
export const trainYardstick = (examples: Readonly<Record<string, readonly string[]>>): ((text: string) => string) => {
  const bayes = new BayesClassifier();
  for (const [label, lines] of Object.entries(examples))
    for (const line of new Set(lines)) bayes.addDocument(gramsOf(line), label);
  const at = new Map(Object.keys(bayes.features).map((feature, i) => [feature, i]));
  for (const { text, label } of bayes.docs) {
    const vector = new Array<number>(at.size).fill(0);
    for (const feature of text) vector[at.get(feature)!] = 1;
    bayes.classifier.addExample(vector, label);
  }
  return (text) => bayes.classify(gramsOf(text));
};
