import type { UpdateQuery } from 'mongoose';
import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf } from '../../database/schema.js';
import type { NewNotice, Notice, NoticeKind, NoticeState, NoticeVersion } from './door.js';
import { OUTAGE_KINDS } from './notice.js';
import { endsAtOf, type NoticeRow, present, rowOf, schema, type TellRow } from './schema.js';

export interface NoticeChange {
  what: NoticeVersion['what'];
  changes: NoticeVersion['changes'];
  content?: NewNotice;
  state?: NoticeState | 'removed';
  publishAt?: Date;
  publishedAt?: Date;
  report?: { at: Date; text: string };
  /** The change is to be told to those who were answered from the notice. */
  tell?: Omit<TellRow, 'version'>;
}

export interface Act {
  by: string;
  at: Date;
  cause: string;
}

export interface NoticePage {
  kind?: NoticeKind;
  state?: NoticeState | 'over';
  after?: { createdAt: Date; id: string };
  limit: number;
  /** Divides what holds from what is over. */
  now: Date;
}

/** A notice with a correction to be told. */
export interface Correction {
  notice: Notice;
  tell: TellRow;
}

export interface NoticeStore {
  /** The notice of this cause: the new one, or the one that an earlier call made. */
  add(notice: Notice, cause: string): Promise<Notice>;
  /** Those whose id is not taken. @returns how many were new */
  addMissing(notices: readonly Notice[]): Promise<number>;
  /** `applied`: whether a change of this cause was made already. A removed draft is found by the cause of its removal only. */
  find(id: string, cause?: string): Promise<{ notice: Notice; applied: boolean } | undefined>;
  history(id: string): Promise<readonly NoticeVersion[] | undefined>;
  /** Writes the change if nobody changed the notice since it was read. @returns undefined when somebody did */
  change(seen: Notice, change: NoticeChange, act: Act): Promise<Notice | undefined>;
  page(input: NoticePage): Promise<readonly Notice[]>;
  /** Published outages that end after that instant, at most 200 a kind, the first to end first. */
  outagesEndingAfter(at: Date): Promise<readonly Notice[]>;
  publishedAreaNames(): Promise<readonly string[]>;
  countViews(ids: readonly string[]): Promise<void>;
  /** Ids of what is scheduled for `now` or earlier. */
  dueToPublish(now: Date, limit: number): Promise<readonly string[]>;
  /** Corrections that are to be told by `now`, the longest due first. */
  dueToTell(now: Date, limit: number): Promise<readonly Correction[]>;
  /** The correction that is still to be told. */
  tellOf(id: string): Promise<TellRow | undefined>;
  /** A correction of that version is told, or is put off; a newer one is left alone. */
  settleTell(id: string, version: number, putOff?: Date): Promise<void>;
}

const APPLIED_KEPT = 100;
const HISTORY_KEPT = 100;
const TIMELINE_KEPT = 200;
const OUTAGES_MAX = 200;
const AREA_NOTICES_MAX = 500;
const VISIBLE = ['draft', 'scheduled', 'published', 'withdrawn'] as const;
/** What answers and lists do not need. */
const WITHOUT_HISTORY = { history: 0, applied: 0 } as const;

/** Times that a change of the content, or of the state, takes away. */
const goneWith = ({ content, state }: NoticeChange): Record<string, 1> => ({
  ...(content && !content.from ? { from: 1 } : {}),
  ...(content && !content.to ? { to: 1 } : {}),
  ...(content && !content.expiresAt ? { expiresAt: 1 } : {}),
  ...(state && state !== 'scheduled' ? { publishAt: 1 } : {}),
});

const updateOf = (version: number, change: NoticeChange, { by, at, cause }: Act): UpdateQuery<NoticeRow> => {
  const { what, changes, content, state, publishAt, publishedAt, report, tell } = change;
  const gone = goneWith(change);
  return {
    $set: {
      ...(content ? { ...content, areas: [...content.areas], endsAt: endsAtOf(content) } : {}),
      ...(state === 'removed' ? { title: '', body: '', areas: [], history: [] } : {}),
      ...(state ? { state } : {}),
      ...(publishAt ? { publishAt } : {}),
      ...(publishedAt ? { publishedAt } : {}),
      ...(tell ? { tell: { ...tell, version } } : {}),
      changedBy: by,
    },
    ...(Object.keys(gone).length > 0 ? { $unset: gone } : {}),
    $inc: { version: 1 },
    $push: {
      applied: { $each: [cause], $slice: -APPLIED_KEPT },
      ...(report ? { timeline: { $each: [report], $slice: -TIMELINE_KEPT } } : {}),
      ...(state === 'removed'
        ? {}
        : { history: { $each: [{ version, at, by, what, changes: [...changes] }], $slice: -HISTORY_KEPT } }),
    },
  };
};

