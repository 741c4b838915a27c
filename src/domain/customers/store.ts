import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import { type Seal, sealJson } from '../../kernel/crypto.js';
import type { Customer } from './door.js';
import { type CustomerRow, customerSchema, type Sealed } from './schema.js';

const CHUNK = 1000;

export type CustomerStore = ReturnType<typeof customerStore>;

export const customerStore = (db: Connection, seal: Seal) => {
  const customers = modelOf<CustomerRow>(db, 'Customer', customerSchema);
  const box = sealJson<Sealed>(seal, 'customer');
  const customerOfRow = ({ _id, sealed, district, property }: CustomerRow): Customer => ({
    account: _id,
    ...box.open(sealed),
    district,
    property,
  });
  return {
    one: async (account: string): Promise<Customer | undefined> => {
      const row = await customers.findOne({ _id: account }).lean<CustomerRow>();
      return row ? customerOfRow(row) : undefined;
    },
    some: async (accounts: readonly string[]): Promise<Map<string, Customer>> => {
      if (accounts.length === 0) return new Map();
      const rows = await customers.find({ _id: { $in: [...accounts] } }).lean<CustomerRow[]>();
      return new Map(rows.map((row) => [row._id, customerOfRow(row)]));
    },
    /** What a resident proves a property with. */
    secret: async (account: string): Promise<{ holder: string; passwordHash: string } | undefined> => {
      const row = await customers.findOne({ _id: account }).lean<CustomerRow>();
      return row ? { holder: box.open(row.sealed).holder, passwordHash: row.passwordHash } : undefined;
    },
    put: async (list: readonly (Customer & { passwordHash: string })[]): Promise<void> => {
      for (let at = 0; at < list.length; at += CHUNK)
        await customers.bulkWrite(
          list.slice(at, at + CHUNK).map(({ account, district, property, passwordHash, ...personal }) => {
            const { holder, mobile, address, latitude, longitude } = personal;
            const sealed = box.close({ holder, mobile, address, latitude, longitude });
            const set = { sealed, district, property, passwordHash };
            return { updateOne: { filter: { _id: account }, update: { $set: set }, upsert: true } };
          }),
          { ordered: false },
        );
    },
    /** Account numbers above `after`, ascending. */
    accounts: async (after: string | undefined, limit: number): Promise<string[]> => {
      const rows = await customers
        .find(after === undefined ? {} : { _id: { $gt: after } }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>();
      return rows.map(({ _id }) => _id);
    },
  };
};
