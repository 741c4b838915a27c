import type { z } from 'zod';
import type { Explained, Reading } from '../services.js';
import type { ExplanationOut } from './contract-nlu.js';
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
