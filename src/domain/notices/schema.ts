// Not sharded: a city publishes a few notices a day.
import { rowSchema } from '../../database/schema.js';
import type { Area, Notice, NoticeKind, NoticeState, NoticeVersion } from './door.js';
import { endOf } from './notice.js';

/** A correction that those who were answered from the notice are to be told of. */
export interface TellRow {
  /** The version that they are to know. */
  version: number;
  /** Not before. */
  at: Date;
  /** When the outage, as it was or as it is, begins to bite. */
  soonest?: Date;
}

/** `removed` is what is left of a deleted draft: enough to know a repeat of the deletion. */
export interface NoticeRow {
  _id: string;
  kind: NoticeKind;
  title: string;
  body: string;
  areas: Area[];
  from?: Date;
  to?: Date;
  expiresAt?: Date;
  /** Where it stops to hold, or the end of time: an open end sorts and compares like any other. */
  endsAt: Date;
  state: NoticeState | 'removed';
  publishAt?: Date;
  timeline: { at: Date; text: string }[];
  views: number;
  version: number;
  createdBy: string;
  createdAt: Date;
  publishedAt?: Date;
  changedBy: string;
  /** Of the creation. */
  cause: string;
  /** Causes of the last changes, oldest first. */
  applied: string[];
  /** The last acts, oldest first. */
  history: NoticeVersion[];
  tell?: TellRow;
}

const OPEN_END = new Date('9999-12-31T00:00:00Z');

export const endsAtOf = (times: Pick<Notice, 'to' | 'expiresAt'>): Date => endOf(times) ?? OPEN_END;

const area = { _id: false, name: String, district: String, latitude: Number, longitude: Number, radiusM: Number };
const entry = {
  _id: false,
  version: Number,
  at: Date,
  by: String,
  what: String,
  changes: [{ _id: false, field: String, before: String, after: String }],
};

export const schema = rowSchema<NoticeRow>(
  {
    _id: String,
    kind: { type: String, required: true },
    title: String,
    body: String,
    areas: [area],
    from: Date,
    to: Date,
    expiresAt: Date,
    endsAt: { type: Date, required: true },
    state: { type: String, required: true },
    publishAt: Date,
    timeline: [{ _id: false, at: Date, text: String }],
    views: { type: Number, required: true },
    version: { type: Number, required: true },
    createdBy: String,
    createdAt: { type: Date, required: true },
    publishedAt: Date,
    changedBy: String,
    cause: { type: String, required: true },
    applied: [String],
    history: [entry],
    tell: { type: { _id: false, version: Number, at: Date, soonest: Date }, required: false },
  },
  'notices',
);
schema.index({ cause: 1 }, { unique: true }); // creating twice creates once
schema.index({ state: 1, kind: 1, endsAt: 1 }); // outages that are still on: the past costs nothing
schema.index({ createdAt: -1, _id: -1 }); // the list, newest first
schema.index({ state: 1, publishAt: 1 }); // what is to be published by now
schema.index({ 'tell.at': 1 }); // corrections that are to be told by now

const presentArea = ({ name, district, latitude, longitude, radiusM }: Area): Area => ({
  name,
  ...(district === undefined ? {} : { district }),
  ...(latitude === undefined ? {} : { latitude }),
  ...(longitude === undefined ? {} : { longitude }),
  ...(radiusM === undefined ? {} : { radiusM }),
});

/** The row as others see it. */
export const present = (row: NoticeRow): Notice => ({
  id: row._id,
  kind: row.kind,
  title: row.title,
  body: row.body,
  areas: row.areas.map(presentArea),
  ...(row.from ? { from: row.from } : {}),
  ...(row.to ? { to: row.to } : {}),
  ...(row.expiresAt ? { expiresAt: row.expiresAt } : {}),
  state: row.state === 'removed' ? 'draft' : row.state,
  ...(row.state === 'scheduled' && row.publishAt ? { publishAt: row.publishAt } : {}),
  timeline: row.timeline.map(({ at, text }) => ({ at, text })),
  views: row.views,
  version: row.version,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  ...(row.publishedAt ? { publishedAt: row.publishedAt } : {}),
});

/** A new row; an imported notice begins its history there. */
export const rowOf = ({ id, areas, timeline, ...rest }: Notice, cause: string): NoticeRow => ({
  ...rest,
  _id: id,
  areas: [...areas],
  timeline: [...timeline],
  endsAt: endsAtOf(rest),
  changedBy: rest.createdBy,
  cause,
  applied: [],
  history: [{ version: rest.version, at: rest.createdAt, by: rest.createdBy, what: 'create', changes: [] }],
});
