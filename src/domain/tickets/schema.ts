import { rowSchema } from '../../database/schema.js';
import type { TicketEvent, TicketKind, TicketState, Way } from './door.js';

export interface MediaRow {
  id: string;
  kind: 'photo' | 'voice';
  state: 'waiting' | 'stored' | 'gone';
  /** The platform's id of the file. */
  mediaId: string;
  type?: string;
  size?: number;
  /** Sealed. */
  transcript?: string;
}

export interface LineRow {
  id: string;
  from: 'resident' | 'clerk' | 'system';
  by?: string;
  at: Date;
  /** Sealed. */
  text: string;
  toResident: boolean;
  cause: string;
  /** Real time at which its sending began. */
  sendingSince?: Date;
  way?: Way;
  left?: number;
  event?: TicketEvent;
  to?: string;
  media?: string[];
  /** Sealed. */
  place?: string;
}

/** Where a ticket stands in the list: pressing, waiting, over. */
export const RANK = { pressing: 0, waiting: 1, over: 2 } as const;

/** What still has to be told to the resident. */
export type Untold = 'overdue' | 'ended';

export interface TicketRow {
  _id: string;
  number: string;
  cause: string;
  kind: TicketKind;
  state: TicketState;
  openid: string;
  account?: string;
  district?: string;
  /** Sealed: the text, the contact and the place. */
  filed: string;
  media: MediaRow[];
  clerk?: string;
  openedAt: Date;
  dueAt: Date;
  answeredAt?: Date;
  overdueAt?: Date;
  endedAt?: Date;
  closedAt?: Date;
  rank: number;
  /** True until the owed answer is given, then absent. */
  late?: boolean;
  /** True until a clerk answers, then absent. */
  pressing?: boolean;
  urgedAt?: Date;
  urgedDays?: number;
  /** The Beijing day that was counted last. */
  urgedDay?: string;
  reopened?: number;
  askedAt?: Date;
  verdict?: 'solved' | 'unsolved';
  verdictAt?: Date;
  follows?: string;
  /** How many files there are; who adds some compares it. */
  files: number;
  tell?: Untold;
  /** Its resident was erased: contact, account and files go when it is over. */
  eraseAtEnd?: boolean;
  /** Business time from which the telling may be tried. */
  tellAt?: Date;
  lines: LineRow[];
  /** Causes of the last acts that leave no line. */
  acts: string[];
  /** `dueAt` while the promise is neither kept nor broken. */
  watchAt?: Date;
  /** Real time of the next try to fetch what waits; also the lease of who is fetching. */
  mediaTryAt?: Date;
}

const line = {
  _id: false,
  id: String,
  from: String,
  by: String,
  at: Date,
  text: String,
  toResident: Boolean,
  cause: String,
  sendingSince: Date,
  way: String,
  left: Number,
  event: String,
  to: String,
  media: { type: [String], default: undefined },
  place: String,
};
const media = {
  _id: false,
  id: String,
  kind: { type: String },
  state: String,
  mediaId: String,
  type: { type: String },
  size: Number,
  transcript: String,
};
export const ticketSchema = rowSchema<TicketRow>(
  {
    _id: String,
    number: { type: String, required: true },
    cause: { type: String, required: true },
    kind: { type: String, required: true },
    state: { type: String, required: true },
    openid: { type: String, required: true },
    account: String,
    district: String,
    filed: { type: String, required: true },
    media: [media],
    clerk: String,
    openedAt: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    answeredAt: Date,
    overdueAt: Date,
    endedAt: Date,
    closedAt: Date,
    rank: { type: Number, required: true },
    late: Boolean,
    pressing: Boolean,
    urgedAt: Date,
    urgedDays: Number,
    urgedDay: String,
    reopened: Number,
    askedAt: Date,
    verdict: String,
    verdictAt: Date,
    follows: String,
    files: { type: Number, required: true },
    tell: String,
    tellAt: Date,
    eraseAtEnd: Boolean,
    lines: [line],
    acts: [String],
    watchAt: Date,
    mediaTryAt: Date,
  },
  'tickets',
);
// Not sharded: a city files some hundreds a day, and the unique number needs one place.
ticketSchema.index({ cause: 1 }, { unique: true }); // filing twice files once
ticketSchema.index({ number: 1 }, { unique: true }); // a ticket by its number
ticketSchema.index({ openid: 1, openedAt: -1, number: -1 }); // a resident's own, newest first
ticketSchema.index({ state: 1, rank: 1, dueAt: 1, number: 1 }); // the queue, pressing first, then the oldest promise
ticketSchema.index({ state: 1, dueAt: 1 }); // which promises of a state are over, and which ends first
ticketSchema.index({ clerk: 1, rank: 1, dueAt: 1, number: 1 }); // a clerk's own queue
ticketSchema.index({ district: 1, rank: 1, dueAt: 1, number: 1 }); // a district's queue
ticketSchema.index({ openedAt: -1 }); // what was filed in the hours around another
ticketSchema.index({ rank: 1, dueAt: 1, number: 1 }); // the whole list
ticketSchema.index({ late: 1, rank: 1, dueAt: 1, number: 1 }); // broken promises that are still owed
ticketSchema.index({ pressing: 1, rank: 1, dueAt: 1, number: 1 }); // what residents urged
ticketSchema.index({ eraseAtEnd: 1, state: 1 }); // what is still to be erased
ticketSchema.index({ tellAt: 1 }, { sparse: true }); // what residents are still to be told
ticketSchema.index({ watchAt: 1 }, { sparse: true }); // promises that are neither kept nor broken
ticketSchema.index({ mediaTryAt: 1 }, { sparse: true }); // media to be fetched

export interface MediaBytesRow {
  /** `<ticket number>/<media id>` */
  _id: string;
  type: string;
  /** Sealed. */
  bytes: Buffer;
}

export const mediaSchema = rowSchema<MediaBytesRow>(
  { _id: String, type: { type: String, required: true }, bytes: { type: Buffer, required: true } },
  'ticket_media', // a file each, found by its id only
);
