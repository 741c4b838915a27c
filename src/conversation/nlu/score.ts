import type { Understood } from '../understanding.js';

/** A labelled sentence: the intent to act on, others that are as right, and what must be read out of it. */
export interface Labelled {
  text: string;
  intent: string;
  alt?: readonly string[];
  slots?: Readonly<Record<string, unknown>>;
  slots_alt?: readonly Readonly<Record<string, unknown>>[];
  style?: string;
}

/** `sure` is wrong and acted upon; `missed` is asked back without the right one, or turned away. */
export type Verdict = 'right' | 'asked' | 'sure' | 'missed';

const OUT_OF_SCOPE = 'out_of_scope';

export type Reading = Pick<Understood, 'intent' | 'action' | 'alternatives' | 'slots'>;

/** Asking back is neutral when a right intent is among what is offered. */
export const judge = ({ intent, alt = [] }: Labelled, got: Reading): Verdict => {
  const wanted = [intent, ...alt];
  if (got.action === 'clarify') return got.alternatives.some((one) => wanted.includes(one)) ? 'asked' : 'missed';
  if (got.action === OUT_OF_SCOPE) return wanted.includes(OUT_OF_SCOPE) ? 'right' : 'missed';
  return got.intent !== OUT_OF_SCOPE && wanted.includes(got.intent) ? 'right' : 'sure';
};

const holds = (got: Understood['slots'], wanted: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(wanted).every(([name, value]) =>
    name === 'area' || name === 'account'
      ? String(got[name] ?? '').includes(String(value))
      : JSON.stringify(got[name]) === JSON.stringify(value),
  );

/** Every expected slot of one of the readings; area and account by containment, the rest equal. */
export const slotsRight = ({ slots = {}, slots_alt = [] }: Labelled, got: Reading): boolean =>
  [slots, ...slots_alt].some((wanted) => holds(got.slots, wanted));

/** Shares, 0 to 1. */
export interface Score {
  sentences: number;
  /** Right ÷ (all − asked). */
  accuracy: number;
  asked: number;
  /** Wrong and acted upon ÷ all. */
  sure: number;
  /** Labelled out of scope but acted upon ÷ those labelled so. */
  strangersAccepted: number;
  /** All slots right ÷ sentences right. */
  slots: number;
}

export interface Scored {
  one: Labelled;
  got: Reading;
  verdict: Verdict;
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export const scoreOf = (all: readonly Scored[]): Score => {
  const count = (verdict: Verdict): number => all.filter((each) => each.verdict === verdict).length;
  const right = all.filter(({ verdict }) => verdict === 'right');
  const strangers = all.filter(({ one }) => one.intent === OUT_OF_SCOPE);
  return {
    sentences: all.length,
    accuracy: share(right.length, all.length - count('asked')),
    asked: share(count('asked'), all.length),
    sure: share(count('sure'), all.length),
    strangersAccepted: share(strangers.filter(({ got }) => got.action === 'answer').length, strangers.length),
    slots: share(right.filter(({ one, got }) => slotsRight(one, got)).length, right.length),
  };
};

/** Mean F1 over the labels of the sentences; what was asked back counts as not found. 0 to 1. */
export const macroF1 = (all: readonly Scored[]): number => {
  const names = [...new Set(all.map(({ one }) => one.intent))];
  const f1 = names.map((name) => {
    const found = all.filter(({ one, verdict }) => one.intent === name && verdict === 'right').length;
    const missed = all.filter(({ one, verdict }) => one.intent === name && verdict !== 'right').length;
    const taken = all.filter(({ got, verdict }) => got.intent === name && verdict === 'sure').length;
    return found === 0 ? 0 : (2 * found) / (2 * found + missed + taken);
  });
  return share(
    f1.reduce((sum, one) => sum + one, 0),
    names.length,
  );
};
