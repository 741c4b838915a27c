import type { Connection } from '../database/connect.js';
import { modelOf, rowSchema, unlessTaken } from '../database/schema.js';
import { realNow } from '../kernel/clock.js';
import type { ClaimRow, ClaimState, ClaimStore, ClaimWay } from './claims.js';

interface StoredClaim {
  /** the message's key */
  _id: string;
  resident: string;
  state: ClaimState;
  owner: string;
  until: Date;
  tries: number;
  turn: string;
  answer?: string;
  way?: ClaimWay;
  expireAt: Date;
}

/** Longer than any retry of the platform and any time in which we may still answer. */
const KEPT_MS = 3 * 86_400_000;

/** A claim that is done is never run again: what the resident wrote is not kept with it. */
const FORGOTTEN = '';

// shard key: { _id: 'hashed' }, a message touches one shard
const schema = rowSchema<StoredClaim>(
  {
    _id: { type: String, required: true },
    resident: { type: String, required: true },
    state: { type: String, required: true },
    owner: { type: String, default: '' },
    until: { type: Date, required: true },
    tries: { type: Number, required: true },
    // empty once the claim is done
    turn: { type: String, default: FORGOTTEN },
    answer: String,
    way: String,
    expireAt: { type: Date, required: true },
  },
  'message_claims',
);
schema.index({ resident: 1 }); // what is kept of a resident who is erased
schema.index({ state: 1, until: 1 }); // what was left unfinished, oldest first
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 }); // forgotten in real time

const open: ClaimState[] = ['working', 'passive', 'sending', 'noting'];

const claimOf = ({ _id, until, expireAt: _forgotten, ...row }: StoredClaim): ClaimRow => ({
  key: _id,
  ...row,
  until: until.getTime(),
});

/** The database connection that the stores of this part are made on. */
export type { Connection };

/** Claims in the database that all processes share. */
export const claimStore = (db: Connection): ClaimStore => {
  const claims = modelOf(db, 'MessageClaim', schema);
  return {
    insert: async ({ key, until, ...row }) => {
      // the driver's own insert: the row is ours to the last field, and this is the message path
      return unlessTaken(
        claims.collection.insertOne({
          _id: key,
          ...row,
          until: new Date(until),
          expireAt: new Date(realNow() + KEPT_MS),
        } as never),
      );
    },

    find: async (key) => {
      const row = await claims.findById(key).lean<StoredClaim>();
      return row ? claimOf(row) : undefined;
    },

    move: async (key, { state, owner, expiredBy }, { until, ...change }) => {
      const { matchedCount } = await claims.updateOne(
        { _id: key, state, owner, ...(expiredBy === undefined ? {} : { until: { $lte: new Date(expiredBy) } }) },
        {
          $set: {
            ...change,
            ...(change.state === 'done' ? { turn: FORGOTTEN } : {}),
            ...(until === undefined ? {} : { until: new Date(until) }),
          },
        },
      );
      return matchedCount === 1;
    },

    renew: async (keys, owner, until) => {
      await claims.updateMany(
        { _id: { $in: [...keys] }, owner, state: { $in: ['working', 'sending'] } },
        { $set: { until: new Date(until) } },
      );
    },

    settlePassive: async (keys) => {
      await claims.updateMany(
        { _id: { $in: [...keys] }, state: 'passive' },
        { $set: { state: 'done', way: 'passive', turn: FORGOTTEN } },
      );
    },

    due: async (now, limit) => {
      const rows = await claims
        .find({ state: { $in: open }, until: { $lte: new Date(now) } })
        .sort({ until: 1 })
        .limit(limit)
        .lean<StoredClaim[]>();
      return rows.map(claimOf);
    },

    orphan: async (owner, now) => {
      await claims.updateMany(
        { state: { $in: ['working', 'sending'] }, owner: { $ne: owner }, until: { $gt: new Date(now) } },
        { $set: { until: new Date(now) } },
      );
    },
  };
};

/** Removes the finished messages of a resident. @returns whether none is under way, so that nothing of hers is left */
export const claimEraser =
  (db: Connection) =>
  async (resident: string): Promise<boolean> => {
    const claims = modelOf(db, 'MessageClaim', schema);
    await claims.deleteMany({ resident, state: 'done' });
    return (await claims.exists({ resident })) === null;
  };

/** How many messages there are, in all processes. */
export interface ClaimFigures {
  /** Not finished, by state; states without any are there with 0. */
  unfinished(): Promise<Readonly<Record<string, number>>>;
  /** Taken up in the last so many real milliseconds, at most three days; counted up to `most`. */
  since(ms: number, most: number): Promise<number>;
}

/** Beyond this a queue is simply long. */
const MOST_UNFINISHED = 10_000;

export const claimFigures = (db: Connection): ClaimFigures => {
  const claims = modelOf(db, 'MessageClaim', schema);
  return {
    unfinished: async () => {
      const counts = await Promise.all(
        open.map(async (state) => [state, await claims.countDocuments({ state }, { limit: MOST_UNFINISHED })] as const),
      );
      return Object.fromEntries(counts);
    },
    // a claim is forgotten a fixed time after it was made, so the index of that tells its age
    since: (ms, most) =>
      claims.countDocuments({ expireAt: { $gt: new Date(realNow() + KEPT_MS - ms) } }, { limit: most }),
  };
};
