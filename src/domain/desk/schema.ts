import { rowSchema } from '../../database/schema.js';
import type { DeskEnding, DeskMedia, DeskState, DeskWay } from './door.js';

export interface DeskLineRow {
  id: string;
  from: 'resident' | 'bot' | 'clerk';
  by?: string;
  at: Date;
  /** Sealed: what was said. */
  said: string;
  before?: boolean;
  cause: string;
  /** Real time at which its sending began. */
  sendingSince?: Date;
  way?: DeskWay;
  left?: number;
}

/** What still has to be told to the resident. */
export type DeskUntold = 'ended' | 'idle' | 'requeued' | 'ticketed' | 'unserved';

export interface DeskRow {
  _id: string;
  number: string;
  cause: string;
  openid: string;
  /** The openid until it is over: a resident has one conversation. */
  open?: string;
  state: DeskState;
  account?: string;
  district?: string;
  clerk?: string;
  askedAt: Date;
  /** How many were before when it was asked for. */
  ahead: number;
  takenAt?: Date;
  last: 'resident' | 'clerk';
  /** The cause of the first words while waiting, which were answered. */
  nudge?: string;
  /** When something is to be done about it. */
  watchAt?: Date;
  ending?: DeskEnding;
  endedAt?: Date;
  ticket?: string;
  tell?: DeskUntold;
  tellAt?: Date;
  /** Real time from which on its files are to be fetched. */
  filesAt?: Date;
  /** Counts what came with a file: who fetched some compares it. */
  files?: number;
  lines: DeskLineRow[];
  /** Causes that ended it. */
  acts: string[];
}

/** What a line holds when it is opened. */
export interface Said {
  text: string;
  media?: DeskMedia;
  place?: { label: string; latitude: number; longitude: number };
}

const line = {
  _id: false,
  id: { type: String, required: true },
  from: { type: String, required: true },
  by: String,
  at: { type: Date, required: true },
  said: { type: String, required: true },
  before: Boolean,
  cause: { type: String, required: true },
  sendingSince: Date,
  way: String,
  left: Number,
};

export const deskSchema = rowSchema<DeskRow>(
  {
    _id: { type: String, required: true },
    number: { type: String, required: true },
    cause: { type: String, required: true },
    openid: { type: String, required: true },
    open: String,
    state: { type: String, required: true },
    account: String,
    district: String,
    clerk: String,
    askedAt: { type: Date, required: true },
    ahead: { type: Number, required: true },
    takenAt: Date,
    last: { type: String, required: true },
    nudge: String,
    watchAt: Date,
    ending: String,
    endedAt: Date,
    ticket: String,
    tell: String,
    tellAt: Date,
    filesAt: Date,
    files: Number,
    lines: [line],
    acts: [String],
  },
  'desk_talks',
);
// Not sharded: a city's clerks speak to some hundreds a day, and the queue needs one place.
deskSchema.index({ cause: 1 }, { unique: true }); // asking twice asks once
deskSchema.index({ number: 1 }, { unique: true }); // a conversation by its number
deskSchema.index({ open: 1 }, { unique: true, sparse: true }); // a resident's own, one at a time
deskSchema.index({ state: 1, askedAt: 1, number: 1 }); // the queue, and who is before
deskSchema.index({ takenAt: -1 }, { sparse: true }); // how long the last ones waited
deskSchema.index({ watchAt: 1 }, { sparse: true }); // what somebody let rest
deskSchema.index({ tellAt: 1 }, { sparse: true }); // what residents are still to be told
deskSchema.index({ filesAt: 1 }, { sparse: true }); // files to be fetched
deskSchema.index({ endedAt: 1 }, { sparse: true }); // what is old
deskSchema.index({ openid: 1 }); // all of a resident's, to be erased
