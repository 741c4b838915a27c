import type { Connection } from 'mongoose';
import { isDuplicateKey, modelOf, rowSchema } from '../../database/schema.js';
import type { Account } from './account.js';
import type { Attempts } from './attempts.js';
import type { Role } from './door.js';
import { IDLE_MS, type Session, TOUCH_MS } from './session.js';

export interface StaffStore {
  account(user: string): Promise<Account | undefined>;
  putAccount(account: Account): Promise<void>;
  attempts(user: string): Promise<{ at: Attempts; revision: number }>;
  /** Compare-and-set. @returns false when another attempt came first */
  saveAttempts(user: string, revision: number, at: Attempts): Promise<boolean>;
  /** Also those of all other names whose last attempt was before `olderThan`. */
  forgetAttempts(user: string, olderThan?: Date): Promise<void>;
  session(tokenHash: string): Promise<Session | undefined>;
  addSession(session: Session): Promise<void>;
  touchSession(tokenHash: string, now: Date): Promise<void>;
  dropSession(tokenHash: string): Promise<void>;
  dropSessionsOver(now: Date): Promise<void>;
}

interface AccountRow {
  _id: string;
  role: Role;
  passwordHash: string;
  stamp: string;
}

interface AttemptsRow {
  _id: string;
  at: Date[];
  lastAt: Date;
  revision: number;
}

interface SessionRow {
  _id: string;
  user: string;
  stamp: string;
  expiresAt: Date;
  lastSeenAt: Date;
}

// A handful of rows, not sharded; _id is the user name.
const accountSchema = rowSchema<AccountRow>(
  {
    _id: { type: String, required: true },
    role: { type: String, required: true },
    passwordHash: { type: String, required: true },
    stamp: { type: String, required: true },
  },
  'staff_accounts',
);

// Not sharded; _id is the user name as typed, an account or not. Not TTL: expiry is business time.
const attemptsSchema = rowSchema<AttemptsRow>(
  {
    _id: { type: String, required: true },
    at: { type: [Date], required: true },
    lastAt: { type: Date, required: true },
    revision: { type: Number, required: true },
  },
  'staff_attempts',
);
attemptsSchema.index({ lastAt: 1 }); // what is over, to be forgotten

// Not sharded; _id is the token's hash.
const sessionSchema = rowSchema<SessionRow>(
  {
    _id: { type: String, required: true },
    user: { type: String, required: true },
    stamp: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
  },
  'staff_sessions',
);
sessionSchema.index({ expiresAt: 1 }); // what is over, to be dropped
sessionSchema.index({ lastSeenAt: 1 }); // what is idle, to be dropped

const presentAccount = ({ _id, role, passwordHash, stamp }: AccountRow): Account => ({
  user: _id,
  role,
  passwordHash,
  stamp,
});

const presentSession = ({ _id, ...session }: SessionRow): Session => ({ tokenHash: _id, ...session });

export const staffStore = (db: Connection): StaffStore => {
  const accounts = modelOf(db, 'StaffAccount', accountSchema);
  const attempts = modelOf(db, 'StaffAttempts', attemptsSchema);
  const sessions = modelOf(db, 'StaffSession', sessionSchema);
  return {
    account: async (user) => {
      const row = await accounts.findOne({ _id: user }).lean<AccountRow>();
      return row ? presentAccount(row) : undefined;
    },
    putAccount: async ({ user, ...fields }) => {
      await accounts.updateOne({ _id: user }, { $set: fields }, { upsert: true });
    },
    attempts: async (user) => {
      const row = await attempts.findOne({ _id: user }).lean<AttemptsRow>();
      return row ? { at: row.at, revision: row.revision } : { at: [], revision: 0 };
    },
    saveAttempts: async (user, revision, at) => {
      const lastAt = at.at(-1);
      if (!lastAt) return false;
      if (revision > 0) {
        const fields = { at: [...at], lastAt, revision: revision + 1 };
        const { matchedCount } = await attempts.updateOne({ _id: user, revision }, { $set: fields });
        return matchedCount === 1;
      }
      try {
        await attempts.create([{ _id: user, at: [...at], lastAt, revision: 1 }]);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    forgetAttempts: async (user, olderThan) => {
      await attempts.deleteOne({ _id: user });
      if (olderThan) await attempts.deleteMany({ lastAt: { $lt: olderThan } });
    },
    session: async (tokenHash) => {
      const row = await sessions.findOne({ _id: tokenHash }).lean<SessionRow>();
      return row ? presentSession(row) : undefined;
    },
    addSession: async ({ tokenHash, ...fields }) => {
      await sessions.create([{ _id: tokenHash, ...fields }]);
    },
    touchSession: async (tokenHash, now) => {
      const stale = { $lte: new Date(now.getTime() - TOUCH_MS) };
      await sessions.updateOne({ _id: tokenHash, lastSeenAt: stale }, { $set: { lastSeenAt: now } });
    },
    dropSession: async (tokenHash) => {
      await sessions.deleteOne({ _id: tokenHash });
    },
    dropSessionsOver: async (now) => {
      await sessions.deleteMany({ expiresAt: { $lte: now } });
      await sessions.deleteMany({ lastSeenAt: { $lte: new Date(now.getTime() - IDLE_MS) } });
    },
  };
};
