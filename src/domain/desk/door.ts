import type { OpenState } from '../../kernel/opening.js';

/** `waiting`: nobody has taken it; `held`: a clerk has; `over`: the bot answers again. */
export type DeskState = 'waiting' | 'held' | 'over';
/** Who or what ended it: the resident, the clerk, silence after the clerk's word, or that nobody took it in time. */
export type DeskEnding = 'resident' | 'clerk' | 'idle' | 'unserved';
/** How a clerk's words went out; `unknown`: a crash hid it. */
export type DeskWay = 'kf' | 'template' | 'sms' | 'queued' | 'unknown' | 'gone';

export interface DeskPlace {
  label: string;
  latitude: number;
  longitude: number;
}

/** What came that is no words; `id` is the platform's, which keeps the file for three days. */
export interface DeskMedia {
  id: string;
  kind: 'photo' | 'voice' | 'video';
}

/** Something said, in words or otherwise. */
export interface Saying {
  /** Of a voice: what was heard. Empty when there were no words. */
  text: string;
  media?: DeskMedia;
  place?: DeskPlace;
}

/** What the resident and the bot said before a person was asked for, oldest first. */
export interface Earlier {
  from: 'resident' | 'bot';
  at: Date;
  text: string;
}

export interface DeskLine extends Saying {
  id: string;
  from: 'resident' | 'bot' | 'clerk';
  /** The clerk's user name. */
  by?: string;
  at: Date;
  /** Said to the bot, before a person was asked for. */
  before: boolean;
  /** Of a clerk's: how it went out, and how many messages the chat then still allowed. */
  sent?: { way: DeskWay; left: number };
}

/** One conversation of a resident with the people behind the bot. */
export interface DeskTalk {
  /** `RG` + yyyymmdd + 3 digits. */
  number: string;
  state: DeskState;
  openid: string;
  account?: string;
  district?: string;
  clerk?: string;
  askedAt: Date;
  takenAt?: Date;
  endedAt?: Date;
  ending?: DeskEnding;
  /** The ticket that goes on with it. */
  ticket?: string;
  /** Whose word was the last, once a clerk has it. */
  last: 'resident' | 'clerk';
  lines: readonly DeskLine[];
}

/** Where one who waits stands. */
export interface DeskQueue {
  /** How many are before. */
  ahead: number;
  /** An estimate, made only of how long others waited in the last two hours; absent when there is nothing to make it of. */
  minutes?: number;
}

export type Asked =
  | ({ kind: 'waiting'; number: string } & DeskQueue)
  | { kind: 'held'; number: string }
  /** Nobody is there; `opens`: when somebody is again. */
  | { kind: 'closed'; opens?: Date };

/** What became of a resident's words. `first`: nothing was said since the person was asked for. `full`: they were not kept. */
export type Passed =
  | ({ kind: 'waiting'; first: boolean } & DeskQueue)
  | { kind: 'held' }
  | { kind: 'over' }
  | { kind: 'full' };

/** What a resident is told of the conversation besides a clerk's words. `opens`: when a person is there again. */
export type DeskNote =
  | { kind: 'said'; text: string }
  | { kind: 'ended' }
  | { kind: 'idle' }
  | { kind: 'requeued' }
  /** A ticket goes on with it; `unserved`: because nobody took it in time. */
  | { kind: 'ticketed'; unserved: boolean; ticket: DeskTicket };

export interface DeskTicket {
  number: string;
  dueAt: Date;
}

/** Tells a resident by the best way that is open now; the same cause tells once. */
export type TellResident = (message: {
  openid: string;
  /** The conversation's. */
  number: string;
  cause: string;
  note: DeskNote;
}) => Promise<{ way: DeskWay; left: number }>;

export interface DeskAct {
  number: string;
  /** The clerk's user name. */
  by: string;
  cause: string;
}

/** The live desk: conversations of residents with clerks, in the order in which they were asked for. */
export interface Desk {
  /** Whether a person is there. */
  stateAt(at: Date): OpenState;
  /** Puts a resident in the queue with what was said before, once a cause; one who waits or is spoken to already stays so. @throws Refused conflict */
  ask(input: {
    openid: string;
    earlier: readonly Earlier[];
    account?: string;
    district?: string;
    cause: string;
  }): Promise<Asked>;
  /** Keeps what a resident says for the clerk, once a cause. */
  pass(input: { openid: string; number: string; saying: Saying; cause: string }): Promise<Passed>;
  /** Where the resident stands now. */
  look(input: { openid: string; number: string }): Promise<Passed>;
  /** The resident goes back to the bot, from this conversation or from whichever there is. @returns false when there was none */
  leave(input: { openid: string; number?: string }): Promise<boolean>;

  /** Those who wait, the first in the queue first, then those who are spoken to; at most `limit`. */
  list(input: { district?: string; limit: number }): Promise<readonly DeskTalk[]>;
  /** @throws Refused desk_unknown */
  show(number: string): Promise<DeskTalk>;
  /** Taking one's own again changes nothing. @throws Refused desk_unknown | desk_not_yours (its holder in the data) | desk_over */
  take(input: DeskAct): Promise<DeskTalk>;
  /** Says words to the resident; who speaks to one who waits has taken it. @throws Refused bad_input | conflict | as `take` */
  say(input: DeskAct & { text: string }): Promise<{ talk: DeskTalk; way: DeskWay; left: number }>;
  /** A photo or voice of a line. @throws Refused desk_unknown | not_found | platform_unreachable */
  file(input: { number: string; line: string }): Promise<{ bytes: Buffer; type: string }>;
  /** Gives the resident back to the bot, who is told; `toTicket`: a ticket goes on with it. @param input.force also another clerk's. @throws Refused as `take` */
  release(input: DeskAct & { toTicket?: boolean; force?: boolean }): Promise<DeskTalk>;

  /** Who waits and who is spoken to, counted up to 10,000; `longest`: since when the first has waited. */
  waiting(): Promise<{ waiting: number; held: number; longest?: Date }>;
  /**
   * Ends what a resident let rest for half an hour after the clerk's word, puts back in the queue whose clerk is gone or silent for as long, makes
   * tickets for who nobody took until closing or for an hour, and tells all of them. At most `limit` each. @returns how many changed
   */
  watch(limit: number): Promise<number>;
  /** Removes conversations that ended half a year ago, at most `limit`. @returns how many */
  forgetOld(limit: number): Promise<number>;
  /** Fetches photos and voices that wait, of at most `limit` conversations, seals and keeps them. */
  fetchFiles(limit: number): Promise<void>;
  /** How many conversations of a resident are kept. */
  countOf(openid: string): Promise<number>;
  /** Removes all of a resident's. */
  erase(input: { openid: string }): Promise<void>;
}
