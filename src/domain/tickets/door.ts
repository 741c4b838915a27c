export type TicketKind = 'complaint' | 'callback';
export type TicketState = 'open' | 'taken' | 'resolved' | 'closed';
/** How words reached the resident: in the chat, by template message, by SMS; `queued`: waits for the resident's next message; `unknown`: a crash hid the outcome; `gone`: the resident was erased, nothing is sent. */
export type Way = 'kf' | 'template' | 'sms' | 'queued' | 'unknown' | 'gone';

export interface TicketPlace {
  label: string;
  latitude?: number;
  longitude?: number;
}

export interface Contact {
  holder: string;
  mobile: string;
  address: string;
}

export interface TicketMedia {
  id: string;
  kind: 'photo' | 'voice';
  /** `waiting`: to be fetched from the platform; `gone`: it could not be had in time. */
  state: 'waiting' | 'stored' | 'gone';
  type?: string;
  /** bytes */
  size?: number;
  /** What the recogniser heard, beside a voice. */
  transcript?: string;
}

/** What a line tells of besides its words, which may then be empty. */
export type TicketEvent = 'added' | 'urged' | 'solved' | 'reopened' | 'withdrawn' | 'released' | 'transferred';

export interface TicketLine {
  id: string;
  from: 'resident' | 'clerk' | 'system';
  /** The clerk's user name. */
  by?: string;
  at: Date;
  text: string;
  /** False for notes among staff. */
  toResident: boolean;
  sent?: { way: Way; left: number };
  event?: TicketEvent;
  /** Of a transfer: who has it now. */
  to?: string;
  /** Ids of the files that came with it. */
  media?: readonly string[];
  place?: TicketPlace;
}

/** By which way words would reach a resident now: in the chat, so many times until then, or by what comes next. */
export type Reach = { way: 'kf'; left: number; until: Date } | { way: 'template' | 'sms' | 'queued' | 'gone' };

export interface Ticket {
  number: string;
  kind: TicketKind;
  state: TicketState;
  openid: string;
  account?: string;
  district?: string;
  text: string;
  contact?: Contact;
  place?: TicketPlace;
  media: readonly TicketMedia[];
  clerk?: string;
  openedAt: Date;
  /** When the resident was promised an answer; the deadline job watches it. */
  dueAt: Date;
  answeredAt?: Date;
  /** Set once when the promise was broken. */
  overdueAt?: Date;
  /** The promise is broken and the answer still owed. */
  late: boolean;
  /** When the resident last asked to hurry; `days`: on how many days. `pressing` until a clerk answers. */
  urged?: { at: Date; days: number; pressing: boolean };
  /** How often it was opened again. */
  reopened: number;
  /** When it was resolved, or closed without. */
  endedAt?: Date;
  closedAt?: Date;
  /** When the resident was asked whether it is solved. */
  askedAt?: Date;
  /** Whether it is, in the resident's own word. */
  verdict?: { solved: boolean; at: Date };
  /** The number of the earlier ticket that this one goes on with. */
  follows?: string;
  lines: readonly TicketLine[];
}

export interface NewTicket {
  openid: string;
  kind: TicketKind;
  text: string;
  photos?: readonly string[];
  voice?: { mediaId: string; transcript?: string };
  place?: TicketPlace;
  account?: string;
  district?: string;
  contact?: Contact;
  follows?: string;
  cause: string;
}

/** What a note to a resident is about. `summary`: a line that fits a template's field. */
export type TicketNote =
  | { kind: 'answer'; number: string; summary: string }
  /** Ended with the words, or without any; asks whether it is solved. */
  | { kind: 'ended'; number: string; summary: string }
  | { kind: 'overdue'; number: string; summary: string; dueAt: Date };

/** Sends words to a resident by the best way that is open now; the same cause sends once. */
export type Notify = (message: {
  openid: string;
  cause: string;
  text: string;
  ticket?: TicketNote;
}) => Promise<{ way: Way; left: number }>;

/** Fetches a media file from the platform. @throws Refused platform_refused (gone for good) | platform_unreachable (try again) */
export type FetchMedia = (mediaId: string) => Promise<{ bytes: Buffer; type: string }>;

export interface TicketAct {
  number: string;
  /** The clerk's user name. */
  by: string;
  cause: string;
}

/** What a resident does with an own ticket. */
export interface ResidentAct {
  openid: string;
  number: string;
  cause: string;
}

export interface Addition {
  text?: string;
  photos?: readonly string[];
  voice?: { mediaId: string; transcript?: string };
  place?: TicketPlace;
}

