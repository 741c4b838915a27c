import type { Connection } from '../database/connect.js';
import { isDuplicateKey, modelOf, rowSchema } from '../database/schema.js';

interface WatermarkRow {
  /** The job's name. */
  _id: string;
  /** Up to when it has run, by the kernel clock. */
  at: Date;
  /** Who is running it, and until when (real time) that is believed. */
  owner?: string;
  leaseUntil?: Date;
}

// A handful of documents, found by their id only; not sharded.
const schema = rowSchema<WatermarkRow>(
  { _id: String, at: { type: Date, required: true }, owner: String, leaseUntil: Date },
  'job_watermarks',
);

export interface Watermark {
  job: string;
  at: Date;
}

export type WatermarkStore = ReturnType<typeof watermarkStore>;

/** Up to when each job has run, and who runs it now. */
export const watermarkStore = (db: Connection) => {
  const rows = modelOf(db, 'JobWatermark', schema);
  return {
    /** A job never seen starts at `now`: nothing of its past is run. */
    ensure: async (job: string, now: Date): Promise<void> => {
      try {
        await rows.updateOne({ _id: job }, { $setOnInsert: { at: now } }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    read: async (jobs: readonly string[]): Promise<ReadonlyMap<string, Date>> => {
      const found = await rows.find({ _id: { $in: [...jobs] } }).lean<WatermarkRow[]>();
      return new Map(found.map(({ _id, at }) => [_id, at]));
    },
    /** Like `read`, and whether somebody runs it at real time `now`. */
    look: async (
      jobs: readonly string[],
      now: number,
    ): Promise<ReadonlyMap<string, { at: Date; running: boolean }>> => {
      const found = await rows.find({ _id: { $in: [...jobs] } }).lean<WatermarkRow[]>();
      return new Map(
        found.map(({ _id, at, leaseUntil }) => [_id, { at, running: (leaseUntil?.getTime() ?? 0) > now }]),
      );
    },
    /** Takes the job if nobody runs it and it still stands where it was seen. */
    claim: async (seen: Watermark, owner: string, now: number, leaseMs: number): Promise<boolean> => {
      const taken = await rows.updateOne(
        {
          _id: seen.job,
          at: seen.at,
          $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: new Date(now) } }],
        },
        { $set: { owner, leaseUntil: new Date(now + leaseMs) } },
      );
      return taken.matchedCount > 0;
    },
    /** @returns false when another has taken the job meanwhile */
    renew: async (job: string, owner: string, until: Date): Promise<boolean> =>
      (await rows.updateOne({ _id: job, owner }, { $set: { leaseUntil: until } })).matchedCount > 0,
    /** Ends the run: with success the watermark moves to the occurrence. */
    release: async (job: string, owner: string, reached: Date | undefined): Promise<void> => {
      await rows.updateOne(
        { _id: job, owner },
        { $unset: { owner: 1, leaseUntil: 1 }, ...(reached ? { $set: { at: reached } } : {}) },
      );
    },
  };
};
