import type { UpdateQuery } from 'mongoose';
import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf, rowSchema } from '../../database/schema.js';
import type { Area, NewNotice, Notice, NoticeKind, NoticeState } from './door.js';
import { OUTAGE_KINDS } from './notice.js';

/** `removed` is what is left of a deleted draft: enough to know a repeat of the deletion. */
interface NoticeRow {
  _id: string;
  kind: NoticeKind;
  title: string;
  body: string;
  areas: Area[];
  from?: Date;
  to?: Date;
  /** `to`, or the end of time: an open end sorts and compares like any other. */
  endsAt: Date;
  state: NoticeState | 'removed';
  timeline: { at: Date; text: string }[];
  views: number;
  version: number;
  createdBy: string;
  createdAt: Date;
  publishedAt?: Date;
  changedBy: string;
  /** Of the creation. */
  cause: string;
  /** Of the last changes, oldest first. */
  applied: string[];
}

export interface NoticeChange {
  content?: NewNotice;
  state?: NoticeState | 'removed';
  publishedAt?: Date;
  report?: { at: Date; text: string };
}

export interface NoticePage {
  kind?: NoticeKind;
  state?: NoticeState;
  after?: { createdAt: Date; id: string };
  limit: number;
}

export interface NoticeStore {
  /** The notice of this cause: the new one, or the one that an earlier call made. */
  add(notice: Notice, cause: string): Promise<Notice>;
  /** Those whose id is not taken. @returns how many were new */
  addMissing(notices: readonly Notice[]): Promise<number>;
  /** `applied`: whether a change of this cause was made already. A removed draft is found by the cause of its removal only. */
  find(id: string, cause?: string): Promise<{ notice: Notice; applied: boolean } | undefined>;
  /** Writes the change if nobody changed the notice since it was read. @returns undefined when somebody did */
  change(seen: Notice, change: NoticeChange, by: string, cause: string): Promise<Notice | undefined>;
  page(input: NoticePage): Promise<readonly Notice[]>;
  /** Published outages that end after that instant, at most 200 a kind, the first to end first. */
  outagesEndingAfter(at: Date): Promise<readonly Notice[]>;
  publishedAreaNames(): Promise<readonly string[]>;
  countViews(ids: readonly string[]): Promise<void>;
}

const OPEN_END = new Date('9999-12-31T00:00:00Z');
const APPLIED_KEPT = 100;
const TIMELINE_KEPT = 200;
const OUTAGES_MAX = 200;
const AREA_NOTICES_MAX = 500;
const VISIBLE = ['draft', 'published', 'withdrawn'] as const;

const area = { _id: false, name: String, latitude: Number, longitude: Number, radiusM: Number };
const schema = rowSchema<NoticeRow>(
  {
    _id: String,
    kind: { type: String, required: true },
    title: String,
    body: String,
    areas: [area],
    from: Date,
    to: Date,
    endsAt: { type: Date, required: true },
    state: { type: String, required: true },
    timeline: [{ _id: false, at: Date, text: String }],
    views: { type: Number, required: true },
    version: { type: Number, required: true },
    createdBy: String,
    createdAt: { type: Date, required: true },
    publishedAt: Date,
    changedBy: String,
    cause: { type: String, required: true },
    applied: [String],
  },
  'notices',
);
// Not sharded: a city publishes a few notices a day.
schema.index({ cause: 1 }, { unique: true }); // creating twice creates once
schema.index({ state: 1, kind: 1, endsAt: 1 }); // outages that are still on: the past costs nothing
schema.index({ createdAt: -1, _id: -1 }); // the list, newest first

const presentArea = ({ name, latitude, longitude, radiusM }: Area): Area => ({
  name,
  ...(latitude === undefined ? {} : { latitude }),
  ...(longitude === undefined ? {} : { longitude }),
  ...(radiusM === undefined ? {} : { radiusM }),
});

const present = (row: NoticeRow): Notice => ({
  id: row._id,
  kind: row.kind,
  title: row.title,
  body: row.body,
  areas: row.areas.map(presentArea),
  ...(row.from ? { from: row.from } : {}),
  ...(row.to ? { to: row.to } : {}),
  state: row.state === 'removed' ? 'draft' : row.state,
  timeline: row.timeline.map(({ at, text }) => ({ at, text })),
  views: row.views,
  version: row.version,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  ...(row.publishedAt ? { publishedAt: row.publishedAt } : {}),
});

