import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { examples, labels } from '../../../intents/examples.js';
import { createUnderstanding } from '../../../src/conversation/nlu/understand.js';
import type { Understood } from '../../../src/conversation/understanding.js';

interface Case {
  text: string;
  intent: string;
  alt?: string[];
  slots: Record<string, unknown>;
  slots_alt?: Record<string, unknown>[];
}

/** Labelled sentences that stand beside the project; they measure and are never learnt from. */
const file = new URL('../../../../shared/nlu/dev.jsonl', import.meta.url);
const TODAY = '2026-11-21';
const known: readonly string[] = labels;

const readCases = (): Case[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case)
    .filter(({ intent }) => known.includes(intent));

type Verdict = 'right' | 'neutral' | 'wrong' | 'wrong and confident';

const judge = ({ intent, alt = [] }: Case, got: Understood): Verdict => {
  const wanted = [intent, ...alt];
  if (got.action === 'clarify') return got.alternatives.some((one) => wanted.includes(one)) ? 'neutral' : 'wrong';
  if (got.action === 'out_of_scope') return wanted.includes('out_of_scope') ? 'right' : 'wrong';
  return wanted.includes(got.intent) && got.intent !== 'out_of_scope' ? 'right' : 'wrong and confident';
};

/** Area and account by containment, the rest equal. */
const holds = (got: Understood['slots'], wanted: Record<string, unknown>): boolean =>
  Object.entries(wanted).every(([name, value]) =>
    name === 'area' || name === 'account'
      ? String(got[name] ?? '').includes(String(value))
      : JSON.stringify(got[name]) === JSON.stringify(value),
  );

it('understands labelled sentences of the intents it has', () => {
  if (!existsSync(file)) {
    process.stdout.write('labelled sentences are not there: 0 cases run\n');
    return;
  }
  const understanding = createUnderstanding({ examples: examples() });
  const results = readCases().map((one) => {
    const got = understanding.understand(one.text, { today: TODAY, areas: [] });
    return { one, got, verdict: judge(one, got) };
  });
  const count = (verdict: Verdict): number => results.filter((each) => each.verdict === verdict).length;
  const right = results.filter(({ verdict }) => verdict === 'right');
  const slotsRight = right.filter(({ one, got }) =>
    [one.slots, ...(one.slots_alt ?? [])].some((wanted) => holds(got.slots, wanted)),
  );
  const strangers = results.filter(({ one }) => one.intent === 'out_of_scope');
  const accepted = strangers.filter(({ got }) => got.action === 'answer');
  const figures = {
    accuracy: right.length / (results.length - count('neutral')),
    neutral: count('neutral') / results.length,
    confidentlyWrong: count('wrong and confident') / results.length,
    slots: slotsRight.length / right.length,
    strangersAccepted: accepted.length / strangers.length,
  };
  const missed = results
    .filter(({ verdict }) => verdict.startsWith('wrong'))
    .map(({ one, got }) => `${one.text} → ${got.intent}`);
  process.stdout.write(`${results.length} labelled sentences: ${JSON.stringify(figures)}\n${missed.join('\n')}\n`);
  expect(figures.accuracy).toBeGreaterThan(0.94);
  expect(figures.neutral).toBeLessThan(0.08);
  expect(figures.confidentlyWrong).toBeLessThan(0.04);
  expect(figures.slots).toBeGreaterThan(0.95);
  expect(figures.strangersAccepted).toBeLessThan(0.1);
});
