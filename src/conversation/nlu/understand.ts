import type { Day } from '../../kernel/dates.js';
import type { SlotValues } from '../reply.js';
import type { Understanding, Understood } from '../understanding.js';
import { type Classifier, trainClassifier } from './classifier.js';
import { readCommand, saysNo, saysYes } from './commands.js';
import { readDanger } from './danger.js';
import { readDate } from './days.js';
import { bare, normalise, saysNothing, withoutFiller } from './normalise.js';
import { readAccount, readTicketNumber } from './numbers.js';
import { readPeriod } from './periods.js';
import { readArea } from './places.js';
import { byRule } from './rules.js';

/** Sure enough to act. */
const ACT = 0.5;
/** And ahead of the second by this much. */
const LEAD = 0.15;
/** Below this, an out-of-scope guess is not stated either. */
const OUT = 0.45;

const unpaid = /欠|没交|未交|未缴|没缴|待缴|冇交|还没付|没付/;
/** Words that are no message: longer ones are read only so far. */
const MOST = 300;

const slotsOf = (words: string, today: Day, areas: readonly string[]): SlotValues => {
  const period = readPeriod(words, today);
  const date = readDate(words, today);
  const account = readAccount(words);
  const area = readArea(words, areas);
  const number = readTicketNumber(words);
  return {
    ...(period ? { period } : {}),
    ...(date ? { date } : {}),
    ...(account ? { account } : {}),
    ...(area ? { area } : {}),
    ...(number ? { number } : {}),
    ...(unpaid.test(words) ? { unpaid: true } : {}),
  };
};

type Guess = Pick<Understood, 'intent' | 'confidence' | 'action' | 'alternatives'>;

const guess = (words: string, classifier: Classifier, areas: readonly string[]): Guess => {
  const ruled = areas.includes(bare(words)) ? 'outage_lookup' : (byRule(bare(words)) ?? byRule(words));
  const ranked = classifier.rank(words);
  const [first, second] = ranked as [{ label: string; score: number }, { label: string; score: number }];
  const near = ranked
    .filter(({ label, score }) => label !== 'out_of_scope' && label !== 'greet' && score > 0.03)
    .slice(0, 4);
  const alternatives = near.map(({ label }) => label);
  if (ruled)
    return {
      intent: ruled,
      confidence: 0.99,
      action: ruled === 'out_of_scope' ? 'out_of_scope' : 'answer',
      alternatives,
    };
  const sure = first.score >= ACT && first.score - second.score >= LEAD;
  if (first.label === 'out_of_scope' && first.score >= OUT)
    return { intent: first.label, confidence: first.score, action: 'out_of_scope', alternatives };
  return { intent: first.label, confidence: first.score, action: sure ? 'answer' : 'clarify', alternatives };
};

/**
 * What residents' words mean: rules for the unmistakable, then a classifier learnt from the examples. Pure, no network.
 * @param examples sentences by intent name, as residents write them
 */
export const createUnderstanding = ({
  examples,
}: {
  examples: Readonly<Record<string, readonly string[]>>;
}): Understanding => {
  const classifier = trainClassifier(
    Object.fromEntries(
      Object.entries(examples).map(([intent, lines]) => [intent, lines.map((line) => withoutFiller(normalise(line)))]),
    ),
  );
  return {
    normalise,
    understand: (text, { today, areas }) => {
      const normalised = normalise(text);
      const words = withoutFiller(normalised).slice(0, MOST);
      const command = readCommand(words);
      const danger = readDanger(words);
      const flags = {
        ...(command ? { command } : {}),
        ...(danger ? { danger } : {}),
        ...(saysYes(words) ? { yes: true } : {}),
        ...(saysNo(words) ? { no: true } : {}),
      };
      if (saysNothing(words))
        return {
          text: normalised,
          intent: 'out_of_scope',
          confidence: 0,
          action: 'clarify',
          slots: {},
          alternatives: [],
          also: [],
          empty: true,
        };
      return {
        text: normalised,
        ...guess(words, classifier, areas),
        slots: slotsOf(words, today, areas),
        also: [],
        ...flags,
      };
    },
  };
};
