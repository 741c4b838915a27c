import type { RootDatabase, Transaction } from 'lmdb';
import { type Collection, decodeCollection } from './catalog.js';
import type { Entry } from './index-spec.js';

/** Space of the collections, by namespace. */
export const CATALOG = 0;
/** Space of the kept counts, by the collection's space. */
export const COUNTS = 1;
export const NOTHING = Buffer.alloc(0);

/** A key of the store: the number of a collection, an index or one of the above, then what it orders by. */
export const keyIn = (space: number, rest: Uint8Array): Buffer => {
  const key = Buffer.allocUnsafe(4 + rest.length);
  key.writeUInt32BE(space);
  key.set(rest, 4);
  return key;
};

/** A number as it is kept. */
export const number = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleBE(value);
  return bytes;
};

/** A collection of the catalogue with its kept count. */
export const readCollection = (ns: string, row: Buffer, get: (key: Buffer) => Buffer | undefined): Collection => {
  const collection = decodeCollection(ns, row, 0);
  return { ...collection, count: get(keyIn(COUNTS, number(collection.space)))?.readDoubleBE() ?? 0 };
};

/** The store at one moment: no later commit changes what is read here. Its pages are not used again until it is released. */
export class Snapshot {
  private readonly transaction: Transaction;

  constructor(private readonly root: RootDatabase<Buffer, Buffer>) {
    this.transaction = root.useReadTransaction();
  }

  /** As the catalogue had it then, with indexes and count. */
  collection(ns: string): Collection | undefined {
    const row = this.get(CATALOG, Buffer.from(ns));
    return row && readCollection(ns, row, (key) => this.root.get(key, { transaction: this.transaction }));
  }

  get(space: number, key: Uint8Array): Buffer | undefined {
    return this.root.get(keyIn(space, key), { transaction: this.transaction });
  }

  /** The encoded `_id` of the document that an index's entry stands for. */
  ownerOf({ key }: Entry): Buffer | undefined {
    return this.root.get(key, { transaction: this.transaction });
  }

  /** All of a space, in key order. */
  *rows(space: number): Generator<{ key: Buffer; value: Buffer }> {
    const range = { start: keyIn(space, NOTHING), end: keyIn(space + 1, NOTHING), transaction: this.transaction };
    for (const { key, value } of this.root.getRange(range)) yield { key: key.subarray(4), value };
  }

  release(): void {
    this.transaction.done();
  }
}
