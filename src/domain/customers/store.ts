// shard keys: customers { _id: 'hashed' } (the account), residents { _id: 'hashed' } (the openid)

import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf, rowSchema } from '../../database/schema.js';
import { type Seal, sealJson } from '../../kernel/crypto.js';
import type { Customer } from './door.js';
import type { PasswordTry } from './password-try.js';

/** The personal part of a customer, sealed as one box. */
type Sealed = Pick<Customer, 'holder' | 'mobile' | 'address' | 'latitude' | 'longitude'>;

interface CustomerRow {
  _id: string;
  sealed: string;
  district: string;
  property: string;
  passwordHash: string;
}

export interface BindingRow {
  account: string;
  boundAt: Date;
  cause: string;
  /** What its resident calls it; sealed in the store. */
  alias?: string;
}

/** All of one resident in one document, so that what must change together does. */
export interface ResidentRow {
  _id: string;
  following: boolean;
  /** How often the resident has followed. */
  follows: number;
  consent?: string;
  /** Wants to be spoken to slowly. */
  slow?: boolean;
  bindings: BindingRow[];
  /** How many bindings: lets the cap be part of the write's condition. */
  bound: number;
  /** The account that is meant when none is named. */
  preferred?: string;
  /** Tries at query passwords, the latest last. */
  tries?: PasswordTry[];
  frozenUntil?: Date;
  /** The causes of the latest changes, so that a repeat of one changes nothing. */
  causes: string[];
}

const customerSchema = rowSchema<CustomerRow>(
  {
    _id: { type: String, required: true },
    sealed: { type: String, required: true },
    district: { type: String, required: true },
    property: { type: String, required: true },
    passwordHash: { type: String, required: true },
  },
  'customers',
);

const residentSchema = rowSchema<ResidentRow>(
  {
    _id: { type: String, required: true },
    following: { type: Boolean, required: true },
    follows: { type: Number, required: true },
    consent: String,
    slow: Boolean,
    bindings: [{ _id: false, account: String, boundAt: Date, cause: String, alias: String }],
    bound: { type: Number, required: true },
    preferred: String,
    tries: {
      type: [{ _id: false, cause: String, account: String, use: String, right: Boolean, at: Date }],
      default: undefined,
    },
    frozenUntil: Date,
    causes: [String],
  },
  'residents',
);
residentSchema.index({ 'bindings.account': 1 }); // who has bound a property
residentSchema.index({ frozenUntil: 1 }, { sparse: true }); // freezes that are over

const CHUNK = 1000;
const CAUSES = 20;
/** Tries kept: more than two days allow. */
const TRIES = 30;
/** No property has more residents than this. */
const BINDERS = 200;

export type CustomerStore = ReturnType<typeof customerStore>;