const ofState = (state: NoticePage['state'], now: Date): object => {
  if (state === 'over') return { state: 'published', endsAt: { $lte: now } };
  if (state === 'published') return { state, endsAt: { $gt: now } };
  return { state: state ?? { $in: VISIBLE } };
};

/** The reads that the sweeps make. */
const sweepsOf = (
  notices: ReturnType<typeof modelOf<NoticeRow>>,
): Pick<NoticeStore, 'dueToPublish' | 'dueToTell' | 'tellOf' | 'settleTell'> => ({
  dueToPublish: async (now, limit) => {
    const rows = await notices
      .find({ state: 'scheduled', publishAt: { $lte: now } }, { _id: 1 })
      .sort({ publishAt: 1 })
      .limit(limit)
      .lean<Pick<NoticeRow, '_id'>[]>();
    return rows.map(({ _id }) => _id);
  },
  dueToTell: async (now, limit) => {
    const rows = await notices
      .find({ 'tell.at': { $lte: now } }, WITHOUT_HISTORY)
      .sort({ 'tell.at': 1 })
      .limit(limit)
      .lean<NoticeRow[]>();
    return rows.flatMap((row) => (row.tell ? [{ notice: present(row), tell: row.tell }] : []));
  },
  tellOf: async (id) => (await notices.findById(id, { tell: 1 }).lean<Pick<NoticeRow, 'tell'>>())?.tell,
  settleTell: async (id, version, putOff) => {
    const change = putOff ? { $set: { 'tell.at': putOff } } : { $unset: { tell: 1 } };
    await notices.updateOne({ _id: id, 'tell.version': version }, change);
  },
});

export const noticeStore = (db: Connection): NoticeStore => {
  const notices = modelOf(db, 'Notice', schema);
  const stillOn = (kind: NoticeKind, at: Date): Promise<NoticeRow[]> =>
    notices
      .find({ state: 'published', kind, endsAt: { $gt: at } }, WITHOUT_HISTORY)
      .sort({ endsAt: 1 })
      .limit(OUTAGES_MAX)
      .lean<NoticeRow[]>();

  return {
    ...sweepsOf(notices),
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
    history: async (id) => {
      const row = await notices.findById(id, { state: 1, history: 1 }).lean<Pick<NoticeRow, 'state' | 'history'>>();
      return row && row.state !== 'removed' ? (row.history ?? []) : undefined;
    },
    change: async ({ id, version }, change, act) => {
      const row = await notices
        .findOneAndUpdate({ _id: id, version, applied: { $ne: act.cause } }, updateOf(version + 1, change, act), {
          returnDocument: 'after',
        })
        .lean<NoticeRow>();
      return row ? present(row) : undefined;
    },
    page: async ({ kind, state, after, limit, now }) => {
      const rows = await notices
        .find(
          {
            ...ofState(state, now),
            ...(kind ? { kind } : {}),
            ...(after
              ? {
                  $or: [
                    { createdAt: { $lt: after.createdAt } },
                    { createdAt: after.createdAt, _id: { $lt: after.id } },
                  ],
                }
              : {}),
          },
          WITHOUT_HISTORY,
        )
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .lean<NoticeRow[]>();
      return rows.map(present);
    },
    outagesEndingAfter: async (at) =>
      (await Promise.all(OUTAGE_KINDS.map((kind) => stillOn(kind, at)))).flat().map(present),
    publishedAreaNames: async () => {
      const rows = await notices
        .find({ state: 'published' }, { 'areas.name': 1, 'areas.district': 1 })
        .sort({ createdAt: -1 })
        .limit(AREA_NOTICES_MAX)
        .lean<Pick<NoticeRow, 'areas'>[]>();
      const names = rows.flatMap(({ areas }) => areas.flatMap(({ name, district }) => [name, district]));
      return [...new Set(names.filter((name) => name !== undefined))];
    },
    countViews: async (ids) => {
      await notices.updateMany({ _id: { $in: [...ids] } }, { $inc: { views: 1 } });
    },
  };
};
