// shard key: { account: 'hashed' }
import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf, rowSchema } from '../../database/schema.js';
import type { Month } from '../../kernel/dates.js';
import type { Bill } from './door.js';

interface BillRow extends Omit<Bill, 'paidAt'> {
  paid: boolean;
  paidAt?: Date;
}

const schema = rowSchema<BillRow>(
  {
    account: { type: String, required: true },
    month: { type: String, required: true },
    readOn: { type: String, required: true },
    lastReading: { type: Number, required: true },
    thisReading: { type: Number, required: true },
    usage: { type: Number, required: true },
    yearUsage: { type: Number, required: true },
    estimated: { type: Boolean, required: true },
    lines: [
      {
        _id: false,
        tier: Number,
        usage: Number,
        priceFen: Number,
        amountFen: Number,
        sewageFen: Number,
        relief: Boolean,
      },
    ],
    amountFen: { type: Number, required: true },
    dueOn: { type: String, required: true },
    paid: { type: Boolean, required: true },
    paidAt: Date,
  },
  'bills',
);
schema.index({ account: 1, month: 1 }, { unique: true }); // one bill a property and month; a month, a range, the newest
schema.index({ account: 1, paid: 1, month: 1 }); // what is owed

const CHUNK = 1000;

const rowOf = (bill: Bill): BillRow => ({ ...bill, lines: bill.lines, paid: bill.paidAt !== undefined });
const billOfRow = ({ paid: _, ...bill }: BillRow): Bill => bill;

/** How many rows a bulk insert wrote when the others were there already; any other failure is thrown on. */
const insertedDespiteDuplicates = (error: unknown): number => {
  const { writeErrors, result } = error as { writeErrors?: unknown; result?: { insertedCount?: number } };
  const failures = Array.isArray(writeErrors) ? writeErrors : [writeErrors];
  if (!isDuplicateKey(error) || !failures.every(isDuplicateKey)) throw error;
  return result?.insertedCount ?? 0;
};

export type BillStore = ReturnType<typeof billStore>;

export const billStore = (db: Connection) => {
  const bills = modelOf<BillRow>(db, 'Bill', schema);
  const plain = { _id: 0 } as const;
  return {
    one: async (account: string, month: Month): Promise<Bill | undefined> => {
      const row = await bills.findOne({ account, month }, plain).lean<BillRow>();
      return row ? billOfRow(row) : undefined;
    },
    /** Oldest first. */
    between: async (account: string, from: Month, to: Month): Promise<Bill[]> => {
      const rows = await bills
        .find({ account, month: { $gte: from, $lte: to } }, plain)
        .sort({ month: 1 })
        .lean<BillRow[]>();
      return rows.map(billOfRow);
    },
    /** The newest bill before a month. */
    newestBefore: async (account: string, month: Month): Promise<Bill | undefined> => {
      const row = await bills
        .findOne({ account, month: { $lt: month } }, plain)
        .sort({ month: -1 })
        .lean<BillRow>();
      return row ? billOfRow(row) : undefined;
    },
    firstMonth: async (account: string): Promise<Month | undefined> =>
      (await bills.findOne({ account }, { _id: 0, month: 1 }).sort({ month: 1 }).lean<{ month: Month }>())?.month,
    unpaid: async (account: string): Promise<Bill[]> => {
      const rows = await bills.find({ account, paid: false }, plain).sort({ month: 1 }).lean<BillRow[]>();
      return rows.map(billOfRow);
    },
    ofMonth: async (accounts: readonly string[], month: Month): Promise<Bill[]> => {
      const rows = await bills.find({ account: { $in: [...accounts] }, month }, plain).lean<BillRow[]>();
      return rows.map(billOfRow);
    },
    /** Bills that are there already (same account and month) are left as they are. @returns how many were new */
    insert: async (list: readonly Bill[]): Promise<number> => {
      let inserted = 0;
      for (let at = 0; at < list.length; at += CHUNK) {
        const rows = list.slice(at, at + CHUNK).map(rowOf);
        inserted += await bills.collection
          .insertMany(rows, { ordered: false })
          .then(({ insertedCount }) => insertedCount, insertedDespiteDuplicates);
      }
      return inserted;
    },
  };
};
