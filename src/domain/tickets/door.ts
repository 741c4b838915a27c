export type TicketKind = 'complaint' | 'callback';
export type TicketState = 'open' | 'taken' | 'resolved' | 'closed';
/** How words reached the resident: in the chat, by template message, by SMS; `queued`: waits for the resident's next message; `unknown`: a crash hid the outcome. */
export type Way = 'kf' | 'template' | 'sms' | 'queued' | 'unknown';

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
}

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
  closedAt?: Date;
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
  cause: string;
}

/** Sends words to a resident by the best way that is open now; the same cause sends once. */
export type Notify = (message: {
  openid: string;
  cause: string;
  text: string;
  /** For the template rung: which ticket, and a line that fits its fields. */
  ticket?: { number: string; summary: string };
}) => Promise<{ way: Way; left: number }>;

/** Fetches a media file from the platform. @throws Refused platform_refused (gone for good) | platform_unreachable (try again) */
export type FetchMedia = (mediaId: string) => Promise<{ bytes: Buffer; type: string }>;

export interface TicketAct {
  number: string;
  /** The clerk's user name. */
  by: string;
  cause: string;
}

export interface Tickets {
  /** Files once per cause. The number is `TS` + yyyymmdd + 3 digits (4 past 999), counted per Beijing day. */
  file(input: NewTicket): Promise<Ticket>;
  /** The resident's own tickets, newest first. */
  ofResident(openid: string, limit?: number): Promise<readonly Ticket[]>;
  /** Undefined when it is not this resident's. */
  forResident(openid: string, number: string): Promise<Ticket | undefined>;
  /** @throws Refused ticket_unknown */
  show(number: string): Promise<Ticket>;
  /** Oldest promise first. */
  list(input: {
    state?: TicketState;
    clerk?: string;
    district?: string;
    after?: string;
    limit: number;
  }): Promise<{ items: readonly Ticket[]; next: string | null }>;
  /** What waits for staff, counted up to 10,000 each; `overdue`: open ones past their promise; `first`: the open one whose promise ends first. */
  waiting(): Promise<{ open: number; taken: number; overdue: number; first?: Ticket }>;
  /** Taking one's own again changes nothing. @throws Refused ticket_unknown | ticket_not_yours | ticket_closed */
  take(input: TicketAct): Promise<Ticket>;
  /** An open ticket is taken by answering it. @throws Refused ticket_unknown | ticket_not_yours | ticket_closed */
  reply(input: TicketAct & { text: string }): Promise<{ ticket: Ticket; way: Way; left: number }>;
  note(input: TicketAct & { text: string }): Promise<Ticket>;
  resolve(input: TicketAct & { text?: string }): Promise<Ticket>;
  close(input: TicketAct): Promise<Ticket>;
  /** @throws Refused not_found */
  media(number: string, id: string): Promise<{ bytes: Buffer; type: string }>;
  /** Fetches at most `limit` waiting media, seals and keeps them; older than 3 days → gone. @returns how many were settled */
  fetchMedia(limit: number): Promise<number>;
  /** Marks broken promises, each once, and records them for staff. At most `limit`. @returns how many */
  watchDeadlines(limit: number): Promise<number>;
}
