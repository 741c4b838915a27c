import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf } from '../../database/schema.js';
import type { DailySpan } from '../../kernel/daily.js';
import { type QuietRow, quietSchema } from './schema.js';

export type QuietStore = ReturnType<typeof quietStore>;

/** When residents want no bill. One that was taken back is kept, so that a repeat of an old call is known. */
export const quietStore = (db: Connection) => {
  const rows = modelOf(db, 'QuietHours', quietSchema);
  return {
    set: async (openid: string, { from, to }: DailySpan, cause: string): Promise<void> => {
      try {
        const set = { from, to, active: true, cause };
        await rows.updateOne({ _id: openid, cause: { $ne: cause } }, { $set: set }, { upsert: true });
      } catch (error) {
        // the row is there and has this cause: done before
        if (!isDuplicateKey(error)) throw error;
      }
    },
    end: async (openid: string, cause: string): Promise<void> => {
      await rows.updateOne({ _id: openid, endedBy: { $ne: cause } }, { $set: { active: false, endedBy: cause } });
    },
    /** Of those of these openids that have any. */
    of: async (openids: readonly string[]): Promise<ReadonlyMap<string, DailySpan>> => {
      const found = await rows.find({ _id: { $in: [...openids] }, active: true }).lean<QuietRow[]>();
      return new Map(found.map(({ _id, from, to }) => [_id, { from, to }]));
    },
  };
};
