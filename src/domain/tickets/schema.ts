import { rowSchema } from '../../database/schema.js';
import type { TicketKind, TicketState, Way } from './door.js';

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
}

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
  closedAt?: Date;
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
    closedAt: Date,
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
ticketSchema.index({ openid: 1, openedAt: -1 }); // a resident's own, newest first
ticketSchema.index({ state: 1, dueAt: 1, number: 1 }); // the queue, oldest promise first
ticketSchema.index({ clerk: 1, dueAt: 1, number: 1 }); // a clerk's own queue
ticketSchema.index({ district: 1, dueAt: 1, number: 1 }); // a district's queue
ticketSchema.index({ dueAt: 1, number: 1 }); // the whole list
ticketSchema.index({ watchAt: 1 }, { sparse: true }); // promises that are neither kept nor broken
ticketSchema.index({ mediaTryAt: 1 }, { sparse: true }); // media to be fetched

export const counterSchema = rowSchema<{ _id: string; count: number }>(
  { _id: String, count: { type: Number, required: true } },
  'ticket_counters', // one document a Beijing day
);

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
