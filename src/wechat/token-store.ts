import type { Connection } from '../database/connect.js';
import { modelOf, rowSchema, unlessTaken } from '../database/schema.js';
import type { TokenStore } from './tokens.js';

interface StoredToken {
  /** AppId */
  _id: string;
  box?: string;
  mark?: string;
  expiresAt?: Date;
  leaseOwner?: string;
  leaseUntil?: Date;
}

// one document an account: not sharded
const schema = rowSchema<StoredToken>(
  {
    _id: { type: String, required: true },
    box: String,
    mark: String,
    expiresAt: Date,
    leaseOwner: String,
    leaseUntil: Date,
  },
  'access_tokens',
);

/** The access token in the database that all processes share. */
export const tokenStore = (db: Connection): TokenStore => {
  const tokens = modelOf(db, 'AccessToken', schema);
  return {
    read: async (appId) => {
      const row = await tokens.findById(appId).lean<StoredToken>();
      return row?.box && row.mark && row.expiresAt
        ? { box: row.box, mark: row.mark, expiresAt: row.expiresAt }
        : undefined;
    },
    lease: async (appId, owner, now, until) => {
      const lease = { leaseOwner: owner, leaseUntil: new Date(until) };
      const { matchedCount } = await tokens.updateOne(
        { _id: appId, $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: new Date(now) } }] },
        { $set: lease },
      );
      if (matchedCount === 1) return true;
      return unlessTaken(tokens.create([{ _id: appId, ...lease }]));
    },
    write: async (appId, token) => {
      await tokens.updateOne(
        { _id: appId },
        { $set: token, $unset: { leaseOwner: 1, leaseUntil: 1 } },
        { upsert: true },
      );
    },
    drop: async (appId, mark) => {
      await tokens.updateOne({ _id: appId, mark }, { $unset: { box: 1, mark: 1, expiresAt: 1 } });
    },
  };
};
