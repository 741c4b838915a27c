import type { Context, Explains, Understanding, Understood, Why } from '../understanding.js';
import { createClassifier, type Lesson, learn } from './classifier.js';
import { asksTurn, readCommand, saysAll, saysNo, saysYes } from './commands.js';
import { readDanger } from './danger.js';
import { deniesAnswer } from './denials.js';
import { explain, type Read } from './explain.js';
import { readHome } from './homes.js';
import { createMender } from './homophones.js';
import { conceptsOf } from './lexicon.js';
import { bare, normalise, saysNothing, withoutFiller } from './normalise.js';
import { asksAgain, readOrdinal } from './ordinals.js';
import { levelled, wishIn } from './plain.js';
import { asksBareWhy, asSaid, readSlots } from './read-slots.js';
import { GREET, type Judgement, judge, OUT_OF_SCOPE, RULED, readWish, type Wish } from './read-wish.js';
import { isCourtesy, ruleFor } from './rules.js';
import type { Told } from './told.js';

/** Words beyond this many are not read. */
const MOST = 300;

const hesitation = /^(?:那个|这个|就是说?|然后|嗯|呃|额|啊|哦|什么)+$/;
/** Which home, and nothing about it: 老房子呢. */
const namesHome = (words: string): boolean => {
  const home = readHome(words);
  return home !== undefined && /^那?么?(?:那?[边户套个]|的)*呢$/.test(bare(words).replace(home, ''));
};
/** A number, a home, a yes, a no or a why says nothing without a question; only courtesy and what a rule knows stand for themselves. */
const isAnswer = (words: string, yesOrNo: boolean, { intent, confidence }: Judgement): boolean =>
  confidence !== RULED &&
  (!/\p{L}/u.test(words) ||
    hesitation.test(bare(words)) ||
    asksBareWhy(words) ||
    namesHome(words) ||
    (yesOrNo && intent !== GREET));

/** What marks, emoji and blanks alone amount to. */
const nothing = (normalised: string): Understood => ({
  text: normalised,
  intent: OUT_OF_SCOPE,
  confidence: 0,
  action: 'out_of_scope',
  slots: {},
  alternatives: [],
  also: [],
  empty: true,
});

type Flags = Pick<
  Understood,
  'command' | 'yes' | 'no' | 'all' | 'danger' | 'ordinal' | 'again' | 'asksTurn' | 'denies'
>;

const flagsOf = (words: string): Flags => {
  const command = readCommand(words);
  const danger = readDanger(words);
  const ordinal = readOrdinal(words);
  return {
    ...(command ? { command } : {}),
    ...(danger ? { danger } : {}),
    ...(ordinal === undefined ? {} : { ordinal }),
    ...(asksAgain(words) ? { again: true } : {}),
    ...(asksTurn(words) ? { asksTurn: true } : {}),
    ...(saysYes(words) ? { yes: true } : {}),
    ...(saysNo(words) ? { no: true } : {}),
    ...(saysAll(words) ? { all: true } : {}),
    ...(deniesAnswer(words) ? { denies: true } : {}),
  };
};

/** What a whole utterance means that needs no reading: the bare name of a place, or thanks. */
const plainlyMeant = (words: string, areas: readonly string[]): { intent: string; why: Why } | undefined => {
  if (areas.includes(words)) return { intent: 'outage_lookup', why: 'place' };
  return isCourtesy(words) ? { intent: GREET, why: 'courtesy' } : undefined;
};

/** Understands, explains, and says what words come to without asking what they want. */
export interface Reader extends Understanding, Explains {
  /** One spelling, dialect levelled, courtesy and marks gone, and the concepts of the trade that are touched. Pure. */
  gist(text: string): { words: string; concepts: readonly string[] };
}

/** All that is learnt of the examples: plain data, so that the build can keep it. */
export interface Learnt {
  readonly lesson: Lesson;
  /** The examples in one spelling: those of our goals, and those of none. */
  readonly ours: readonly string[];
  readonly others: readonly string[];
}

/** @param examples sentences by intent name, as residents write them */
export const learnFrom = (examples: Readonly<Record<string, readonly string[]>>): Learnt => {
  const read = Object.fromEntries(
    Object.entries(examples).map(([intent, lines]) => [intent, lines.map((line) => wishIn(levelled(normalise(line))))]),
  );
  const { [OUT_OF_SCOPE]: others = [], ...ours } = read;
  return { lesson: learn(read), ours: Object.values(ours).flat(), others };
};

/** What residents' words mean: rules for the unmistakable, then a classifier that learnt from examples. Pure, no network. */
export const createUnderstanding = ({ lesson, ours, others }: Learnt): Reader => {
  const classifier = createClassifier(lesson);
  const mended = createMender(ours, others);

  const wishOf = (words: string, plain: string, areas: readonly string[], told?: Told): Wish => {
    const meant = plainlyMeant(bare(words), areas);
    if (meant)
      return { decided: { ...judge(words, classifier), ...meant, confidence: RULED, action: 'answer' }, also: [] };
    const asked = wishIn(plain, told);
    const rule = ruleFor(asked);
    const mendedWords = rule ? plain : mended(plain, told);
    return mendedWords === plain ? readWish(asked, classifier, rule) : readWish(wishIn(mendedWords), classifier);
  };

  const read = (text: string, context: Context, told?: Told): Read => {
    const normalised = normalise(text);
    const words = withoutFiller(normalised).slice(0, MOST);
    if (saysNothing(words)) return { understood: nothing(normalised), words, why: 'empty' };
    const flags = flagsOf(words);
    const plain = levelled(words, told);
    const wish = wishOf(words, plain, context.areas, told);
    const { intent, confidence, alternatives, action, why } = wish.decided;
    const answers = isAnswer(words, flags.yes ?? flags.no ?? false, wish.decided);
    const understood: Understood = {
      text: normalised,
      intent,
      confidence,
      action: answers ? 'clarify' : action,
      alternatives,
      also: wish.also.map((each) => each.intent),
      slots: asSaid(readSlots(words, context, intent, plain), text),
      ...(answers ? { answerOnly: true } : {}),
      ...flags,
    };
    return { understood, words, wish, why: answers ? 'answer' : why };
  };

  return {
    normalise,
    understand: (text, context) => read(text, context).understood,
    explain: (text, context) => explain(text, context, { read, classifier }),
    gist: (text) => {
      const words = bare(wishIn(mended(levelled(withoutFiller(normalise(text)).slice(0, MOST)))));
      return { words, concepts: conceptsOf(words) };
    },
  };
};
