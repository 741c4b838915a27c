import type { Connection } from '../database/connect.js';
import { modelOf, rowSchema, unlessTaken } from '../database/schema.js';
import { type Seal, sealJson } from '../kernel/crypto.js';
import type { Kept } from './session.js';

/** Where talks are kept, one row a resident. */
export interface Conversations {
  load(resident: string): Promise<{ version: number; kept: Kept } | undefined>;
  /** Saves over the version that was read (0: none was). False: another turn was faster, and nothing was written. */
  save(resident: string, readVersion: number, kept: Kept): Promise<boolean>;
  /** Removes one resident's talk. */
  forget(resident: string): Promise<void>;
  /** Removes talks idle since before then, at most `limit`. @returns how many */
  forgetIdle(before: Date, limit: number): Promise<number>;
}

interface Row {
  /** The resident. */
  _id: string;
  version: number;
  /** Business time of the last turn. */
  at: Date;
  sealed: string;
}

const PURPOSE = 'conversation';

// shard key: { _id: 'hashed' }
const schema = rowSchema<Row>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    at: { type: Date, required: true },
    sealed: { type: String, required: true },
  },
  'conversations',
);
schema.index({ at: 1 }); // which talks are long over

/** Talks in the database, sealed: they hold what residents wrote. */
export const conversationStore = (db: Connection, seal: Seal): Conversations => {
  const rows = modelOf<Row>(db, 'Conversation', schema);
  const box = sealJson<Kept>(seal, PURPOSE);

  const insert = async (row: Row): Promise<boolean> => {
    return unlessTaken(rows.create(row));
  };

  return {
    load: async (resident) => {
      const row = await rows.findOne({ _id: resident }).lean();
      return row ? { version: row.version, kept: box.open(row.sealed) } : undefined;
    },
    save: async (resident, readVersion, kept) => {
      const next = { version: readVersion + 1, at: new Date(kept.session.at), sealed: box.close(kept) };
      if (readVersion === 0) return insert({ _id: resident, ...next });
      const { matchedCount } = await rows.updateOne({ _id: resident, version: readVersion }, { $set: next });
      return matchedCount === 1;
    },
    forget: async (resident) => {
      await rows.deleteOne({ _id: resident });
    },
    forgetIdle: async (before, limit) => {
      const idle = await rows
        .find({ at: { $lt: before } }, { _id: 1 })
        .limit(limit)
        .lean();
      if (!idle.length) return 0;
      const { deletedCount } = await rows.deleteMany({ _id: { $in: idle.map(({ _id }) => _id) }, at: { $lt: before } });
      return deletedCount;
    },
  };
};
