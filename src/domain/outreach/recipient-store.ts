import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf } from '../../database/schema.js';
import type { ReasonCount, RecipientState, SentWay } from './door.js';
import { type RecipientRow, recipientSchema } from './schema.js';

/** How one recipient ended, or went back to wait. */
export interface Settlement {
  id: string;
  state: RecipientState;
  msgId?: string;
  way?: SentWay;
  reason?: string;
}

export interface NewRecipient {
  id: string;
  openid: string;
  account: string;
}

export type RecipientStore = ReturnType<typeof recipientStore>;

const STATES: readonly RecipientState[] = ['pending', 'sending', 'sent', 'failed', 'skipped', 'unknown'];

/** Rows that may be taken: those that wait, and those whose sender let its lease run out. */
const free = (now: Date) => ({
  $or: [{ state: 'pending' as const }, { state: 'sending' as const, leaseUntil: { $lte: now } }],
});

const setOf = ({ state, msgId, way, reason }: Settlement) => ({
  state,
  ...(msgId ? { msgId } : {}),
  ...(way ? { way } : {}),
  ...(reason ? { reason } : {}),
});

/** The recipients of campaigns. Leases are in real time. */
export const recipientStore = (db: Connection) => {
  const recipients = modelOf(db, 'CampaignRecipient', recipientSchema);

  return {
    counts: async (campaign: string): Promise<Record<RecipientState, number>> => {
      const found = STATES.map((state) => recipients.countDocuments({ campaign, state }));
      const counts = await Promise.all(found);
      return Object.fromEntries(STATES.map((state, i) => [state, counts[i]])) as Record<RecipientState, number>;
    },
    /** How many ended alike, the most first. */
    reasons: async (campaign: string): Promise<readonly ReasonCount[]> => {
      const groups = await recipients.aggregate<{ _id: Omit<ReasonCount, 'count'>; count: number }>([
        { $match: { campaign } },
        { $group: { _id: { state: '$state', way: '$way', reason: '$reason' }, count: { $sum: 1 } } },
      ]);
      return groups.map(({ _id, count }) => ({ ..._id, count })).sort((a, b) => b.count - a.count);
    },
    /** Recipients in one state, in the order of their ids, after an id. */
    page: (campaign: string, state: RecipientState, after: string, limit: number): Promise<readonly RecipientRow[]> =>
      recipients
        .find({ campaign, state, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<RecipientRow[]>(),

    /** Of these ids, those that are no recipients yet. */
    missing: async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
      const known = await recipients.find({ _id: { $in: [...ids] } }, { _id: 1 }).lean<{ _id: string }[]>();
      const there = new Set(known.map(({ _id }) => _id));
      return new Set(ids.filter((id) => !there.has(id)));
    },
    /** Of these ids, those that wait for a send or would be looked at again. */
    stillOpen: async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
      const open = await recipients
        .find({ _id: { $in: [...ids] }, state: { $in: ['pending', 'skipped'] } }, { _id: 1 })
        .lean<{ _id: string }[]>();
      return new Set(open.map(({ _id }) => _id));
    },
    /** Adds those that are not there yet; two runs that meet here make one row each. */
    addRecipients: async (campaign: string, list: readonly NewRecipient[]): Promise<void> => {
      if (list.length === 0) return;
      const rows = list.map(({ id, openid, account }) => ({
        _id: id,
        campaign,
        openid,
        account,
        state: 'pending' as const,
      }));
      await recipients.insertMany(rows, { ordered: false, lean: true }).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
    },
    /** Recipients that had nothing to get are looked at again. */
    reopenSkipped: async (campaign: string): Promise<void> => {
      await recipients.updateMany(
        { campaign, state: 'skipped' },
        { $set: { state: 'pending' }, $unset: { reason: 1, at: 1 } },
      );
    },

    /** Rows that wait, in the order of their ids, after an id and up to another. */
    waiting: (campaign: string, after: string, upTo: string, limit: number): Promise<readonly RecipientRow[]> =>
      recipients
        .find({ campaign, state: 'pending', _id: { $gt: after, $lte: upTo } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<RecipientRow[]>(),
    /** Rows whose run died while sending, or which were put off until now. */
    inDoubt: (campaign: string, now: Date, limit: number): Promise<readonly RecipientRow[]> =>
      recipients
        .find({ campaign, state: 'sending', leaseUntil: { $lte: now } })
        .limit(limit)
        .lean<RecipientRow[]>(),
    /** Marks rows as being sent by this owner, before they are. @returns those that nobody was quicker to take */
    markSending: async (input: {
      ids: readonly string[];
      owner: string;
      now: Date;
      until: Date;
      /** business time */
      on: Date;
    }): Promise<ReadonlySet<string>> => {
      const { ids, owner, now, until, on } = input;
      const marked = await recipients.updateMany(
        { _id: { $in: [...ids] }, ...free(now) },
        {
          $set: { state: 'sending', owner, leaseUntil: until },
          $min: { firstTriedAt: now, firstTriedOn: on },
          $inc: { rounds: 1 },
        },
      );
      if (marked.matchedCount === ids.length) return new Set(ids);
      const mine = await recipients
        .find({ _id: { $in: [...ids] }, owner, state: 'sending' }, { _id: 1 })
        .lean<{ _id: string }[]>();
      return new Set(mine.map(({ _id }) => _id));
    },
    /** Keeps rows that this owner is still sending. */
    renew: async (owner: string, ids: readonly string[], until: Date): Promise<void> => {
      await recipients.updateMany({ _id: { $in: [...ids] }, owner, state: 'sending' }, { $set: { leaseUntil: until } });
    },
    /** Writes results down where this owner still holds the row. A row that goes back to wait starts afresh. @param at business time */
    settle: async (owner: string, settlements: readonly Settlement[], at: Date): Promise<void> => {
      if (settlements.length === 0) return;
      await recipients.bulkWrite(
        settlements.map((settlement) => ({
          updateOne: {
            filter: { _id: settlement.id, owner, state: 'sending' as const },
            update: {
              $set: { ...setOf(settlement), ...(settlement.state === 'pending' ? {} : { at }) },
              $unset: {
                owner: 1,
                leaseUntil: 1,
                ...(settlement.state === 'pending' ? { firstTriedAt: 1, firstTriedOn: 1, rounds: 1 } : {}),
              },
            },
          },
        })),
        { ordered: false },
      );
    },
    /** Settles rows that are not sent, if nobody has taken them. @param at business time @param now real time @returns how many */
    settleUnsent: async (
      ids: readonly string[],
      as: { state: 'skipped' | 'unknown'; reason: string; at: Date },
      now: Date,
    ): Promise<number> => {
      if (ids.length === 0) return 0;
      const settled = await recipients.updateMany(
        { _id: { $in: [...ids] }, ...free(now) },
        { $set: as, $unset: { owner: 1, leaseUntil: 1 } },
      );
      return settled.modifiedCount;
    },
    /** Puts rows in doubt off until then; they are nobody's meanwhile. */
    putOff: async (owner: string, ids: readonly string[], until: Date): Promise<void> => {
      await recipients.updateMany(
        { _id: { $in: [...ids] }, owner, state: 'sending' },
        { $set: { leaseUntil: until }, $unset: { owner: 1 } },
      );
    },
    /** Whether another run is sending. */
    othersAreSending: async (campaign: string, owner: string, now: Date): Promise<boolean> =>
      (await recipients.exists({
        campaign,
        state: 'sending',
        leaseUntil: { $gt: now },
        owner: { $exists: true, $ne: owner },
      })) !== null,
  };
};