export const customerStore = (db: Connection, seal: Seal) => {
  const customers = modelOf<CustomerRow>(db, 'Customer', customerSchema);
  const box = sealJson<Sealed>(seal, 'customer');
  const customerOfRow = ({ _id, sealed, district, property }: CustomerRow): Customer => ({
    account: _id,
    ...box.open(sealed),
    district,
    property,
  });
  return {
    one: async (account: string): Promise<Customer | undefined> => {
      const row = await customers.findOne({ _id: account }).lean<CustomerRow>();
      return row ? customerOfRow(row) : undefined;
    },
    some: async (accounts: readonly string[]): Promise<Map<string, Customer>> => {
      if (accounts.length === 0) return new Map();
      const rows = await customers.find({ _id: { $in: [...accounts] } }).lean<CustomerRow[]>();
      return new Map(rows.map((row) => [row._id, customerOfRow(row)]));
    },
    /** What a resident proves a property with. */
    secret: async (account: string): Promise<{ holder: string; passwordHash: string } | undefined> => {
      const row = await customers.findOne({ _id: account }).lean<CustomerRow>();
      return row ? { holder: box.open(row.sealed).holder, passwordHash: row.passwordHash } : undefined;
    },
    put: async (list: readonly (Customer & { passwordHash: string })[]): Promise<void> => {
      for (let at = 0; at < list.length; at += CHUNK)
        await customers.bulkWrite(
          list.slice(at, at + CHUNK).map(({ account, district, property, passwordHash, ...personal }) => {
            const { holder, mobile, address, latitude, longitude } = personal;
            const sealed = box.close({ holder, mobile, address, latitude, longitude });
            const set = { sealed, district, property, passwordHash };
            return { updateOne: { filter: { _id: account }, update: { $set: set }, upsert: true } };
          }),
          { ordered: false },
        );
    },
    /** Account numbers above `after`, ascending. */
    accounts: async (after: string | undefined, limit: number): Promise<string[]> => {
      const rows = await customers
        .find(after === undefined ? {} : { _id: { $gt: after } }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>();
      return rows.map(({ _id }) => _id);
    },
  };
};

export type ResidentStore = ReturnType<typeof residentStore>;

const ALIAS = 'alias';

export const residentStore = (db: Connection, seal: Seal) => {
  const residents = modelOf<ResidentRow>(db, 'Resident', residentSchema);
  const stranger: Omit<ResidentRow, '_id'> = { following: false, follows: 0, bindings: [], bound: 0, causes: [] };
  const opened = (row: ResidentRow): ResidentRow => ({
    ...row,
    bindings: row.bindings.map(({ alias, ...binding }) => ({
      ...binding,
      ...(alias === undefined ? {} : { alias: seal.open(alias, ALIAS) }),
    })),
  });
  const one = async (openid: string): Promise<ResidentRow> => {
    const row = await residents.findOne({ _id: openid }).lean<ResidentRow>();
    return row ? opened(row) : { _id: openid, ...stranger };
  };

  /** What a new row starts with, save the fields that the update itself writes. */
  const startingWithout = (...written: readonly (keyof ResidentRow)[]): Partial<ResidentRow> =>
    Object.fromEntries(Object.entries(stranger).filter(([field]) => !written.includes(field as keyof ResidentRow)));

  /**
   * One guarded write that makes the row when there is none. Where the guard does not hold, the store tries to make the row a second time
   * and refuses its key; a race of two first writes looks the same and is told apart by trying again.
   * @returns the row after the write, or undefined when the guard did not hold
   */
  const write = async (
    filter: QueryFilter<ResidentRow>,
    update: UpdateQuery<ResidentRow>,
  ): Promise<ResidentRow | undefined> => {
    const attempt = async (upsert: boolean): Promise<ResidentRow | undefined> => {
      const row = await residents
        .findOneAndUpdate(filter, update, { upsert, returnDocument: 'after' })
        .lean<ResidentRow>();
      return row ? opened(row) : undefined;
    };
    try {
      return await attempt(true);
    } catch (error) {
      if (isDuplicateKey(error)) return attempt(false);
      throw error;
    }
  };

  return {
    one,
    /** Sets fields once a cause. @returns the row after it, or undefined when the cause was there already */
    change: (
      openid: string,
      cause: string,
      fields: Partial<Pick<ResidentRow, 'following' | 'consent' | 'slow'>>,
    ): Promise<ResidentRow | undefined> => {
      const followed = fields.following ? 1 : 0;
      return write(
        { _id: openid, causes: { $ne: cause } },
        {
          $set: fields,
          $inc: { follows: followed },
          $push: { causes: { $each: [cause], $slice: -CAUSES } },
          $setOnInsert: startingWithout('causes', 'follows', ...(Object.keys(fields) as (keyof ResidentRow)[])),
        },
      );
    },
    /** Adds a binding unless the account is bound or `limit` are. @returns whether this call did it */
    addBinding: async (openid: string, binding: BindingRow, limit: number): Promise<boolean> => {
      const row = await write(
        { _id: openid, 'bindings.account': { $ne: binding.account }, bound: { $lt: limit } },
        { $push: { bindings: binding }, $inc: { bound: 1 }, $setOnInsert: startingWithout('bindings', 'bound') },
      );
      return row !== undefined;
    },
    /** Ends a binding, once a cause. */
    removeBinding: async (openid: string, account: string, cause: string, preferred: boolean): Promise<void> => {
      await residents.updateOne(
        { _id: openid, 'bindings.account': account, causes: { $ne: cause } },
        {
          $pull: { bindings: { account } },
          $inc: { bound: -1 },
          $push: { causes: { $each: [cause], $slice: -CAUSES } },
          ...(preferred ? { $unset: { preferred: 1 } } : {}),
        },
      );
    },
    /** Keeps one try at a password, once a cause. @returns the tries after it */
    addTry: async (openid: string, attempt: PasswordTry): Promise<readonly PasswordTry[]> => {
      const row = await write(
        { _id: openid, 'tries.cause': { $ne: attempt.cause } },
        { $push: { tries: { $each: [attempt], $slice: -TRIES } }, $setOnInsert: startingWithout('tries') },
      );
      return (row ?? (await one(openid))).tries ?? [];
    },
    /** Bindings of an account by residents other than this one. */
    othersBindings: async (openid: string, account: string): Promise<readonly { openid: string; boundAt: Date }[]> => {
      const rows = await residents
        .find({ 'bindings.account': account, _id: { $ne: openid } }, { bindings: 1 })
        .limit(BINDERS)
        .lean<Pick<ResidentRow, '_id' | 'bindings'>[]>();
      return rows.flatMap(({ _id, bindings }) =>
        bindings.flatMap((one) => (one.account === account ? [{ openid: _id, boundAt: one.boundAt }] : [])),
      );
    },
    /** Names a bound property, once a cause. */
    nameBinding: async (openid: string, account: string, alias: string, cause: string): Promise<void> => {
      await residents.updateOne(
        { _id: openid, 'bindings.account': account, causes: { $ne: cause } },
        {
          $set: { 'bindings.$.alias': seal.seal(alias, ALIAS) },
          $push: { causes: { $each: [cause], $slice: -CAUSES } },
        },
      );
    },
    /** Which bound property is meant when none is named, or that none is; once a cause. */
    prefer: async (openid: string, account: string | undefined, cause: string): Promise<void> => {
      await residents.updateOne(
        { _id: openid, causes: { $ne: cause } },
        {
          ...(account === undefined ? { $unset: { preferred: 1 } } : { $set: { preferred: account } }),
          $push: { causes: { $each: [cause], $slice: -CAUSES } },
        },
      );
    },
    /** A freeze is only ever made longer. */
    freeze: async (openid: string, until: Date): Promise<void> => {
      await write({ _id: openid }, { $max: { frozenUntil: until }, $setOnInsert: startingWithout() });
    },
    followersBoundTo: async (account: string): Promise<string[]> => {
      const rows = await residents
        .find({ 'bindings.account': account, following: true }, { _id: 1 })
        .limit(BINDERS)
        .lean<{ _id: string }[]>();
      return rows.map(({ _id }) => _id);
    },
    followersAmong: async (openids: readonly string[]): Promise<ReadonlySet<string>> => {
      const rows = await residents
        .find({ _id: { $in: [...openids] }, following: true }, { _id: 1 })
        .lean<{ _id: string }[]>();
      return new Set(rows.map(({ _id }) => _id));
    },
    /** Lifts freezes that ended. @returns how many */
    thaw: async (now: Date, limit: number): Promise<number> => {
      const over = await residents
        .find({ frozenUntil: { $lte: now } }, { _id: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>();
      if (over.length === 0) return 0;
      const { modifiedCount } = await residents.updateMany(
        { _id: { $in: over.map(({ _id }) => _id) }, frozenUntil: { $lte: now } },
        { $unset: { frozenUntil: 1 } },
      );
      return modifiedCount;
    },
  };
};
