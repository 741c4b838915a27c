import type { Connection } from 'mongoose';
import { modelOf, rowSchema, unlessTaken } from '../../database/schema.js';
import type { Account } from './account.js';
import type { Attempts } from './attempts.js';
import type { Role } from './door.js';
import { IDLE_MS, type Session, TOUCH_MS } from './session.js';

export interface StaffStore {
  account(user: string): Promise<Account | undefined>;
  /** By user name. */
  accounts(): Promise<readonly Account[]>;
  /** Compare-and-set on the stamp that was seen, none for a new account. @returns false when another change came first */
  putAccount(account: Account, seen: string | undefined): Promise<boolean>;
  attempts(user: string): Promise<{ at: Attempts; revision: number }>;
  /** Compare-and-set. @returns false when another attempt came first */
  saveAttempts(user: string, revision: number, at: Attempts): Promise<boolean>;
  /** Also those of all other names whose last attempt was before `olderThan`. */
  forgetAttempts(user: string, olderThan?: Date): Promise<void>;
  session(tokenHash: string): Promise<Session | undefined>;
  addSession(session: Session): Promise<void>;
  touchSession(tokenHash: string, now: Date): Promise<void>;
  restampSession(tokenHash: string, stamp: string): Promise<void>;
  /** The last used first, at most `SESSIONS_MOST`. */
  sessions(user?: string): Promise<readonly Session[]>;
  dropSession(tokenHash: string): Promise<void>;
  /** @returns false when there is none, or it is another user's */
  dropSessionById(id: string, user?: string): Promise<boolean>;
  dropSessionsOver(now: Date): Promise<void>;
}

interface AccountRow {
  _id: string;
  role: Role;
  district?: string;
  passwordHash: string;
  stamp: string;
  mustChange?: boolean;
  disabled?: boolean;
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
    district: String,
    passwordHash: { type: String, required: true },
    stamp: { type: String, required: true },
    mustChange: Boolean,
    disabled: Boolean,
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
sessionSchema.index({ lastSeenAt: 1 }); // what is idle, to be dropped; the list, the last used first
sessionSchema.index({ user: 1, lastSeenAt: 1 }); // one user's

const SESSIONS_MOST = 500;

const accountOf = ({ _id, role, district, passwordHash, stamp, mustChange, disabled }: AccountRow): Account => ({
  user: _id,
  role,
  ...(district ? { district } : {}),
  passwordHash,
  stamp,
  mustChange: mustChange ?? false,
  disabled: disabled ?? false,
});

const presentSession = ({ _id, ...session }: SessionRow): Session => ({ tokenHash: _id, ...session });

export const staffStore = (db: Connection): StaffStore => {
  const accounts = modelOf(db, 'StaffAccount', accountSchema);
  const attempts = modelOf(db, 'StaffAttempts', attemptsSchema);
  const sessions = modelOf(db, 'StaffSession', sessionSchema);
  return {
    account: async (user) => {
      const row = await accounts.findOne({ _id: user }).lean<AccountRow>();
      return row ? accountOf(row) : undefined;
    },
    accounts: async () => {
      const rows = await accounts.find().sort({ _id: 1 }).lean<AccountRow[]>();
      return rows.map(accountOf);
    },
    putAccount: async ({ user, district, ...fields }, seen) => {
      if (seen !== undefined) {
        const place = district ? { $set: { ...fields, district } } : { $set: fields, $unset: { district: 1 } };
        return (await accounts.updateOne({ _id: user, stamp: seen }, place)).matchedCount === 1;
      }
      return unlessTaken(accounts.create([{ _id: user, ...fields, ...(district ? { district } : {}) }]));
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
      return unlessTaken(attempts.create([{ _id: user, at: [...at], lastAt, revision: 1 }]));
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
    restampSession: async (tokenHash, stamp) => {
      await sessions.updateOne({ _id: tokenHash }, { $set: { stamp } });
    },
    sessions: async (user) => {
      const rows = await sessions
        .find(user === undefined ? {} : { user })
        .sort({ lastSeenAt: -1 })
        .limit(SESSIONS_MOST)
        .lean<SessionRow[]>();
      return rows.map(presentSession);
    },
    dropSessionById: async (id, user) => {
      const begins = { $gte: id, $lt: `${id}g` }; // past every hexadecimal digit
      const { deletedCount } = await sessions.deleteOne({ _id: begins, ...(user === undefined ? {} : { user }) });
      return deletedCount === 1;
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
