import { ObjectId } from 'bson';

/** A payment notice, as the product keeps its own: about 180 bytes of BSON. */
export interface Row {
  _id: ObjectId;
  openid: string;
  account: string;
  number: string;
  kind: string;
  batch: string;
  fen: number;
  at: Date;
}

/** Documents of one `insertMany`. */
export const BATCH = 1000;
/** Documents that one openid has: more than a page of them. */
const PER_OPENID = 25;

const FROM = Date.UTC(2026, 0, 1);
const digits = (value: number, length: number): string => String(value).padStart(length, '0');

/** The same number gives the same document: any of them can be asked for. */
export const rowOf = (n: number): Row => ({
  _id: new ObjectId(digits(n, 8).padEnd(24, 'a')),
  openid: `oWater-${digits(Math.floor(n / PER_OPENID), 21)}`,
  account: digits(n % 50_000, 8),
  number: `PN2026${digits(n, 12)}`,
  kind: n % 3 === 0 ? 'bill' : 'reminder',
  batch: `bills-${2020 + (n % 7)}-11`,
  fen: 1000 + (n % 9000),
  at: new Date(FROM + n * 1000),
});

/** Documents `from` to `from + count - 1`. */
export const rowsOf = (from: number, count: number): Row[] => Array.from({ length: count }, (_, i) => rowOf(from + i));
