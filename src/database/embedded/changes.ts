import { BSONError } from 'bson';
import { NOTHING } from './bson-order.js';
import { type Doc, encodeStored } from './bson-values.js';
import type { Collection } from './catalog.js';
import { describe } from './describe.js';
import { MongoFailure } from './failure.js';
import type { Conflict } from './index-spec.js';
import type { FoundElements, Matcher } from './matcher.js';
import type { Candidate } from './scan.js';
import type { Store } from './storage.js';
import type { Update } from './updater.js';

const withoutNothing = (doc: Doc): Doc =>
  Object.fromEntries(Object.entries(doc).map(([key, value]) => [key, value === NOTHING ? null : value]));

/** MongoDB's words for a value that is taken. */
export const duplicateKey = (ns: string, { index, values }: Conflict): MongoFailure => {
  const fields = Object.keys(index.key);
  const keyValue = Object.fromEntries(fields.map((field, i) => [field, values[i] ?? null]));
  return new MongoFailure(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${ns} index: ${index.name} dup key: ${describe(keyValue)}`,
    { keyPattern: index.key, keyValue: withoutNothing(keyValue) },
  );
};

/** @throws MongoFailure DuplicateKey */
export const insertInto = (store: Store, collection: Collection, doc: Doc, bytes?: Uint8Array): void => {
  const conflict = store.insert(collection, doc, bytes ?? encodeStored(doc));
  if (conflict) throw duplicateKey(collection.ns, conflict);
};

/** What an update left behind. */
export interface Changed {
  doc: Doc;
  bytes: Uint8Array;
  modified: boolean;
}

/**
 * Applies an update to one stored document.
 * @throws MongoFailure DuplicateKey, or why it cannot be applied; nothing is changed then
 */
export const change = (
  store: Store,
  collection: Collection,
  candidate: Candidate,
  matches: Matcher,
  update: Update,
): Changed => {
  const found: FoundElements = new Map();
  if (update.positional) matches(candidate.doc, found);
  const doc = update.apply(candidate.doc, { found, inserting: false });
  const bytes = encodeStored(doc);
  if (bytes.equals(candidate.bytes)) return { doc, bytes, modified: false };
  const conflict = store.replace(collection, candidate.doc, doc, bytes);
  if (conflict) throw duplicateKey(collection.ns, conflict);
  return { doc, bytes, modified: true };
};

/** An error as write replies carry it. @throws what is no refusal */
export const asWriteError = (error: unknown, index: number): Doc => {
  if (error instanceof MongoFailure) return { index, code: error.code, errmsg: error.message, ...error.extra };
  if (error instanceof BSONError) return { index, code: 2, errmsg: error.message };
  throw error;
};
