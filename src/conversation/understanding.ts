import type { Command, SlotValues } from './reply.js';

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
  /** Which of those just listed: 1 is the first, -1 the last. */
  ordinal?: number;
  /** Worded as one more question of the same kind: "and tomorrow?". */
  again?: boolean;
  /** The kind of danger that the words tell of. */
  danger?: string;
  /** Nothing but marks, emoji and blanks. */
  empty?: boolean;
}

export interface Understanding {
  /** Pure. `today` is a civil day in Beijing; `areas` are the place names that may be meant. */
  understand(text: string, context: { today: string; areas: readonly string[] }): Understood;
  normalise(text: string): string;
}
