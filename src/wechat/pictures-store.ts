import type { Connection } from '../database/connect.js';
import { modelOf, rowSchema, unlessTaken } from '../database/schema.js';
import { realNow } from '../kernel/clock.js';
import type { PictureMarks } from './pictures.js';

interface StoredMark {
  /** a digest of the cause; nothing of the picture or its resident is kept */
  _id: string;
  expireAt: Date;
}

/** Longer than anybody asks again under the same cause. */
const KEPT_MS = 90 * 86_400_000;

// shard key: { _id: 'hashed' }
const schema = rowSchema<StoredMark>(
  { _id: { type: String, required: true }, expireAt: { type: Date, required: true } },
  'sent_pictures',
);
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 }); // forgotten in real time

/** Marks of sent pictures in the database that all processes share. */
export const pictureMarks = (db: Connection): PictureMarks => {
  const marks = modelOf(db, 'SentPicture', schema);
  return {
    insert: async (id) => {
      return unlessTaken(marks.create([{ _id: id, expireAt: new Date(realNow() + KEPT_MS) }]));
    },
  };
};
