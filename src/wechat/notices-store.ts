import type { Connection } from '../database/connect.js';
import { modelOf, rowSchema, unlessTaken } from '../database/schema.js';
import { realNow } from '../kernel/clock.js';
import type { NoticeRow, NoticeStore } from './notify.js';

interface StoredNotice {
  /** made of the cause */
  _id: string;
  openid: string;
  state: NoticeRow['state'];
  box: string;
  way?: NonNullable<NoticeRow['way']>;
  left?: number;
  since: Date;
  until?: Date;
  trace?: string;
  expireAt: Date;
}

/** Longer than anybody asks again under the same cause. */
const KEPT_MS = 90 * 86_400_000;

// shard key: { openid: 'hashed' } would need the openid in each query; by _id a note is one document on one shard
const schema = rowSchema<StoredNotice>(
  {
    _id: { type: String, required: true },
    openid: { type: String, required: true },
    state: { type: String, required: true },
    box: { type: String, required: true },
    way: String,
    left: Number,
    since: { type: Date, required: true },
    until: Date,
    trace: String,
    expireAt: { type: Date, required: true },
  },
  'resident_notices',
);
schema.index({ openid: 1 }); // what is kept of a resident who leaves
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

const rowOf = ({ _id, since, expireAt: _forgotten, ...row }: StoredNotice): NoticeRow => ({
  id: _id,
  ...row,
  since: since.getTime(),
});

/** Notes to residents in the database that all processes share. */
export const noticeStore = (db: Connection): NoticeStore => {
  const notices = modelOf(db, 'ResidentNotice', schema);
  return {
    insert: async ({ id, since, ...row }) => {
      const expireAt = new Date(realNow() + KEPT_MS);
      return unlessTaken(notices.create([{ _id: id, ...row, since: new Date(since), expireAt }]));
    },
    find: async (id) => {
      const row = await notices.findById(id).lean<StoredNotice>();
      return row ? rowOf(row) : undefined;
    },
    move: async (id, from, { since, ...change }) => {
      const { matchedCount } = await notices.updateOne(
        { _id: id, state: from },
        { $set: { ...change, ...(since === undefined ? {} : { since: new Date(since) }) } },
      );
      return matchedCount === 1;
    },
    forget: async (openid) => {
      await notices.deleteMany({ openid });
    },
  };
};
