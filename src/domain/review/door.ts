/** Why words are on the list: asked back, a person was wanted after them, said to be misread, or turned away and said again. */
export type ReviewReason = 'asked_back' | 'handed_over' | 'corrected' | 'refused';

/** One sentence that was not surely understood. */
export interface Sighting {
  openid: string;
  /** The message's key: a repeat counts once, and may know more. */
  cause: string;
  /** Without what tells of a person; equal words are one row. */
  words: string;
  reason: ReviewReason;
  /** What it was taken for, how surely (0 to 1), and what else it might have been. */
  guess: { intent: string; confidence: number; alternatives: readonly string[] };
  /** The intent that was chosen or said next. */
  hint?: string;
}

/** What a member of staff made of a sentence; no intent: of no use. */
export interface Verdict {
  intent?: string;
  by: string;
  at: Date;
  /** Others who came to the same. */
  agreed: readonly string[];
}

export type ReviewState = 'open' | 'labelled' | 'skipped';

/** A sentence on the list, however many said it. */
export interface ReviewRow {
  id: string;
  words: string;
  /** How often it was said. */
  count: number;
  /** How often for each reason, among the last fifty. */
  reasons: Readonly<Partial<Record<ReviewReason, number>>>;
  guess: Sighting['guess'];
  /** Most frequent first. */
  hints: readonly { intent: string; count: number }[];
  state: ReviewState;
  verdict?: Verdict;
  firstAt: Date;
  lastAt: Date;
}

/** A labelled sentence as an example to learn from. */
export interface Example {
  id: string;
  text: string;
  intent: string;
}

/** A verdict of staff; `force` overrules a colleague's other one. */
export interface Judging {
  id: string;
  by: string;
  force?: boolean;
}

export interface Review {
  /** The intents that a sentence may be labelled with. */
  labels: readonly string[];
  /** Puts a sentence on the list, or counts it again. */
  note(sighting: Sighting): Promise<void>;
  /** The most frequent first. `after` is the `next` of the page before. */
  list(input: {
    state: ReviewState;
    reason?: ReviewReason;
    after?: string;
    limit: number;
  }): Promise<{ items: readonly ReviewRow[]; next: string | null }>;
  /** @throws Refused sentence_unknown */
  show(id: string): Promise<ReviewRow>;
  /** @throws Refused sentence_unknown | bad_input (no such label) | label_disputed (a colleague came to another verdict) */
  label(input: Judging & { intent: string }): Promise<ReviewRow>;
  /** Sets a sentence aside as of no use. @throws Refused sentence_unknown | label_disputed */
  skip(input: Judging): Promise<ReviewRow>;
  /** Labelled sentences in a fixed order; those that may still tell of a person are held back. */
  examples(input: {
    after?: string;
    limit: number;
  }): Promise<{ items: readonly Example[]; held: readonly Example[]; next: string | null }>;
  /** Forgets that a resident said anything; words that nobody else said go with her. */
  erase(input: { openid: string }): Promise<void>;
  /** Removes sentences last said before then, at most `limit`. @returns how many */
  forgetOld(before: Date, limit: number): Promise<number>;
}
