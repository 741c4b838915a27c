import { Decimal128, Double, Int32, Long, serialize } from 'bson';
import { fail } from './failure.js';

/**
 * A document as this store holds it in memory: decoded without promotion, so that int32, int64 and double stay apart (Int32,
 * Long, Double objects).
 */
export type Doc = Record<string, unknown>;

/** The largest document that MongoDB accepts. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** Levels of a command, and of a document that is kept, as in MongoDB: what walks them recurses. */
export const MAX_DEPTH = 200;
const MAX_STORED_DEPTH = 180;

/** Whether documents and arrays lie in each other over so many levels. */
export const isNestedOver = (value: unknown, levels: number): boolean => {
  if (!Array.isArray(value) && !isDocument(value)) return false;
  if (levels === 0) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value))
    if (typeof item === 'object' && !ArrayBuffer.isView(item) && isNestedOver(item, levels - 1)) return true;
  return false;
};

/** A document in another takes so many bytes at least. */
const LEVEL_BYTES = 7;

/** @throws MongoFailure BSONObjectTooLarge | Overflow */
export const checkStorable = (doc: Doc, bytes: Uint8Array): void => {
  if (bytes.length > MAX_DOCUMENT_BYTES)
    fail(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  if (bytes.length > MAX_STORED_DEPTH * LEVEL_BYTES && isNestedOver(doc, MAX_STORED_DEPTH))
    fail('Overflow', `a document may be nested ${MAX_STORED_DEPTH} levels deep`);
};

const isTooDeep = (error: unknown): boolean => /call stack/.test(String((error as Error).message));

/** @throws MongoFailure BSONObjectTooLarge when the serialiser's room (a little over the largest document) is not enough */
export const encode = (doc: Doc): Buffer => {
  try {
    return serialize(doc, { ignoreUndefined: true }) as Buffer;
  } catch (error) {
    if (isTooDeep(error)) fail('Overflow', 'a document is nested too deep');
    if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error;
    return fail('BSONObjectTooLarge', `object is too large, max size: ${MAX_DOCUMENT_BYTES}`);
  }
};

/** As encode, with `_id` in front even of names like `10`, which JavaScript puts first. @throws MongoFailure BSONObjectTooLarge */
export const encodeStored = (doc: Doc): Buffer => {
  if (Object.keys(doc)[0] === '_id') return encode(doc);
  const { _id, ...rest } = doc;
  return encode(new Map([['_id', _id], ...Object.entries(rest)]) as unknown as Doc);
};

/** The class that the BSON library gave a value; undefined for what JavaScript has itself. */
export const bsonTypeOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? (value as { _bsontype?: string })._bsontype : undefined;

const isBytes = (value: object): boolean => Object.prototype.toString.call(value) === '[object Uint8Array]';

/** True for an embedded document; false for arrays, dates and every BSON value type. */
export const isDocument = (value: unknown): value is Doc =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  bsonTypeOf(value) === undefined &&
  (Object.getPrototypeOf(value) === Object.prototype ||
    !(value instanceof Date || value instanceof RegExp || isBytes(value)));

/** Whether a document has the field as its own. */
export const has = (doc: object, key: string): boolean => Object.hasOwn(doc, key);

/** Sets an own property whatever its name: `__proto__` is a field name like any other. */
export const put = (doc: Doc, key: string, value: unknown): void => {
  if (key === '__proto__')
    Object.defineProperty(doc, key, { value, writable: true, enumerable: true, configurable: true });
  else doc[key] = value;
};

/** True for every numeric BSON type. */
export const isNumber = (value: unknown): boolean => {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  const type = bsonTypeOf(value);
  return type === 'Int32' || type === 'Double' || type === 'Long' || type === 'Decimal128';
};

/** The nearest double of any BSON number; NaN for what is none. */
export const toNumber = (value: unknown): number => {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) return Number(value.toBigInt());
  if (value instanceof Decimal128) return Number(value.toString());
  return typeof value === 'bigint' ? Number(value) : Number.NaN;
};

/** A whole number that a command names; undefined when absent. @throws MongoFailure TypeMismatch */
export const wholeNumber = (value: unknown, field: string): number | undefined => {
  if (value === undefined || value === null) return undefined;
  const number = toNumber(value);
  if (!isNumber(value) || Number.isNaN(number))
    return fail('TypeMismatch', `BSON field '${field}' is the wrong type '${typeName(value)}', expected type 'long'`);
  return Math.trunc(number);
};

/** What a truthy option is: true, or a number that is not zero. */
export const truthy = (value: unknown): boolean => (isNumber(value) ? toNumber(value) !== 0 : Boolean(value));

const names: Record<string, string> = {
  Int32: 'int',
  Double: 'double',
  Long: 'long',
  Decimal128: 'decimal',
  Binary: 'binData',
  ObjectId: 'objectId',
  Timestamp: 'timestamp',
  BSONRegExp: 'regex',
  BSONSymbol: 'symbol',
  MinKey: 'minKey',
  MaxKey: 'maxKey',
};

/** MongoDB's name of a value's type, as `$type` and error messages use it. */
export const typeName = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double';
  if (typeof value === 'bigint') return 'long';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  const type = bsonTypeOf(value);
  if (type === 'Code') return (value as { scope?: unknown }).scope ? 'javascriptWithScope' : 'javascript';
  if (type) return names[type] ?? type;
  return isBytes(value as object) ? 'binData' : 'object';
};

/** A copy that shares nothing that can change: documents and arrays are copied, BSON values are immutable here. */
export const copyOf = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isDocument(value)) return value;
  const copy: Doc = {};
  for (const key of Object.keys(value)) put(copy, key, copyOf(value[key]));
  return copy as T;
};