const rowOf = ({ id, areas, timeline, ...rest }: Notice, cause: string): NoticeRow => ({
  ...rest,
  _id: id,
  areas: [...areas],
  timeline: [...timeline],
  endsAt: rest.to ?? OPEN_END,
  changedBy: rest.createdBy,
  cause,
  applied: [],
});

const updateOf = (change: NoticeChange, by: string, cause: string): UpdateQuery<NoticeRow> => {
  const { content, state, publishedAt, report } = change;
  const gone = content ? { ...(content.from ? {} : { from: 1 }), ...(content.to ? {} : { to: 1 }) } : {};
  return {
    $set: {
      ...(content ? { ...content, areas: [...content.areas], endsAt: content.to ?? OPEN_END } : {}),
      ...(state === 'removed' ? { title: '', body: '', areas: [] } : {}),
      ...(state ? { state } : {}),
      ...(publishedAt ? { publishedAt } : {}),
      changedBy: by,
    },
    ...(Object.keys(gone).length > 0 ? { $unset: gone } : {}),
    $inc: { version: 1 },
    $push: {
      applied: { $each: [cause], $slice: -APPLIED_KEPT },
      ...(report ? { timeline: { $each: [report], $slice: -TIMELINE_KEPT } } : {}),
    },
  };
};

export const noticeStore = (db: Connection): NoticeStore => {
  const notices = modelOf(db, 'Notice', schema);
  const stillOn = (kind: NoticeKind, at: Date): Promise<NoticeRow[]> =>
    notices
      .find({ state: 'published', kind, endsAt: { $gt: at } })
      .sort({ endsAt: 1 })
      .limit(OUTAGES_MAX)
      .lean<NoticeRow[]>();

  return {
    add: async (notice, cause) => {
      try {
        await notices.create([rowOf(notice, cause)]);
        return notice;
      } catch (error) {
        const first = isDuplicateKey(error) ? await notices.findOne({ cause }).lean<NoticeRow>() : undefined;
        if (!first) throw error;
        return present(first);
      }
    },
    addMissing: async (list) => {
      if (list.length === 0) return 0;
      const wanted = list.map((notice) => rowOf(notice, `import:${notice.id}`));
      const result = await notices.bulkWrite(
        wanted.map(({ _id, ...row }) => ({
          updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true },
        })),
        { ordered: false },
      );
      return result.upsertedCount;
    },
    find: async (id, cause) => {
      const row = await notices.findById(id).lean<NoticeRow>();
      const applied = row !== null && cause !== undefined && row.applied.includes(cause);
      return row && (row.state !== 'removed' || applied) ? { notice: present(row), applied } : undefined;
    },
    change: async ({ id, version }, change, by, cause) => {
      const row = await notices
        .findOneAndUpdate({ _id: id, version, applied: { $ne: cause } }, updateOf(change, by, cause), {
          returnDocument: 'after',
        })
        .lean<NoticeRow>();
      return row ? present(row) : undefined;
    },
    page: async ({ kind, state, after, limit }) => {
      const rows = await notices
        .find({
          state: state ?? { $in: VISIBLE },
          ...(kind ? { kind } : {}),
          ...(after
            ? { $or: [{ createdAt: { $lt: after.createdAt } }, { createdAt: after.createdAt, _id: { $lt: after.id } }] }
            : {}),
        })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .lean<NoticeRow[]>();
      return rows.map(present);
    },
    outagesEndingAfter: async (at) =>
      (await Promise.all(OUTAGE_KINDS.map((kind) => stillOn(kind, at)))).flat().map(present),
    publishedAreaNames: async () => {
      const rows = await notices
        .find({ state: 'published' }, { 'areas.name': 1 })
        .sort({ createdAt: -1 })
        .limit(AREA_NOTICES_MAX)
        .lean<Pick<NoticeRow, 'areas'>[]>();
      return [...new Set(rows.flatMap(({ areas }) => areas.map(({ name }) => name)))];
    },
    countViews: async (ids) => {
      await notices.updateMany({ _id: { $in: [...ids] } }, { $inc: { views: 1 } });
    },
  };
};
