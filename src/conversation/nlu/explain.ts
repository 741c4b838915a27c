import type { Json, SlotValues } from '../reply.js';
import type { Context, Explanation, Reason, Replacement, Understood, Why } from '../understanding.js';
import type { Classifier } from './classifier.js';
import { namedConcepts } from './lexicon.js';
import { bare } from './normalise.js';
import { readSlots } from './read-slots.js';
import { thresholds, type Wish } from './read-wish.js';
import { ruleFor } from './rules.js';
import type { Told } from './told.js';

/** How words were read: what was made of them, and what that was made from. */
export interface Read {
  understood: Understood;
  /** Normalised, without hesitation. */
  words: string;
  /** Absent when there was nothing to judge. */
  wish?: Wish;
  why: Why;
}

/** Intents named, and of how many of them the reasons, so many each. */
const NAMED = 4;
const REASONED = 2;
const REASONS = 6;

const kinds: Readonly<Record<string, Reason['kind']>> = { '~': 'sound', '@': 'concept' };

const reasonOf = ({ feature, share }: { feature: string; share: number }): Reason => {
  const kind = feature.length > 1 ? kinds[feature.charAt(0)] : undefined;
  return { kind: kind ?? 'words', text: kind ? feature.slice(1).replaceAll('~', ' ') : feature, share };
};

const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The fewest words, cut from both ends, out of which a reader still reads the same. */
const wordsBehind = (words: string, reads: (part: string) => boolean): string => {
  const chars = [...words];
  while (chars.length > 1 && reads(chars.slice(1).join(''))) chars.shift();
  while (chars.length > 1 && reads(chars.slice(0, -1).join(''))) chars.pop();
  return chars.join('');
};

const slotsWithWords = (slots: SlotValues, words: string, context: Context, intent: string): Explanation['slots'] => {
  const read = readSlots(words, context, intent);
  return Object.entries(slots).map(([name, value]) => ({
    name,
    value,
    words:
      typeof value === 'string' && words.includes(value)
        ? value
        : wordsBehind(words, (part) => same(readSlots(part, context, intent)[name], read[name])),
  }));
};

/** What a rule found, in the words bare of marks where it matched those. */
const foundByRule = (wish: string): { rule?: string } => {
  const pattern = ruleFor(wish)?.[1];
  const found = pattern?.exec(bare(wish)) ?? pattern?.exec(wish);
  return found ? { rule: found[0] } : {};
};

/** Reads words as ever, and watches. */
export const explain = (
  text: string,
  context: Context,
  { read, classifier }: { read(text: string, context: Context, told: Told): Read; classifier: Classifier },
): Explanation => {
  const replaced: Replacement[] = [];
  const { understood, words, wish, why } = read(text, context, (replacement) => replaced.push(replacement));
  const decided = wish?.decided;
  const likely = (decided?.ranked ?? []).slice(0, NAMED).map(({ label, score }, i) => ({
    intent: label,
    likelihood: score,
    reasons: i < REASONED ? classifier.reasons(decided?.words ?? '', label, REASONS).map(reasonOf) : [],
  }));
  return {
    understood,
    why,
    wish: decided?.words ?? '',
    replaced,
    ...(why === 'rule' ? foundByRule(decided?.words ?? '') : {}),
    concepts: namedConcepts(decided?.words ?? ''),
    likely,
    thresholds: { act: thresholds.act, lead: thresholds.lead },
    slots: slotsWithWords(understood.slots, words, context, understood.intent),
  };
};
