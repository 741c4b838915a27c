import type { Connection } from '../../database/connect.js';
import { modelOf, unlessTaken } from '../../database/schema.js';
import type { Subscription } from './door.js';
import { type SubscriptionRow, subscriptionSchema } from './schema.js';

export interface Subscriber {
  id: string;
  openid: string;
  account: string;
}

export type SubscriptionStore = ReturnType<typeof subscriptionStore>;

export const subscriptionId = (openid: string, account: string): string => `${openid}:${account}`;

/** Which residents want the bill of which property. Ended ones are kept, so that a repeat of an old call is known. */
export const subscriptionStore = (db: Connection) => {
  const rows = modelOf(db, 'BillSubscription', subscriptionSchema);

  const insert = async (row: SubscriptionRow): Promise<boolean> => {
    return unlessTaken(rows.create([row]));
  };

  return {
    /** @returns whether this cause made (or, when repeated, had made) the subscription */
    start: async (openid: string, account: string, cause: string, since: Date): Promise<boolean> => {
      const _id = subscriptionId(openid, account);
      if (!(await rows.exists({ _id })) && (await insert({ _id, openid, account, active: true, since, cause })))
        return true;
      const again = await rows.updateOne(
        { _id, active: false, cause: { $ne: cause } },
        { $set: { active: true, since, cause } },
      );
      return again.modifiedCount > 0 || (await rows.exists({ _id, cause })) !== null;
    },
    /** @returns whether this cause ended (or, when repeated, had ended) the subscription */
    end: async (openid: string, account: string, cause: string): Promise<boolean> => {
      const _id = subscriptionId(openid, account);
      const ended = await rows.updateOne(
        { _id, active: true, endedBy: { $ne: cause } },
        { $set: { active: false, endedBy: cause } },
      );
      return ended.modifiedCount > 0 || (await rows.exists({ _id, endedBy: cause })) !== null;
    },
    of: async (openid: string): Promise<readonly Subscription[]> => {
      const found = await rows.find({ openid, active: true }).sort({ _id: 1 }).lean<SubscriptionRow[]>();
      return found.map(({ account, since }) => ({ account, since }));
    },
    /** How many there are in all. */
    count: (): Promise<number> => rows.countDocuments({ active: true }),
    /** Of these pairs, the ids of those that are subscribed. */
    activeAmong: async (pairs: readonly { openid: string; account: string }[]): Promise<ReadonlySet<string>> => {
      const ids = pairs.map(({ openid, account }) => subscriptionId(openid, account));
      const found = await rows.find({ _id: { $in: ids }, active: true }, { _id: 1 }).lean<{ _id: string }[]>();
      return new Set(found.map(({ _id }) => _id));
    },
    /** Active ones after an id, ascending. */
    page: async (after: string, limit: number): Promise<readonly Subscriber[]> => {
      const found = await rows
        .find({ active: true, _id: { $gt: after } }, { openid: 1, account: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<SubscriptionRow[]>();
      return found.map(({ _id, openid, account }) => ({ id: _id, openid, account }));
    },
  };
};
