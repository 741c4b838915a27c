import type { Connection } from '../../database/connect.js';
import { modelOf, rowSchema } from '../../database/schema.js';
import type { Facts } from './facts.js';

/** What a resident knows of a notice. */
export interface AnswerRow extends Facts {
  /** `notice:openid` */
  _id: string;
  notice: string;
  openid: string;
  /** The version that she was answered from or told of. */
  version: number;
  /** Sealed: the places that she asked about. */
  box: string;
  /** The turn that she was answered in. */
  cause: string;
  answeredAt: Date;
  /** How many corrections she was told of. */
  told: number;
  eraseAt: Date;
}

export interface AnswerStore {
  find(notice: string, openid: string): Promise<AnswerRow | undefined>;
  /** Replaces what the resident knows of that notice. */
  put(row: Omit<AnswerRow, '_id' | 'told'>): Promise<void>;
  /** Residents who know an older version, in a fixed order. */
  behind(notice: string, version: number, limit: number): Promise<readonly AnswerRow[]>;
  /** Brings a row up to a version unless she was answered anew meanwhile. `told`: she was sent words. */
  update(row: AnswerRow, version: number, facts: Facts, told: boolean, eraseAt: Date): Promise<void>;
  count(notice: string, olderThan?: number): Promise<{ answered: number; told: number; older: number }>;
  eraseOver(now: Date, limit: number): Promise<number>;
  forget(openid: string): Promise<void>;
}

// shard key: { notice: 1, openid: 1 }; written once an answer, read by notice
const schema = rowSchema<AnswerRow>(
  {
    _id: { type: String, required: true },
    notice: { type: String, required: true },
    openid: { type: String, required: true },
    version: { type: Number, required: true },
    from: Date,
    to: Date,
    off: { type: Boolean, required: true },
    areas: { type: String, required: true },
    body: { type: String, required: true },
    box: { type: String, required: true },
    cause: { type: String, required: true },
    answeredAt: { type: Date, required: true },
    told: { type: Number, required: true },
    eraseAt: { type: Date, required: true },
  },
  'notice_answers',
);
schema.index({ notice: 1, version: 1 }); // who knows less than there is to know
schema.index({ openid: 1 }); // what is kept of a resident
schema.index({ eraseAt: 1 }); // what is over

const setOf = ({ from, to, ...facts }: Facts): { $set: object; $unset?: Record<string, 1> } => {
  const gone = { ...(from ? {} : { from: 1 as const }), ...(to ? {} : { to: 1 as const }) };
  return {
    $set: { ...facts, ...(from ? { from } : {}), ...(to ? { to } : {}) },
    ...(Object.keys(gone).length > 0 ? { $unset: gone } : {}),
  };
};

export const answerStore = (db: Connection): AnswerStore => {
  const answers = modelOf(db, 'NoticeAnswer', schema);
  const keyOf = (notice: string, openid: string): string => `${notice}:${openid}`;
  return {
    find: async (notice, openid) => (await answers.findById(keyOf(notice, openid)).lean<AnswerRow>()) ?? undefined,
    put: async ({ notice, openid, version, box, cause, answeredAt, eraseAt, ...facts }) => {
      const { $set, ...rest } = setOf(facts);
      await answers.updateOne(
        { _id: keyOf(notice, openid) },
        {
          ...rest,
          $set: { ...$set, notice, openid, version, box, cause, answeredAt, eraseAt },
          $setOnInsert: { told: 0 },
        },
        { upsert: true },
      );
    },
    behind: (notice, version, limit) =>
      answers
        .find({ notice, version: { $lt: version } })
        .sort({ version: 1 })
        .limit(limit)
        .lean<AnswerRow[]>(),
    update: async (row, version, facts, told, eraseAt) => {
      const { $set, ...rest } = setOf(facts);
      await answers.updateOne(
        { _id: row._id, version: row.version },
        { ...rest, $set: { ...$set, version, eraseAt }, ...(told ? { $inc: { told: 1 } } : {}) },
      );
    },
    count: async (notice, olderThan) => {
      const [answered, told, older] = await Promise.all([
        answers.countDocuments({ notice }),
        answers.countDocuments({ notice, told: { $gt: 0 } }),
        olderThan === undefined ? 0 : answers.countDocuments({ notice, version: { $lt: olderThan } }),
      ]);
      return { answered, told, older };
    },
    eraseOver: async (now, limit) => {
      const rows = await answers
        .find({ eraseAt: { $lte: now } }, { _id: 1 })
        .limit(limit)
        .lean<Pick<AnswerRow, '_id'>[]>();
      if (rows.length === 0) return 0;
      const over = { _id: { $in: rows.map(({ _id }) => _id) }, eraseAt: { $lte: now } };
      return (await answers.deleteMany(over)).deletedCount;
    },
    forget: async (openid) => {
      await answers.deleteMany({ openid });
    },
  };
};
