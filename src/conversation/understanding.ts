import type { Command, Json, SlotValues } from './reply.js';

/** What was made of a resident's words. */
export interface Understood {
  /** Normalised: width, script, case, blanks, invisible characters. */
  text: string;
  intent: string;
  /** 0 to 1; 1 is a rule's, not a likelihood. */
  confidence: number;
  /** Act on it, ask back, or none of ours. */
  action: 'answer' | 'clarify' | 'out_of_scope';
  slots: SlotValues;
  /** At most four intents that might have been meant, likeliest first. */
  alternatives: readonly string[];
  /** Further intents of the same sentence. */
  also: readonly string[];
  /** A command, worded any way. */
  command?: Command;
  yes?: boolean;
  no?: boolean;
  /** Wants every one of those just offered. */
  all?: boolean;
  /** Which of those just listed: 1 is the first, -1 the last. */
  ordinal?: number;
  /** Worded as one more question of the same kind: "and tomorrow?". */
  again?: boolean;
  /** Asks when it is the own turn, or how long it still takes; a command to one who waits for a person alone. */
  asksTurn?: boolean;
  /** Begins by saying that the last answer was to another question. */
  denies?: boolean;
  /** The kind of danger that the words tell of. */
  danger?: string;
  /** Nothing but marks, emoji and blanks. */
  empty?: boolean;
  /** Says something only to a question: a number, a yes, a no, a why. */
  answerOnly?: boolean;
}

/** `today` is a civil day in Beijing; `areas` are the place names that may be meant. */
export interface Context {
  today: string;
  areas: readonly string[];
}

/**
 * Why words were acted on, asked back or turned away. Acted on: a `rule`, likely enough and far enough ahead (`sure`), the bare name of a
 * `place`, thanks (`courtesy`). Asked back: not likely enough (`unsure`), too `close` to the second, an `answer` to no question. Turned
 * away: `empty`, likeliest none of ours (`stranger`), or without a word of our trade and with another's (`foreign`), unlike anything that
 * was learnt (`unfamiliar`), or doubtful (`outside`); a rule may say so too.
 */
export type Why =
  | 'rule'
  | 'sure'
  | 'place'
  | 'courtesy'
  | 'unsure'
  | 'close'
  | 'answer'
  | 'empty'
  | 'stranger'
  | 'foreign'
  | 'unfamiliar'
  | 'outside';

/** Words that were read as others: Latin `letters`, a `slip`, a `dialect` word, a `homophone`; or put aside as `courtesy` or `denied`. */
export interface Replacement {
  how: 'letters' | 'slip' | 'dialect' | 'homophone' | 'courtesy' | 'denied';
  from: string;
  /** Empty: put aside. */
  to: string;
}

/** What spoke for an intent: `^` and `$` are the ends of the words, `#` is a number. */
export interface Reason {
  kind: 'words' | 'sound' | 'concept';
  text: string;
  /** Of all that was weighed, -1 to 1; below 0 it spoke against. */
  share: number;
}

/** How words were understood, and by what. */
export interface Explanation {
  understood: Understood;
  why: Why;
  /** The part that decided, levelled; empty when nothing was said. */
  wish: string;
  replaced: readonly Replacement[];
  /** What the rule found in the wish; only when one decided. */
  rule?: string;
  concepts: readonly { name: string; words: string }[];
  /** The likeliest by the examples, whatever decided in the end. */
  likely: readonly { intent: string; likelihood: number; reasons: readonly Reason[] }[];
  /** Acts from `act` on, `lead` ahead of the second. */
  thresholds: { act: number; lead: number };
  /** Each with the fewest words that it is read from. */
  slots: readonly { name: string; value: Json; words: string }[];
}

export interface Understanding {
  /** Pure. */
  understand(text: string, context: Context): Understood;
  normalise(text: string): string;
}

export interface Explains {
  /** Understands in the same way, and says what decided. For people, not for every message: it takes some fifty times as long. */
  explain(text: string, context: Context): Explanation;
}
