import type { Day } from '../kernel/dates.js';
import type { Connection } from './connect.js';
import { isDuplicateKey, modelOf, rowSchema } from './schema.js';

/** The next number of a Beijing day, from 1; never given twice, by whatever process. */
export type DayCounter = (day: Day) => Promise<number>;

/** Numbers that begin anew each day. @param collection one document a day */
export const dayCounter = (db: Connection, name: string, collection: string): DayCounter => {
  const schema = rowSchema<{ _id: string; count: number }>(
    { _id: String, count: { type: Number, required: true } },
    collection,
  );
  const counters = modelOf(db, name, schema);
  return async (day) => {
    const next = () =>
      counters.findOneAndUpdate({ _id: day }, { $inc: { count: 1 } }, { upsert: true, returnDocument: 'after' }).lean();
    // Two first ones of a day may both try to insert the counter; the loser finds it on a second try.
    const counter = await next().catch((error: unknown) => (isDuplicateKey(error) ? next() : Promise.reject(error)));
    return counter.count;
  };
};
