import { createHash } from 'node:crypto';
import type { Code, ObjectId, Timestamp } from 'bson';
import {
  binaryParts,
  compareExact,
  type ExactNumber,
  exactNumber,
  isSimple,
  rank,
  rankOf,
  regexParts,
  textOf,
} from './bson-order.js';
import { type Doc, toNumber } from './bson-values.js';
import { KeyWriter } from './key-writer.js';

/**
 * Byte strings that sort as the values do. Each value's bytes are self-delimiting, so concatenations sort field by field. A value
 * whose bytes exceed the limit is cut and gets its SHA-256: equality stays exact, order among such values does not (`cut`).
 */
export interface EncodedKey {
  bytes: Buffer;
  cut: boolean;
}

/** Bytes of one value before it is cut; an `_id` may use so many, index fields share what LMDB's key allows. */
export const ID_LIMIT = 400;
const LMDB_MAX_KEY = 1978;
const HASH_BYTES = 32;

/** Bytes that each of n index fields may take, so that the whole key with its `_id` fits. */
export const fieldLimit = (fields: number): number =>
  Math.min(ID_LIMIT, Math.floor((LMDB_MAX_KEY - 4 - ID_LIMIT - HASH_BYTES) / fields) - HASH_BYTES);

/** More fields than this would leave too few bytes for each. */
export const MAX_INDEX_FIELDS = 16;

const BELOW = 1;
export const EXACTLY = 2;
const ABOVE = 3;
const DIGITS = 40;

/** Sorts positive numbers of equal nearest double by exact size. */
const magnitude = (writer: KeyWriter, { coefficient, exponent }: ExactNumber): void => {
  const digits = String(coefficient < 0n ? -coefficient : coefficient);
  const from = writer.length;
  const power = digits === '0' ? 0 : exponent + digits.length + 0x4000;
  writer.byte(power >> 8);
  writer.byte(power & 0xff);
  writer.raw(Buffer.from(digits.replace(/0+$/, '').padEnd(DIGITS, '0').slice(0, DIGITS)));
  if (coefficient < 0n) writer.invert(from);
};

/** The nearest double, then whether the number is below, at or above it, then its own digits if it is not at it. */
const writeNumber = (writer: KeyWriter, value: unknown): void => {
  const nearest = toNumber(value) + 0;
  if (Number.isNaN(nearest)) {
    writer.raw(Buffer.alloc(9));
    return;
  }
  const exact = isSimple(value) ? undefined : exactNumber(value);
  if (!exact) {
    writer.double(nearest);
    writer.byte(EXACTLY);
    return;
  }
  const double = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, nearest));
  const side = compareExact(exact, exactNumber(double)!);
  writer.double(double);
  writer.byte(side < 0 ? BELOW : side > 0 ? ABOVE : EXACTLY);
  if (side !== 0) magnitude(writer, exact);
};

const writeFields = (writer: KeyWriter, doc: Doc): void => {
  for (const key of Object.keys(doc)) {
    const kind = rankOf(doc[key]);
    writer.byte(kind);
    writer.text(key);
    writePayload(writer, doc[key], kind);
  }
  writer.byte(0);
};

const writePayload = (writer: KeyWriter, value: unknown, kind: number): void => {
  switch (kind) {
    case rank.number:
      writeNumber(writer, value);
      return;
    case rank.string:
      writer.text(textOf(value));
      return;
    case rank.object:
      writeFields(writer, value as Doc);
      return;
    case rank.array:
      for (const item of value as unknown[]) writeValue(writer, item);
      writer.byte(0);
      return;
    case rank.binary: {
      const { bytes, subtype } = binaryParts(value);
      writer.uint32(bytes.length);
      writer.byte(subtype);
      writer.raw(bytes);
      return;
    }
    case rank.objectId:
      writer.raw((value as ObjectId).id);
      return;
    case rank.boolean:
      writer.byte(value ? 1 : 0);
      return;
    case rank.date:
      writer.date((value as Date).getTime());
      return;
    case rank.timestamp:
      writer.uint64((value as Timestamp).toBigInt());
      return;
    case rank.regex: {
      const { pattern, options } = regexParts(value);
      writer.text(pattern);
      writer.text(options);
      return;
    }
    case rank.code:
      writer.text((value as Code).code);
      return;
  }
};

const writeValue = (writer: KeyWriter, value: unknown): void => {
  const kind = rankOf(value);
  writer.byte(kind);
  writePayload(writer, value, kind);
};

const shared = new KeyWriter();

const writeLimited = (value: unknown, limit: number): boolean => {
  const from = shared.length;
  writeValue(shared, value);
  if (shared.length - from <= limit) return false;
  const hash = createHash('sha256').update(shared.bytesFrom(from)).digest();
  shared.cutTo(from + limit);
  shared.raw(hash);
  return true;
};

const writeValues = (values: readonly unknown[], directions: readonly number[], limit: number): boolean => {
  let cut = false;
  for (let i = 0; i < values.length; i++) {
    const from = shared.length;
    if (writeLimited(values[i], limit)) cut = true;
    if (directions[i] === -1) shared.invert(from);
  }
  return cut;
};

/** @param directions 1 or -1 a value; the bytes of descending ones are inverted */
export const encodeKey = (values: readonly unknown[], directions: readonly number[], limit: number): EncodedKey => {
  shared.begin();
  const cut = writeValues(values, directions, limit);
  return { bytes: shared.take(), cut };
};

/** What the keys of an index's entries are made by. */
interface EntryShape {
  space: number;
  unique: boolean;
  directions: readonly number[];
  limit: number;
}

/**
 * The store's key of an index's entry: the index's space, its values, then the document's encoded `_id`; in a unique index the values
 * alone, so that they stand once.
 */
export const encodeEntry = (values: readonly unknown[], index: EntryShape, id: Uint8Array): EncodedKey => {
  shared.begin();
  shared.uint32(index.space);
  const cut = writeValues(values, index.directions, index.limit);
  if (!index.unique) shared.raw(id);
  return { bytes: shared.take(), cut };
};

/** What an entry says of its document, and what the document lies under in its collection's space. */
export const encodeId = (id: unknown): Buffer => {
  shared.begin();
  writeLimited(id, ID_LIMIT);
  return shared.take();
};

/** The store's key of a document, in its collection's space; the encoded `_id` is all of it after the space. */
export const encodeDocumentKey = (space: number, id: unknown): Buffer => {
  shared.begin();
  shared.uint32(space);
  writeLimited(id, ID_LIMIT);
  return shared.take();
};

/** Whole, uncut bytes: equal exactly for equal values, whatever their length. */
export const identityOf = (value: unknown): string => {
  shared.begin();
  writeValue(shared, value);
  return shared.take().toString('latin1');
};

/** A bound's bytes, ascending: without the hash when cut, so that nothing of the same beginning is excluded. */
export const encodeBound = (value: unknown, limit: number): EncodedKey => {
  shared.begin();
  writeValue(shared, value);
  const cut = shared.length > limit;
  if (cut) shared.cutTo(limit);
  return { bytes: shared.take(), cut };
};

/** The first byte string after all that begin with `prefix`; undefined when there is none. */
export const successor = (prefix: Buffer): Buffer | undefined => {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) return undefined;
  const next = Buffer.from(prefix.subarray(0, end));
  next[end - 1]! += 1;
  return next;
};

/** Bytes that sort the other way round. */
export const inverted = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
