import type { z } from 'zod';
import type { ReviewRow } from '../domain/review/door.js';
import type { Explained, Reading } from '../services.js';
import type { ExplanationOut, SentenceOut } from './contract-nlu.js';
import { given } from './fields.js';

/** An explanation, each intent with the words under which residents are offered it. */
export const presentExplanation = (
  { understood, rule, nearest, why, wish, replaced, concepts, likely, thresholds, slots }: Explained,
  titleOf: Reading['titleOf'],
): z.output<typeof ExplanationOut> => {
  const named = (intent: string) => ({ intent, title: titleOf(intent) });
  const { text, action, intent, confidence, command, danger, also, alternatives } = understood;
  return {
    text,
    wish,
    action,
    decided: named(intent),
    confidence,
    why,
    ...given('rule', rule),
    ...given('command', command),
    ...given('danger', danger),
    also: also.map(named),
    offered: alternatives.map(named),
    replaced: [...replaced],
    concepts: [...concepts],
    likely: likely.map(({ intent: label, likelihood, reasons }) => ({
      ...named(label),
      likelihood,
      reasons: [...reasons],
    })),
    thresholds,
    slots: [...slots],
    ...given('knowledge', nearest),
  };
};

/** A sentence of the review list, each intent with the words under which residents are offered it. */
export const presentSentence = (row: ReviewRow, titleOf: Reading['titleOf']): z.output<typeof SentenceOut> => {
  const { id, words, count, reasons, guess, hints, state, verdict, firstAt, lastAt } = row;
  const named = (intent: string) => ({ intent, title: titleOf(intent) });
  return {
    id,
    words,
    count,
    reasons,
    guess: named(guess.intent),
    confidence: guess.confidence,
    alternatives: guess.alternatives.map(named),
    hints: hints.map(({ intent, count: times }) => ({ ...named(intent), count: times })),
    state,
    ...given(
      'verdict',
      verdict && {
        ...(verdict.intent ? named(verdict.intent) : {}),
        by: verdict.by,
        at: verdict.at.toISOString(),
        agreed: [...verdict.agreed],
      },
    ),
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
  };
};
