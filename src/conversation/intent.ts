import type { Form } from './form.js';
import type { Command, Reply, SlotValues } from './reply.js';
import type { Exchange } from './session.js';
import type { Slots, ValuesOf } from './slots.js';

export type MaybePromise<T> = T | Promise<T>;

/** What every handler and form step is given. */
export interface Context<S> {
  /** The resident's id at the channel. */
  resident: string;
  services: S;
  /** The message's key: every effect of this turn is recorded under it, so that a second run changes nothing. */
  cause: string;
  /** Business time at the start of the turn. */
  now: Date;
  /** Values that the talk carries. */
  focus: SlotValues;
  /** What was said in the last turns before this one, oldest first. */
  before: readonly Exchange[];
}

export interface Asked<S, Values = Readonly<Record<string, unknown>>> extends Context<S> {
  slots: Values;
  /** The normalised words that led here; empty when it was a tap or an event. */
  words: string;
}

/** A reply, and what the talk keeps of it. */
export interface Answer extends Reply {
  /** Values to carry besides the intent's own slots. */
  focus?: SlotValues;
  /** Where the command `more` leads: this intent again with these slots. */
  more?: SlotValues;
  /** From now on a person is waited for or speaks, in the conversation of this name; null: no longer. */
  desk?: string | null;
  /** Of the intent that answers to `desk`: nobody speaks yet, so the bot may answer what it can look up, these words below. */
  bot?: true;
}

/** What is not said but done, and may have an intent of its own. */
export type Happening = 'follow' | 'unfollow' | 'danger' | 'media' | 'desk';

/** What intents and forms have in common. */
export interface Named {
  /** The classifier's label, or what a rule or a choice names. */
  name: string;
  /** Reached by a rule of `nlu/rules.ts` or a choice alone: the classifier does not learn it, and its `examples` are words that a rule knows. */
  byRule?: true;
  /** How it is offered in a choice, at most 8 characters; it is understood when typed. */
  title: string;
  /** A handful of sentences, to read; the many that the classifier learns from stand in `examples/<name>.txt`. */
  examples: readonly string[];
  /** Answering changes nothing and costs nothing: a second opinion is enough to answer it. */
  looksUp?: true;
  /** Offered when words were not understood and nothing nearer is known. */
  suggested?: boolean;
  /** A condition that must hold first; the engine makes the detour that meets it and comes back with the slots it had. */
  needs?: string;
  /** The command that this intent answers, worded any way. */
  command?: Command;
  /**
   * `follow` brings the slot `scene`, `danger` the slot `kind`; `media`, what came outside a form and is no words, brings `photo`, `place`, or
   * `voice` with words that nobody understood; `desk` is what comes while a person is waited for or speaks (`AtDesk`).
   */
  on?: Happening;
}

export interface IntentSpec<S, Sl extends Slots> extends Named {
  slots?: Sl;
  /** Slots that a few words after this intent's answer name beyond what is understood anywhere ("and the old house?"). */
  about?(context: Context<S>, words: string): MaybePromise<SlotValues | undefined>;
  /** Undefined: not mine after all, let the next policy look. */
  answer(asked: Asked<S, ValuesOf<Sl>>): MaybePromise<Answer | undefined>;
}

/** What a resident can ask, its slots' types no longer in view. */
export interface Intent<S> extends Named {
  kind: 'intent';
  slots: Slots;
  about?(context: Context<S>, words: string): MaybePromise<SlotValues | undefined>;
  answer(asked: Asked<S>): MaybePromise<Answer | undefined>;
}

/** Anything that words can lead to. */
export type Goal<S> = Intent<S> | Form<S>;

/** `defineIntent` for one type of services. */
export const intentsFor =
  <S>() =>
  <Sl extends Slots = Record<never, never>>(spec: IntentSpec<S, Sl>): Intent<S> => ({
    ...spec,
    kind: 'intent',
    slots: spec.slots ?? {},
    // sound: the engine reads the values through these very slots
    answer: (asked) => spec.answer(asked as Asked<S, ValuesOf<Sl>>),
  });

/** A condition that an intent may need, and the form that brings it about. */
export interface Detour<S> {
  /** The name of a form in the list. */
  form: string;
  met(context: Context<S>): MaybePromise<boolean>;
  /** Why the form comes first, said before its first question. */
  say?(goal: { name: string; title: string; slots: SlotValues }, context: Context<S>): Reply;
}

export type Detours<S> = Readonly<Record<string, Detour<S>>>;
