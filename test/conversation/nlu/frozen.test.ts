import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { examples, labels } from '../../../intents/examples.js';
import { judge, type Labelled, type Scored, scoreOf } from '../../../src/conversation/nlu/score.js';
import { createUnderstanding, learnFrom } from '../../../src/conversation/nlu/understand.js';
import { asFirst } from '../../../src/nlu-files.js';

/**
 * The frozen split: thirty sentences a label and more, in every style, by a hand that saw neither rules nor examples. They measure. Nobody
 * learns from them: a sentence that a rule or an example was written from is replaced by a new one.
 */
const sentences = readFileSync(new URL('./frozen.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Labelled);
const TODAY = '2026-11-21';

const understanding = createUnderstanding(learnFrom(examples()));
const scored = (list: readonly Labelled[]): Scored[] =>
  list.map((one) => {
    const got = asFirst(understanding.understand(one.text, { today: TODAY, areas: [] }));
    return { one, got, verdict: judge(one, got) };
  });

describe('the frozen split', () => {
  it('has at least thirty sentences of every label', () => {
    for (const label of labels)
      expect({ label, enough: sentences.filter(({ intent }) => intent === label).length >= 30 }).toEqual({
        label,
        enough: true,
      });
  });

  it('is understood as well as a resident may expect', () => {
    const score = scoreOf(scored(sentences));
    process.stdout.write(`${sentences.length} frozen sentences: ${JSON.stringify(score)}\n`);
    expect(score.accuracy).toBeGreaterThanOrEqual(0.94);
    expect(score.asked).toBeLessThanOrEqual(0.12);
    expect(score.sure).toBeLessThanOrEqual(0.04);
    expect(score.strangersAccepted).toBeLessThanOrEqual(0.05);
    expect(score.slots).toBeGreaterThanOrEqual(0.9);
  });
});
