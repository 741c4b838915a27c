// shard keys: binding_codes { _id: 'hashed' } (openid and account), send_counts { _id: 'hashed' }
import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf, rowSchema, unlessTaken } from '../../database/schema.js';
import { type CodeState, noCode } from './binding-code.js';
import type { CodeUse } from './door.js';

interface CodeRow {
  _id: string;
  state: CodeState;
  /** Grows with every write: a write names the one it has read. */
  version: number;
  overAt: Date;
}

interface CountRow {
  _id: string;
  n: number;
  /** What was counted, so that a repeat counts once and a failed send is given back. */
  causes: string[];
  overAt: Date;
}

const codeSchema = rowSchema<CodeRow>(
  {
    _id: { type: String, required: true },
    state: { type: Object, required: true },
    version: { type: Number, required: true },
    overAt: { type: Date, required: true },
  },
  'binding_codes',
);
codeSchema.index({ overAt: 1 }); // codes that are over

const countSchema = rowSchema<CountRow>(
  {
    _id: { type: String, required: true },
    n: { type: Number, required: true },
    causes: [String],
    overAt: { type: Date, required: true },
  },
  'send_counts',
);
countSchema.index({ overAt: 1 }); // days that are over

export interface CodeKey {
  openid: string;
  account: string;
  /** What the code proves; absent: that the account may be bound. One is no proof of the other. */
  use?: CodeUse;
}

/** The key as one string. */
export const codeId = ({ openid, account, use }: CodeKey): string => `${openid}/${account}${use ? `/${use}` : ''}`;
/** A state that others kept changing this often in a row is a bug, not a race. */
const RACES = 20;

export type CodesStore = ReturnType<typeof codesStore>;

export const codesStore = (db: Connection) => {
  const codes = modelOf<CodeRow>(db, 'BindingCode', codeSchema);
  const counts = modelOf<CountRow>(db, 'SendCount', countSchema);

  const save = async (key: CodeKey, version: number, state: CodeState, overAt: Date): Promise<boolean> => {
    const _id = codeId(key);
    if (version > 0) {
      const next = { $set: { state, overAt, version: version + 1 } };
      return (await codes.updateOne({ _id, version }, next)).modifiedCount === 1;
    }
    return unlessTaken(codes.collection.insertOne({ _id, state, version: 1, overAt } as never));
  };

  const read = async (key: CodeKey): Promise<{ state: CodeState; version: number }> =>
    (await codes.findOne({ _id: codeId(key) }, { _id: 0, state: 1, version: 1 }).lean<CodeRow>()) ?? {
      state: noCode,
      version: 0,
    };

  const count = async (id: string, cause: string, limit: number, overAt: Date): Promise<boolean> => {
    try {
      await counts.updateOne({ _id: id }, { $setOnInsert: { n: 0, causes: [], overAt } }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const { modifiedCount } = await counts.updateOne(
      { _id: id, n: { $lt: limit }, causes: { $ne: cause } },
      { $inc: { n: 1 }, $push: { causes: cause } },
    );
    return modifiedCount === 1 || (await counts.countDocuments({ _id: id, causes: cause }).limit(1)) === 1;
  };

  const uncount = async (ids: readonly string[], cause: string): Promise<void> => {
    await counts.updateMany({ _id: { $in: [...ids] }, causes: cause }, { $inc: { n: -1 }, $pull: { causes: cause } });
  };

  return {
    read: async (key: CodeKey): Promise<CodeState> => (await read(key)).state,

    /**
     * Decides on the newest state and saves what was decided by compare-and-set, deciding anew when another was quicker.
     * `decide` without a state saves nothing.
     */
    change: async <T extends { state?: CodeState }>(
      key: CodeKey,
      overAt: (state: CodeState) => Date,
      decide: (state: CodeState) => T,
    ): Promise<T> => {
      for (let race = 0; race < RACES; race += 1) {
        const { state, version } = await read(key);
        const decision = decide(state);
        if (!decision.state || (await save(key, version, decision.state, overAt(decision.state)))) return decision;
      }
      throw new Error('a binding code would not settle');
    },

    /** Counts one send under every id, or under none when one of them is at its limit. The same cause counts once. */
    countAll: async (ids: readonly string[], cause: string, limit: number, overAt: Date): Promise<boolean> => {
      for (const [i, id] of ids.entries()) {
        if (await count(id, cause, limit, overAt)) continue;
        await uncount(ids.slice(0, i), cause);
        return false;
      }
      return true;
    },
    uncount,

    /** Removes a resident's codes. The counts of her day stay to its end: they guard others, and erasing must not give new tries. */
    forget: async (openid: string): Promise<void> => {
      await codes.deleteMany({ _id: { $gte: `${openid}/`, $lt: `${openid}0` } }); // '0' follows '/'
    },

    /** Removes what is over. @returns how many codes */
    purge: async (now: Date, limit: number): Promise<number> => {
      const idsOver = async (model: typeof codes | typeof counts): Promise<string[]> => {
        const rows = await (model as typeof counts)
          .find({ overAt: { $lte: now } }, { _id: 1 })
          .limit(limit)
          .lean<{ _id: string }[]>();
        return rows.map(({ _id }) => _id);
      };
      const [oldCodes, oldCounts] = [await idsOver(codes), await idsOver(counts)];
      if (oldCounts.length > 0) await counts.deleteMany({ _id: { $in: oldCounts }, overAt: { $lte: now } });
      if (oldCodes.length === 0) return 0;
      return (await codes.deleteMany({ _id: { $in: oldCodes }, overAt: { $lte: now } })).deletedCount;
    },
  };
};
