import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf } from '../../database/schema.js';
import type { Seal } from '../../kernel/crypto.js';
import type { PasswordTry } from './password-try.js';
import { type BindingRow, type ResidentRow, residentSchema } from './schema.js';

const CAUSES = 20;
/** Tries kept: more than two days allow. */
const TRIES = 30;
/** No property has more residents than this. */
const BINDERS = 200;

/** A resident and one of her bindings. */
export interface Binder {
  row: ResidentRow;
  binding: BindingRow;
}

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
      fields: Partial<Pick<ResidentRow, 'following' | 'consent' | 'consentAt' | 'slow' | 'leftAt' | 'eraseAsked'>>,
      followed: 0 | 1 = 0,
    ): Promise<ResidentRow | undefined> => {
      return write(
        { _id: openid, causes: { $ne: cause } },
        {
          $set: fields,
          $inc: { follows: followed },
          ...(fields.following ? { $unset: { leftAt: 1 } } : {}),
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
    /** Ends this very binding; a later one of the same account stays. `cause`, when given, is remembered with it. */
    removeBinding: async (
      openid: string,
      { account, cause }: Pick<BindingRow, 'account' | 'cause'>,
      preferred: boolean,
      because?: string,
    ): Promise<void> => {
      await residents.updateOne(
        { _id: openid, bindings: { $elemMatch: { account, cause } } },
        {
          $pull: { bindings: { account, cause } },
          $inc: { bound: -1 },
          ...(because ? { $push: { causes: { $each: [because], $slice: -CAUSES } } } : {}),
          ...(preferred ? { $unset: { preferred: 1 } } : {}),
        },
      );
    },
    /** Puts another guest's terms in the place of those of a guest's binding; its name and its first day stay. */
    renewBinding: async (
      openid: string,
      { account, cause }: Pick<BindingRow, 'account' | 'cause'>,
      { kind, by, until, dueAt, cause: anew }: BindingRow,
    ): Promise<void> => {
      await residents.updateOne(
        { _id: openid, bindings: { $elemMatch: { account, cause } } },
        {
          $set: {
            'bindings.$.kind': kind,
            'bindings.$.by': by,
            'bindings.$.cause': anew,
            ...(until ? { 'bindings.$.until': until, 'bindings.$.dueAt': dueAt } : {}),
          },
          ...(until ? {} : { $unset: { 'bindings.$.until': 1, 'bindings.$.dueAt': 1 } }),
        },
      );
    },
    /** A guest was warned: the end itself is due next. */
    dueNext: async (
      openid: string,
      { account, cause }: Pick<BindingRow, 'account' | 'cause'>,
      at: Date,
    ): Promise<void> => {
      await residents.updateOne(
        { _id: openid, bindings: { $elemMatch: { account, cause } } },
        { $set: { 'bindings.$.dueAt': at } },
      );
    },
    /** Residents with a binding about whose end something is to be done. */
    withDue: async (now: Date, limit: number): Promise<ResidentRow[]> => {
      const rows = await residents
        .find({ 'bindings.dueAt': { $lte: now } })
        .limit(limit)
        .lean<ResidentRow[]>();
      return rows.map(opened);
    },
    /** Keeps one try at a password, once a cause. @returns the tries after it */
    addTry: async (openid: string, attempt: PasswordTry): Promise<readonly PasswordTry[]> => {
      const row = await write(
        { _id: openid, 'tries.cause': { $ne: attempt.cause } },
        { $push: { tries: { $each: [attempt], $slice: -TRIES } }, $setOnInsert: startingWithout('tries') },
      );
      return (row ?? (await one(openid))).tries ?? [];
    },
    /** Everybody who has bound an account, with that binding, oldest first. */
    bindersOf: async (account: string): Promise<readonly Binder[]> => {
      const rows = await residents.find({ 'bindings.account': account }).limit(BINDERS).lean<ResidentRow[]>();
      return rows
        .map(opened)
        .flatMap((row) => {
          const binding = row.bindings.find((one) => one.account === account);
          return binding ? [{ row, binding }] : [];
        })
        .sort((a, b) => a.binding.boundAt.getTime() - b.binding.boundAt.getTime());
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
    /** Forgets the consent, once a cause. */
    withdraw: async (openid: string, cause: string): Promise<void> => {
      await residents.updateOne(
        { _id: openid, causes: { $ne: cause } },
        { $unset: { consent: 1, consentAt: 1 }, $push: { causes: { $each: [cause], $slice: -CAUSES } } },
      );
    },
    /** @returns whether there was a freeze */
    unfreeze: async (openid: string): Promise<boolean> => {
      const lifted = await residents.updateOne(
        { _id: openid, frozenUntil: { $exists: true } },
        { $unset: { frozenUntil: 1 } },
      );
      return lifted.modifiedCount === 1;
    },
    /**
     * Residents who asked to be erased by then, or left by then, longest ago first. A freeze holds to its end: erasing must not lift it.
     */
    toErase: async ({ asked, left }: { asked: Date; left: Date }, limit: number): Promise<ResidentRow[]> => {
      const idle = { frozenUntil: null };
      const asking = await residents
        .find({ eraseAsked: { $lte: asked }, ...idle })
        .sort({ eraseAsked: 1 })
        .limit(limit)
        .lean<ResidentRow[]>();
      if (asking.length >= limit) return asking.map(opened);
      const gone = await residents
        .find({ leftAt: { $lte: left }, ...idle })
        .sort({ leftAt: 1 })
        .limit(limit - asking.length)
        .lean<ResidentRow[]>();
      return [...asking, ...gone.filter(({ eraseAsked }) => !eraseAsked)].map(opened);
    },
    /** Removes the row of one who has nothing bound and still is to be erased. */
    remove: async ({ _id, eraseAsked, leftAt }: ResidentRow): Promise<void> => {
      await residents.deleteOne({ _id, bound: 0, ...(eraseAsked ? { eraseAsked } : leftAt ? { leftAt } : {}) });
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
