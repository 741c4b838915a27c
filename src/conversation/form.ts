import type { Answer, Context, MaybePromise, Named } from './intent.js';
import type { Json, Reply, SlotValues } from './reply.js';
import type { Slot } from './slots.js';
import type { Understood } from './understanding.js';

/** Kinds of input that a field may take. Heard voice counts as text, save where a field takes voice itself. */
export type InputKind = 'text' | 'voice' | 'image' | 'location';

/** What a field is given to read. `text` is normalised, `raw` as sent; a voice that was not understood has neither. */
export type Said =
  | { kind: 'text'; text: string; raw: string; understood: Understood }
  | { kind: 'voice'; mediaId: string; text?: string }
  | { kind: 'image'; mediaId: string }
  | { kind: 'location'; latitude: number; longitude: number; label: string };

export interface FormContext<S, V> extends Context<S> {
  /** The answers so far. Declare as optional what may be missing: later fields are not there yet, skipped ones never. */
  values: V;
}

/** What a step of a form leads to. Made by the functions below. */
export type Step =
  | { kind: 'ok' }
  | { kind: 'ask'; say: Reply }
  | { kind: 'say'; say: Reply }
  | { kind: 'wrong'; say: Reply }
  | { kind: 'back'; to: string; say?: Reply }
  | { kind: 'done'; say: Answer; next?: Reply }
  | { kind: 'end'; say: Reply }
  | { kind: 'go'; goal: string; slots: SlotValues; say?: Reply };

/** Go on. */
export const ok: Step = { kind: 'ok' };
/** From `enter`: these words ask the field the first time; later `ask` does, which is shorter. */
export const askWith = (say: Reply): Step => ({ kind: 'ask', say });
/** Says this and waits at the same field; not counted as a miss. The words should end with what is asked. */
export const stay = (say: Reply): Step => ({ kind: 'say', say });
/** Not right; waits at the same field and counts the miss. The words should say what to do. */
export const wrong = (say: Reply): Step => ({ kind: 'wrong', say });
/** Forgets the answers from `to` on and asks it again, after these words. */
export const backTo = (to: string, say?: Reply): Step => ({ kind: 'back', to, ...(say ? { say } : {}) });
/** From `submit`: the form's end was reached; what waited for it is answered next. `next` is said too when nothing waited. */
export const done = (say: Answer, next?: Reply): Step => ({ kind: 'done', say, ...(next ? { next } : {}) });
/** The form is over without its end reached; what waited for it is dropped. */
export const end = (say: Reply): Step => ({ kind: 'end', say });
/** Leaves the form for another goal; what waited goes on waiting. */
export const goTo = (to: { intent: string; slots?: SlotValues }, say?: Reply): Step => ({
  kind: 'go',
  goal: to.intent,
  slots: to.slots ?? {},
  ...(say ? { say } : {}),
});

type Item<T> = T extends readonly (infer I)[] ? I : T;
type Given<V> = { readonly [K in keyof V]?: V[K] | undefined };

interface FieldOf<S, V, K extends keyof V & string> {
  name: K;
  /** What it is called when an answer may be changed before submitting; without one it is not offered. */
  label?: string;
  /** Default: text. Photos and locations also fill a field that is not being asked. */
  accepts?: readonly InputKind[];
  /** Any words are an answer, unless they are surely something else (another intent, beyond doubt). */
  free?: boolean;
  /** Intents whose words are an answer to a free field all the same: what is complained of may sound like a fault to report. */
  kin?: readonly string[];
  /** The value is a list, `read` gives one item, and more may come at any time while the form is open. */
  many?: { max: number };
  /** Kept when it comes before its turn, where the open question can make nothing of it; checked when the field comes up. */
  early?: boolean;
  /** Never asked but to be changed, only taken when it comes. One that accepts voice keeps the voice whose words answered another field. */
  unasked?: boolean;
  /** May be declined: "no" in any wording goes on without it. */
  optional?: boolean;
  /** An ID or card number is what is asked here, so such a number is not refused. */
  secret?: boolean;
  /** A password or a code is what is asked here: the words are not kept for a person who may take over. */
  unkept?: boolean;
  /** Taken from the opening words' slot of the same name; checked like an answer. */
  slot?: Slot<V[K]>;
  /** True: go on without asking. */
  skip?(context: FormContext<S, V>): MaybePromise<boolean>;
  /** Done once when the field comes up, before it is asked: `askWith`, `end`, `backTo`, `goTo`, or nothing. */
  enter?(context: FormContext<S, V>): MaybePromise<Step | undefined>;
  /** The question; pure, short, asked again as it stands. A choice of `{ answer }` gives the value itself. */
  ask?(context: FormContext<S, V>): MaybePromise<Reply>;
  /** Is it an answer at all? Undefined lets the other policies look. */
  read(said: Said, context: FormContext<S, V>): Item<NonNullable<V[K]>> | undefined;
  /** Is it right? `ok`, `wrong`, `stay`, `end`, `backTo`, `goTo`. `values` already holds the answer. */
  check?(context: FormContext<S, V>): MaybePromise<Step>;
  /** Said when the answer was taken, before the next question. */
  got?(context: FormContext<S, V>): MaybePromise<Reply>;
  /** The answer to the command `help` here. */
  help?(context: FormContext<S, V>): MaybePromise<Reply>;
  /** Words with a meaning of their own here. `enter`: do it once more. */
  words?: readonly {
    says: readonly string[];
    do: 'enter' | ((context: FormContext<S, V>) => MaybePromise<Step>);
  }[];
}

/** A field of a form with values V. */
export type FieldSpec<S, V> = { [K in keyof V & string]-?: FieldOf<S, V, K> }[keyof V & string];

/** The last look before submitting: a summary, and the labels of its three choices. */
export interface Confirm<S, V> {
  ask(context: FormContext<S, V>): MaybePromise<Reply>;
  /** True: submit without it. */
  skip?(context: FormContext<S, V>): MaybePromise<boolean>;
  submit: string;
  modify: string;
  cancel: string;
}

export interface FormSpec<S, V> extends Named {
  /** In the order of asking; the first without an answer is asked, found anew each turn. Values are plain JSON. */
  fields: readonly FieldSpec<S, V>[];
  /** Before the first question: an opening line (`stay`), a refusal (`end`), another way (`goTo`), or nothing. */
  begin?(context: Context<S> & { slots: SlotValues; words: string }): MaybePromise<Step | undefined>;
  /** What the opening words already answer, besides the fields' slots; checked like answers. */
  open?(context: Context<S> & { slots: SlotValues; words: string }): MaybePromise<Given<V>>;
  confirm?: Confirm<S, V>;
  /** `done`, `end`, `backTo` or `goTo`. Recorded under `cause`, so that doing it twice does it once. */
  submit(context: FormContext<S, V>): MaybePromise<Step>;
}

type Loose = Record<string, Json>;

/** One field, its value's type no longer in view. */
export type Field<S> = FieldOf<S, Loose, string>;

/** What must be asked before something can be done, its values' types no longer in view. */
export interface Form<S> extends Omit<FormSpec<S, Loose>, 'fields'> {
  kind: 'form';
  fields: readonly Field<S>[];
}

/** `defineForm<Values>` for one type of services. */
export const formsFor =
  <S>() =>
  <V extends object>(spec: FormSpec<S, V>): Form<S> =>
    // sound: values only come from this form's own fields, under their own names
    ({ ...spec, kind: 'form' }) as unknown as Form<S>;
