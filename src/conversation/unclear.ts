import type { Moment } from './moment.js';
import type { Heard, Session } from './session.js';

/** Why somebody should look at words: asked back, a person was wanted after them, said to be misread, or turned away and said again. */
export type UnclearReason = 'asked_back' | 'handed_over' | 'corrected' | 'refused';

/** Words that were not surely understood. The same key may come again, knowing more. */
export interface Unclear {
  resident: string;
  /** Of the message that said them. */
  key: string;
  /** Without what tells of a person. */
  words: string;
  reason: UnclearReason;
  /** What they were taken for. */
  intent: string;
  /** 0 to 1. */
  confidence: number;
  alternatives: readonly string[];
  /** What seems to have been meant: chosen from what was offered, or said next in other words. */
  hint?: string;
}

/** Who is told of unclear words, after the turn was saved. */
export interface UnclearWatch {
  /** Takes out of words what tells of a person, before anything of them is kept. */
  impersonal(words: string): string;
  /** Must neither throw nor keep the turn waiting. */
  tell(unclear: Unclear): void;
}

/** What a turn found, as far as it tells what the words before it meant. */
export interface Before {
  heard?: Heard;
  /** The form that was open. */
  form?: string;
  /** The choices with which the words before were answered. */
  offer?: string;
}

export const foundBy = ({ heard, form, offers }: Session): Before => {
  const offer = offers.find(({ turn }) => turn === heard?.key);
  return { ...(heard ? { heard } : {}), ...(form ? { form: form.id } : {}), ...(offer ? { offer: offer.id } : {}) };
};

const OUT_OF_SCOPE = 'out_of_scope';
/** The policies that take words for a question of their own. */
const ASKERS: readonly string[] = ['classifier', 'knowledge', 'second opinion', 'near questions', 'fallback'];
/** Longer stories say too much of who tells them. */
const MOST = 120;
const TWO_LETTERS = /\p{L}.*\p{L}/su;

/** Words of a resident's own that were meant for nobody but the bot: no answer to a form, no tapped label, no digits. */
const ownWords = <S>({ turn: { input }, understood, secret, stale }: Moment<S>, before: Before): string | undefined => {
  const tapped = input.kind === 'text' && input.choice !== undefined;
  if (!understood || understood.empty || secret || stale || tapped || before.form) return undefined;
  const words = understood.text;
  return TWO_LETTERS.test(words) && [...words].length <= MOST ? words : undefined;
};

/** How words ended, by who answered them; undefined when they were no question. */
const outcomeOf = <S>({ answeredBy, understood, session }: Moment<S>, policy: string): Heard['outcome'] | undefined => {
  if (policy === 'fallback') return session.misses === 0 ? 'handed' : 'asked';
  if (policy === 'near questions') return 'asked';
  if (policy === 'knowledge' || policy === 'second opinion') return 'answered';
  if (policy !== 'classifier') return undefined;
  return answeredBy === OUT_OF_SCOPE || understood?.action === OUT_OF_SCOPE ? 'refused' : 'answered';
};

/** Two sentences that have two letters in common. */
const related = (one: string, other: string): boolean => {
  const letters = (words: string): string[] => words.match(/\p{L}/gu) ?? [];
  const [a, b] = [letters(one), letters(other)];
  return new Set(a.filter((letter) => b.includes(letter))).size > 1;
};

/** The goal that this turn took up. */
const takenUp = <S>({ answeredBy, session: { form } }: Moment<S>, before: Before): string | undefined =>
  answeredBy ?? (form && form.id !== before.form ? (form.next?.goal ?? form.name) : undefined);

/** What this turn says of the words before it. */
const hindsight = <S>(
  moment: Moment<S>,
  policy: string,
  before: Before,
): { reason: UnclearReason; hint?: string } | undefined => {
  const { turn, understood, parts } = moment;
  const { heard } = before;
  if (!heard) return undefined;
  const goal = takenUp(moment, before);
  if (goal && parts.goals.get(goal)?.command === 'human')
    return heard.outcome === 'answered' ? undefined : { reason: 'handed_over' };
  const meant = goal && goal !== OUT_OF_SCOPE ? goal : undefined;
  const hint = meant && meant !== heard.intent ? { hint: meant } : {};
  if (heard.outcome === 'answered') {
    const cancelled = policy === 'command' && understood?.command === 'cancel' && heard.opened === before.form;
    if (cancelled && before.form) return { reason: 'corrected' };
    return understood?.denies && ASKERS.includes(policy) ? { reason: 'corrected', ...hint } : undefined;
  }
  const { input } = turn;
  const choice = input.kind === 'text' ? input.choice : undefined;
  const fromOffer = before.offer !== undefined && (choice?.startsWith(`${before.offer}-`) || policy === 'choice');
  if (heard.outcome === 'asked' && fromOffer && meant) return { reason: 'asked_back', hint: meant };
  if (!ASKERS.includes(policy)) return undefined;
  if (!understood || !related(heard.words, understood.text)) return undefined;
  if (heard.outcome === 'refused') return { reason: 'refused', ...(meant ? { hint: meant } : {}) };
  return meant && heard.outcome === 'asked' ? { reason: 'asked_back', hint: meant } : undefined;
};

/**
 * What a turn tells of unclear words, its own and those before it; and what is to be remembered of its own until the next. Nothing of an
 * answer to a form's question, nor of words that held a secret, is remembered or told.
 */
export const unclearIn = <S>(
  moment: Moment<S>,
  policy: string,
  before: Before,
  { impersonal }: Pick<UnclearWatch, 'impersonal'>,
): { heard?: Heard; unclear: Unclear[] } => {
  const { turn, understood, session } = moment;
  const resident = turn.resident;
  const known = hindsight(moment, policy, before);
  const earlier = (known && before.heard ? [{ ...before.heard, ...known }] : []).map(
    ({ outcome: _known, opened: _form, ...rest }) => ({ resident, ...rest }),
  );
  const own = ownWords(moment, before);
  const outcome = own === undefined ? undefined : outcomeOf(moment, policy);
  if (own === undefined || outcome === undefined || !understood) return { unclear: earlier };
  const { intent, confidence, alternatives } = understood;
  const of = { key: turn.key, words: impersonal(own), intent, confidence, alternatives };
  const opened = session.form && session.form.id !== before.form ? { opened: session.form.id } : {};
  const reason: UnclearReason | undefined =
    outcome === 'asked' ? 'asked_back' : outcome === 'handed' ? 'handed_over' : undefined;
  return {
    heard: { ...of, outcome, ...opened },
    unclear: [...earlier, ...(reason ? [{ resident, ...of, reason }] : [])],
  };
};
