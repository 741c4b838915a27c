// shard key: { _id: 'hashed' }
import type { Connection } from '../database/connect.js';
import { modelOf, rowSchema } from '../database/schema.js';

interface DayRow {
  /** A business day. */
  _id: string;
  asked: number;
  /** Real time, for the removal. */
  at: Date;
}

const KEPT_SECONDS = 30 * 86_400;

const schema = rowSchema<DayRow>(
  {
    _id: { type: String, required: true },
    asked: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  'second_opinion_days',
);
schema.index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS }); // days long over

/** Counts one question more on this day, for all processes. @returns how many that makes */
export type CountQuestion = (day: string, at: Date) => Promise<number>;

export const questionCounter = (db: Connection): CountQuestion => {
  const days = modelOf<DayRow>(db, 'SecondOpinionDay', schema);
  return async (day, at) => {
    const update = { $inc: { asked: 1 }, $setOnInsert: { at } };
    const row = await days.findOneAndUpdate({ _id: day }, update, { upsert: true, returnDocument: 'after' }).lean();
    return row?.asked ?? 1;
  };
};
