/**
 * Where more is to be had than the answer says: the hotline, a person, something that can be asked here (by its name), another question
 * (by its id), or a web page.
 */
export type More = 'hotline' | 'human' | `goal:${string}` | `question:${string}` | `https://${string}`;

export interface Question {
  /** Small letters, digits and hyphens. */
  id: string;
  title: string;
  /** Other ways to ask it. */
  asked: readonly string[];
  answer: string;
  /** At most three, in the order they are shown. */
  more: readonly More[];
  /** A whole message that comes to one of these is answered at once, before anybody wonders what it asks. */
  keywords?: readonly string[];
}

/** Residents are answered with what is online. */
export type QuestionState = 'online' | 'offline';

/** A question as staff see it. */
export interface KeptQuestion extends Question {
  state: QuestionState;
  /** Counts the changes, from 1. */
  revision: number;
  changedAt: Date;
  /** Who changed it last: a staff user name, or `system`. */
  changedBy: string;
  /** How often it was answered; what a process had not written down when it died is lost. */
  views: number;
}

/** What becomes of words, and the nearest questions with their scores, 0 to 1. */
export interface Search {
  outcome: 'answered' | 'offered' | 'none';
  /** Held for another trade's words, so that only a question nearly word for word would do. */
  foreign: boolean;
  nearest: readonly { id: string; title: string; score: number }[];
}

export interface PutQuestion {
  question: Question & { state: QuestionState };
  /** The revision that was seen, when it must still be the newest; 0: there must be none yet. */
  revision?: number;
  by: string;
}

/** What an import changes, by id. */
export interface QuestionImport {
  imported: number;
  added: readonly string[];
  changed: readonly string[];
}

export interface Knowledge {
  /**
   * The question that answers the words when one is near enough, else undefined. Pure and quick: the base is held in memory.
   * @param options `foreign`: the words are held to be of another trade, so that only a question nearly word for word will do
   */
  find(words: string, options?: { foreign?: boolean }): { question: Question; score: number } | undefined;
  /** When none is near enough: questions that may have been meant, nearest first. */
  near(words: string, most: number): readonly Question[];
  /** The question that has these words, whole, for a keyword. */
  byKeyword(words: string): Question | undefined;
  /** One that is online. */
  byId(id: string): Question | undefined;
  /** Counts an answer; written down later by `settle`. */
  seen(id: string): void;

  /** What residents would be answered, and why. */
  search(words: string, most: number): Search;
  /** By id, or those first that were answered most. */
  list(input: { sort: 'id' | 'views' }): Promise<readonly KeptQuestion[]>;
  /** @throws Refused question_unknown */
  get(id: string): Promise<KeptQuestion>;
  /**
   * Adds a question or replaces it; one that is the same already is left as it is.
   * @throws Refused conflict (another revision) | bad_input (`more` names what is not there, a keyword is another question's or means
   *   something to be done)
   */
  put(input: PutQuestion): Promise<KeptQuestion>;
  /** @throws Refused question_unknown | conflict */
  remove(input: { id: string; revision?: number }): Promise<void>;
  /**
   * Adds and replaces; what is not imported stays, and so does the state of what is replaced. `dryRun` only says what would change.
   * @throws Refused bad_input (as for `put`, or an id twice)
   */
  importQuestions(questions: readonly Question[], options?: { dryRun?: boolean; by?: string }): Promise<QuestionImport>;
  /** Whether anything was ever imported or put. */
  isBegun(): Promise<boolean>;
  /** Writes the counts down, and reads the base anew when another process changed it. @returns whether it was read */
  settle(): Promise<boolean>;
}
