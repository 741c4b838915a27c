import { type Connection, Schema } from 'mongoose';
import { modelOf, rowSchema, unlessTaken } from '../../database/schema.js';
import type { Link } from './chain.js';
import type { Act } from './door.js';

export interface ActivityStore {
  last(): Promise<Link | undefined>;
  /** @returns false when the place in the chain is taken */
  append(link: Link): Promise<boolean>;
  /** Newest first, older than `before`. */
  newest(before: number | undefined, limit: number): Promise<Link[]>;
  /** Oldest first, after `seq`. */
  oldest(seq: number, limit: number): Promise<Link[]>;
}

interface LinkRow {
  _id: number;
  at: Date;
  who: string;
  what: string;
  which: string;
  result: 'done' | 'refused';
  detail?: NonNullable<Act['detail']>;
  prevHash: string;
  hash: string;
}

// Not sharded: one chain. _id is the seq, so that a place in the chain can be taken once only.
const schema = rowSchema<LinkRow>(
  {
    _id: { type: Number, required: true },
    at: { type: Date, required: true },
    who: { type: String, required: true },
    what: { type: String, required: true },
    which: { type: String, default: '' },
    result: { type: String, required: true },
    detail: { type: Schema.Types.Mixed },
    prevHash: { type: String, required: true },
    hash: { type: String, required: true },
  },
  'activity',
);

const toRow = ({ seq, ...fields }: Link): LinkRow => ({ _id: seq, ...fields });
const toLink = ({ _id, ...fields }: LinkRow): Link => ({ seq: _id, ...fields });

export const activityStore = (db: Connection): ActivityStore => {
  const links = modelOf(db, 'Activity', schema);
  return {
    last: async () => {
      const [row] = await links.find().sort({ _id: -1 }).limit(1).lean<LinkRow[]>();
      return row && toLink(row);
    },
    append: async (link) => {
      return unlessTaken(links.create([toRow(link)]));
    },
    newest: async (before, limit) => {
      const older = before === undefined ? {} : { _id: { $lt: before } };
      return (await links.find(older).sort({ _id: -1 }).limit(limit).lean<LinkRow[]>()).map(toLink);
    },
    oldest: async (seq, limit) =>
      (
        await links
          .find({ _id: { $gt: seq } })
          .sort({ _id: 1 })
          .limit(limit)
          .lean<LinkRow[]>()
      ).map(toLink),
  };
};
