import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { examples, labels } from '../../../intents/examples.js';
import { createUnderstanding } from '../../../src/conversation/nlu/understand.js';

const file = new URL('../../../../shared/nlu/dev.jsonl', import.meta.url);
const understanding = createUnderstanding({ examples: examples() });

it('understands labelled sentences of the intents it has', () => {
  if (!existsSync(file)) {
    process.stdout.write('labelled sentences are not there: 0 cases run\n');
    return;
  }
  type Case = {
    text: string;
    intent: string;
    alt?: string[];
    slots: Record<string, unknown>;
    slots_alt?: Record<string, unknown>[];
  };
  const cases = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case)
    .filter(({ intent }) => (labels as readonly string[]).includes(intent));
  const wrong: string[] = [];
  let right = 0;
  let asked = 0;
  const slotsWrong: string[] = [];
  for (const { text, intent, alt = [], slots, slots_alt = [] } of cases) {
    const got = understanding.understand(text, { today: '2026-11-21', areas: [] });
    const ok = [intent, ...alt].includes(got.intent) || (got.intent === 'complaint' && alt.includes('faq'));
    if (got.action !== 'clarify' && ok) {
      right += 1;
      const fits = (want: Record<string, unknown>) =>
        Object.entries(want).every(
          ([k, v]) =>
            JSON.stringify((got.slots as never)[k]) === JSON.stringify(v) ||
            (['area', 'account'].includes(k) && String((got.slots as never)[k] ?? '').includes(String(v))),
        );
      if (![slots, ...slots_alt].some(fits))
        slotsWrong.push(`${text} want ${JSON.stringify(slots)} got ${JSON.stringify(got.slots)}`);
    } else if (got.action === 'clarify' && got.alternatives.some((a) => [intent, ...alt].includes(a))) asked += 1;
    else wrong.push(`${text}: ${intent} ≠ ${got.intent} ${got.confidence.toFixed(2)} ${got.action}`);
  }
  process.stdout.write(
    `${cases.length} labelled sentences: ${right} right, ${asked} asked back, ${wrong.length} wrong\n${process.env.SHOW ? `${wrong.join('\n')}\n\n${slotsWrong.join('\n')}` : ''}\n`,
  );
  expect(right / (cases.length - asked)).toBeGreaterThan(0.8);
});