/** `over`: it is resolved or closed. `unknown`: not this resident's. */
export type NotOpen = { kind: 'over'; ticket: Ticket } | { kind: 'unknown' };
export type Added = { kind: 'added'; ticket: Ticket } | { kind: 'full'; ticket: Ticket } | NotOpen;
/** `again`: already counted today. */
export type Urged = { kind: 'urged' | 'again'; ticket: Ticket } | NotOpen;
/** `open`: it was not ended. `too late`: it ended longer ago than it may be opened again. */
export type Reopened = { kind: 'reopened' | 'open' | 'too late'; ticket: Ticket } | { kind: 'unknown' };
export type Withdrawn = { kind: 'withdrawn'; ticket: Ticket } | NotOpen;
export type Judged = { kind: 'kept' | 'open'; ticket: Ticket } | { kind: 'unknown' };

export interface Tickets {
  /** Files once per cause. The number is `TS` + yyyymmdd + 3 digits (4 past 999), counted per Beijing day. */
  file(input: NewTicket): Promise<Ticket>;
  /** The resident's own tickets, newest first. */
  ofResident(openid: string, limit?: number): Promise<readonly Ticket[]>;
  /** Adds words, files or a place to a ticket that is not over, once a cause; six photos in all. @throws Refused bad_input | conflict */
  add(input: ResidentAct & Addition): Promise<Added>;
  /** Raises a ticket in the clerks' list; counted once a Beijing day. @throws Refused conflict */
  urge(input: ResidentAct): Promise<Urged>;
  /** Opens an ended ticket again within 15 days of its end, under its number, with a promise anew. @throws Refused conflict */
  reopen(input: ResidentAct): Promise<Reopened>;
  /** Closes a ticket that its resident takes back; it may be opened again like any other. @throws Refused conflict */
  withdraw(input: ResidentAct): Promise<Withdrawn>;
  /** Keeps the resident's word that it is solved. @throws Refused conflict */
  solved(input: ResidentAct): Promise<Judged>;
  /** The newest own ticket whose resident was asked whether it is solved, and has not said. */
  awaitingVerdict(openid: string): Promise<Ticket | undefined>;
  /** The resident's newest complaint of the last hour that seems to be about the same. */
  similar(input: { openid: string; text: string; place?: TicketPlace }): Promise<Ticket | undefined>;
  /** Undefined when it is not this resident's. */
  forResident(openid: string, number: string): Promise<Ticket | undefined>;
  /** @throws Refused ticket_unknown */
  show(number: string): Promise<Ticket>;
  /** What is late, urged or opened again first, what is over last; within these the oldest promise first. */
  list(input: {
    state?: TicketState;
    clerk?: string;
    district?: string;
    /** Only those whose promise is broken and whose answer is still owed. */
    late?: boolean;
    /** Only those that a resident urged and no clerk answered since. */
    urged?: boolean;
    after?: string;
    limit: number;
  }): Promise<{ items: readonly Ticket[]; next: string | null }>;
  /** What waits for staff, counted up to 10,000 each; `overdue`: open ones past their promise; `first`: the open one whose promise ends first. */
  waiting(): Promise<{ open: number; taken: number; overdue: number; first?: Ticket }>;
  /** Taking one's own again changes nothing. @throws Refused ticket_unknown | ticket_not_yours (its holder in the data) | ticket_closed */
  take(input: TicketAct): Promise<Ticket>;
  /** Gives a ticket back; one that nobody has stays so. @param input.force also another clerk's. @throws Refused as `take` */
  release(input: TicketAct & { force?: boolean }): Promise<Ticket>;
  /** Hands a ticket over, by who has it; one that nobody has is given by anyone. @throws Refused as `take` */
  transfer(input: TicketAct & { to: string; force?: boolean }): Promise<Ticket>;
  /** For each of these that is not over: the numbers of other residents' from the same place, filed within six hours of it. */
  near(tickets: readonly Ticket[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The ways that are open now to these residents. */
  reach(openids: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
  /** An open ticket is taken by answering it. @throws Refused ticket_unknown | ticket_not_yours | ticket_closed */
  reply(input: TicketAct & { text: string }): Promise<{ ticket: Ticket; way: Way; left: number }>;
  note(input: TicketAct & { text: string }): Promise<Ticket>;
  /** The resident of a complaint is asked whether it is solved. */
  resolve(input: TicketAct & { text?: string }): Promise<Ticket>;
  /** Asks so too, unless it was asked already or `quiet`. */
  close(input: TicketAct & { quiet?: boolean }): Promise<Ticket>;
  /** @throws Refused not_found */
  media(number: string, id: string): Promise<{ bytes: Buffer; type: string }>;
  /** Fetches at most `limit` waiting media, seals and keeps them; older than 3 days → gone. @returns how many were settled */
  fetchMedia(limit: number): Promise<number>;
  /** Takes the resident off all her tickets; what personal is left on them goes by `eraseEnded`. */
  erase(input: { openid: string }): Promise<void>;
  /** Takes contact, account and files off ended tickets of erased residents, at most `limit`. @returns how many */
  eraseEnded(limit: number): Promise<number>;
  /** Marks broken promises, each once, records them for staff and tells the residents. At most `limit`. @returns how many were marked */
  watchDeadlines(limit: number): Promise<number>;
}
