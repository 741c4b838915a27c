import type { Connection } from '../database/connect.js';
import { isDuplicateKey, modelOf, rowSchema } from '../database/schema.js';
import type { Allowance, WindowRow, WindowStore } from './windows.js';

interface StoredWindow {
  /** openid */
  _id: string;
  long?: Allowance;
  short?: Allowance;
  queued?: string[];
}

const allowance = { type: { left: Number, until: Date }, _id: false };

// shard key: { _id: 'hashed' }
const schema = rowSchema<StoredWindow>(
  { _id: { type: String, required: true }, long: allowance, short: allowance, queued: [String] },
  'message_windows',
);

const rowOf = ({ _id, long, short, queued }: StoredWindow): WindowRow => ({
  openid: _id,
  ...(long ? { long } : {}),
  ...(short ? { short } : {}),
  queued: queued ?? [],
});

/** Two firsts at once: one inserts, the other is told so and updates. */
const twice = async <T>(act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (isDuplicateKey(error)) return act();
    throw error;
  }
};

/** Message windows in the database that all processes share. */
export const windowStore = (db: Connection): WindowStore => {
  const windows = modelOf(db, 'MessageWindow', schema);
  return {
    find: async (openid) => {
      const row = await windows.findById(openid).lean<StoredWindow>();
      return row ? rowOf(row) : undefined;
    },
    findAll: async (openids) => (await windows.find({ _id: { $in: [...openids] } }).lean<StoredWindow[]>()).map(rowOf),
    grant: (openid, kind, { left, until }) =>
      twice(async () => {
        const row = await windows
          .findOneAndUpdate(
            { _id: openid },
            { $set: { [kind]: { left, until } }, ...(kind === 'long' ? { $unset: { short: '' } } : {}) },
            { upsert: true, returnDocument: 'after' },
          )
          .lean<StoredWindow>();
        return row ? rowOf(row) : { openid, queued: [] };
      }),
    take: async (openid, kind, now) => {
      const row = await windows
        .findOneAndUpdate(
          { _id: openid, [`${kind}.left`]: { $gt: 0 }, [`${kind}.until`]: { $gt: now } },
          { $inc: { [`${kind}.left`]: -1 } },
          { returnDocument: 'after' },
        )
        .lean<StoredWindow>();
      return row ? rowOf(row) : undefined;
    },
    empty: async (openid) => {
      await windows.updateOne({ _id: openid }, { $unset: { long: 1, short: 1 } });
    },
    enqueue: (openid, id, most) =>
      twice(async () => {
        await windows.updateOne({ _id: openid }, { $pull: { queued: id } });
        await windows.updateOne(
          { _id: openid },
          { $push: { queued: { $each: [id], $slice: -most } } },
          { upsert: true },
        );
      }),
    dequeue: async (openid, id) => {
      await windows.updateOne({ _id: openid }, { $pull: { queued: id } });
    },
    remove: async (openid) => {
      await windows.deleteOne({ _id: openid });
    },
  };
};
