import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { examples, labels } from '../../../intents/examples.js';
import { judge, type Labelled, scoreOf } from '../../../src/conversation/nlu/score.js';
import { createUnderstanding, learnFrom } from '../../../src/conversation/nlu/understand.js';

/** Labelled sentences that stand beside the project; they measure and are never learnt from. */
const file = new URL('../../../../shared/nlu/dev.jsonl', import.meta.url);
const TODAY = '2026-11-21';

it('understands labelled sentences of all twenty-eight intents', () => {
  expect(labels).toHaveLength(28);
  if (!existsSync(file)) {
    process.stdout.write('labelled sentences are not there: 0 cases run\n');
    return;
  }
  const understanding = createUnderstanding(learnFrom(examples()));
  const cases = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Labelled);
  const all = cases.map((one) => {
    const got = understanding.understand(one.text, { today: TODAY, areas: [] });
    return { one, got, verdict: judge(one, got) };
  });
  const score = scoreOf(all);
  const missed = all
    .filter(({ verdict }) => verdict === 'missed' || verdict === 'sure')
    .map(({ one, got }) => `${one.text} → ${got.intent}`);
  process.stdout.write(`${all.length} labelled sentences: ${JSON.stringify(score)}\n${missed.join('\n')}\n`);
  expect(score.accuracy).toBeGreaterThan(0.95);
  expect(score.asked).toBeLessThan(0.08);
  expect(score.sure).toBeLessThan(0.04);
  expect(score.slots).toBeGreaterThan(0.95);
  expect(score.strangersAccepted).toBeLessThan(0.09);
});
