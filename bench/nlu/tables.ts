import { examples } from '../../intents/examples.js';
import { createClassifier, learn } from '../../src/conversation/nlu/classifier.js';
import type { Score } from '../../src/conversation/nlu/score.js';
import { createUnderstanding, learnFrom } from '../../src/conversation/nlu/understand.js';
import { type Examples, prepared, rightAtOnce, split, thinned } from './learners.js';
import { measured } from './measured.js';
import { noiseRows } from './noise-table.js';
import { frozenSentences } from './sentences.js';
import { trainYardstick } from './yardstick.js';

const SEEDS = [1, 2, 3];
const SHARES = [0.125, 0.25, 0.5, 1];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const row = (...cells: readonly string[]): void => void process.stdout.write(`| ${cells.join(' | ')} |\n`);
const figures = ({ accuracy, asked, sure, strangersAccepted }: Score): string[] =>
  [accuracy, asked, sure, strangersAccepted].map(percent);

const noise = (): void => {
  const understanding = createUnderstanding(learnFrom(examples()));
  for (const seed of SEEDS)
    for (const { noise: kind, score, lost } of noiseRows(frozenSentences(), understanding, seed))
      row(String(seed), kind, ...figures(score), lost.toFixed(1));
};

/** The whole understanding, on sentences of the examples that it has not learnt. */
const crossed = (): void => {
  for (const part of [0, 1]) {
    const { learnt, judged } = split(examples(), part);
    const sentences = Object.entries(judged).flatMap(([intent, lines]) => lines.map((text) => ({ text, intent })));
    row(String(part), ...figures(measured(sentences, createUnderstanding(learnFrom(learnt)))));
  }
};

const ours = (learnt: Examples): ((text: string) => string) => {
  const { rank } = createClassifier(learn(learnt));
  return (text) => rank(text)[0]!.label;
};

const curve = (): void => {
  const { learnt, judged } = split(prepared(examples()), 0);
  for (const share of SHARES) row(percent(share), percent(rightAtOnce(judged, ours(thinned(learnt, share)))));
};

const learners = (): void => {
  const { learnt, judged } = split(prepared(examples()), 0);
  row('ours', percent(rightAtOnce(judged, ours(learnt))));
  row("natural's naive Bayes", percent(rightAtOnce(judged, trainYardstick(learnt))));
};

const tables: Readonly<Record<string, () => void>> = { noise, crossed, curve, learners };

/** `npm run --silent nlu:tables -- NAME`: the tables of docs/nlu.md on today's examples. */
const main = (name = ''): void => {
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (table) {
    table();
    return;
  }
  process.stderr.write(`npm run nlu:tables -- ${Object.keys(tables).join(' | ')}\n`);
  process.exit(2);
};

main(process.argv[2]);
