/** Words that were unclear to us, put to somebody else. */
export interface Unclear {
  /** The message's key: it is asked about once. */
  cause: string;
  /** Normalised, ID and card numbers cut out; whoever sends them on takes out what else is personal. */
  words: string;
  /** What may have been meant, likeliest first; at least two. */
  candidates: readonly Candidate[];
  /** Real milliseconds until the answer is of no more use. */
  ms: number;
}

export interface Candidate {
  intent: string;
  /** As it is offered to a resident. */
  title: string;
  examples: readonly string[];
  /** Names of slots whose value may be quoted from the words. */
  quotable: readonly string[];
}

export interface Opinion {
  /** One of the candidates. */
  intent: string;
  /** Quoted from the words. */
  slots?: Readonly<Record<string, string>>;
}

/** A helper whose answer is a hint about a closed list. Undefined: it does not know, or was not reached in time. Never throws. */
export type SecondOpinion = (unclear: Unclear) => Promise<Opinion | undefined>;
