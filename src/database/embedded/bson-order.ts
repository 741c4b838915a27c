import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import { bsonTypeOf, type Doc, toNumber } from './bson-values.js';

/** MongoDB's order of types, lowest first; a value of a lower rank sorts before any of a higher one. */
export const rank = {
  minKey: 1,
  nothing: 3,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  maxKey: 127,
} as const;

/** What sorts and indexes hold of an empty array: less than null. */
export const NOTHING = Symbol('nothing');

const ranksOfBson: Record<string, number> = {
  Int32: rank.number,
  Double: rank.number,
  Long: rank.number,
  Decimal128: rank.number,
  ObjectId: rank.objectId,
  Binary: rank.binary,
  Timestamp: rank.timestamp,
  BSONRegExp: rank.regex,
  BSONSymbol: rank.string,
  Code: rank.code,
  MinKey: rank.minKey,
  MaxKey: rank.maxKey,
};

/** The rank of a value's type; a missing value ranks as null. */
export const rankOf = (value: unknown): number => {
  if (value === null || value === undefined) return rank.null;
  switch (typeof value) {
    case 'string':
      return rank.string;
    case 'number':
    case 'bigint':
      return rank.number;
    case 'boolean':
      return rank.boolean;
    case 'symbol':
      return rank.nothing;
  }
  if (Array.isArray(value)) return rank.array;
  if (value instanceof Date) return rank.date;
  const type = bsonTypeOf(value);
  if (type) return ranksOfBson[type] ?? rank.object;
  if (value instanceof RegExp) return rank.regex;
  return Object.prototype.toString.call(value) === '[object Uint8Array]' ? rank.binary : rank.object;
};

/** coefficient × 10^exponent; any finite BSON number is exactly one of these. */
export interface ExactNumber {
  coefficient: bigint;
  exponent: number;
}

const ofDouble = (value: number): ExactNumber => {
  if (Number.isInteger(value)) return { coefficient: BigInt(value), exponent: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const raw = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = raw === 0 ? fraction : fraction | 0x10000000000000n;
  const twos = 1075 - Math.max(raw, 1);
  return { coefficient: (value < 0 ? -mantissa : mantissa) * 5n ** BigInt(twos), exponent: -twos };
};

const ofDecimal = (text: string): ExactNumber => {
  const [digits = '0', power = '0'] = text.toUpperCase().split('E');
  const [whole = '0', part = ''] = digits.split('.');
  return { coefficient: BigInt(whole + part), exponent: Number(power) - part.length };
};

/** @returns undefined for infinities and NaN */
export const exactNumber = (value: unknown): ExactNumber | undefined => {
  const type = bsonTypeOf(value);
  if (type === 'Long') return { coefficient: (value as { toBigInt(): bigint }).toBigInt(), exponent: 0 };
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (type === 'Decimal128') {
    const text = String(value);
    return /^-?\d/.test(text) ? ofDecimal(text) : undefined;
  }
  const number = toNumber(value);
  return Number.isFinite(number) ? ofDouble(number) : undefined;
};

const sign = (n: number | bigint): -1 | 0 | 1 => (n < 0 ? -1 : n > 0 ? 1 : 0);

/** Order of two numbers, without rounding. */
export const compareExact = (a: ExactNumber, b: ExactNumber): -1 | 0 | 1 => {
  const low = Math.min(a.exponent, b.exponent);
  const scaled = (n: ExactNumber): bigint => n.coefficient * 10n ** BigInt(n.exponent - low);
  return sign(scaled(a) - scaled(b));
};

/** NaN is the lowest number and equals itself. */
const compareNumbers = (a: unknown, b: unknown): -1 | 0 | 1 => {
  const x = toNumber(a);
  const y = toNumber(b);
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : -1) : 1;
  if (x !== y) return x < y ? -1 : 1;
  if (isSimple(a) && isSimple(b)) return 0;
  const exactA = exactNumber(a);
  const exactB = exactNumber(b);
  if (exactA && exactB) return compareExact(exactA, exactB);
  if (!exactA && !exactB) return 0;
  return exactA ? (x > 0 ? -1 : 1) : x > 0 ? 1 : -1;
};

/** True when the number's nearest double is the number itself by its type. */
export const isSimple = (value: unknown): boolean => {
  if (typeof value === 'number') return true;
  const type = bsonTypeOf(value);
  return type === 'Int32' || type === 'Double';
};

/** Order of code points, which is the order of UTF-8 bytes; UTF-16 units alone would misplace surrogate pairs. */
export const compareStrings = (a: string, b: string): -1 | 0 | 1 => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === length) return a.length < b.length ? -1 : 1;
  const x = a.charCodeAt(i);
  const y = b.charCodeAt(i);
  const lift = (unit: number): number => (unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);
  return lift(x) < lift(y) ? -1 : 1;
};

const bytesOf = (value: unknown): Buffer => {
  if (bsonTypeOf(value) !== 'Binary') return Buffer.from(value as Uint8Array);
  const { buffer, position } = value as Binary;
  return Buffer.from(buffer.buffer, buffer.byteOffset, position);
};

/** Length, subtype, bytes: the order in which binaries compare. */
export const binaryParts = (value: unknown): { bytes: Buffer; subtype: number } => ({
  bytes: bytesOf(value),
  subtype: (value as { sub_type?: number }).sub_type ?? 0,
});

/** Pattern and option letters of a regular expression, BSON or JavaScript. */
export const regexParts = (value: unknown): { pattern: string; options: string } => {
  if (value instanceof RegExp) return { pattern: value.source, options: value.flags.replace(/[^imsxu]/g, '') };
  const { pattern, options } = value as BSONRegExp;
  return { pattern, options };
};

const compareBinaries = (a: unknown, b: unknown): -1 | 0 | 1 => {
  const x = binaryParts(a);
  const y = binaryParts(b);
  return sign(x.bytes.length - y.bytes.length || x.subtype - y.subtype || Buffer.compare(x.bytes, y.bytes));
};

/** Field by field: type, then name, then value; the shorter one first. */
const compareObjects = (a: Doc, b: Doc): -1 | 0 | 1 => {
  const keysA = Object.keys(a);
  const keysB = Object.keys(b);
  for (let i = 0; i < keysA.length && i < keysB.length; i++) {
    const keyA = keysA[i]!;
    const keyB = keysB[i]!;
    const order =
      sign(rankOf(a[keyA]) - rankOf(b[keyB])) || compareStrings(keyA, keyB) || compareValues(a[keyA], b[keyB]);
    if (order) return order;
  }
  return sign(keysA.length - keysB.length);
};

const compareArrays = (a: readonly unknown[], b: readonly unknown[]): -1 | 0 | 1 => {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareValues(a[i], b[i]);
    if (order) return order;
  }
  return sign(a.length - b.length);
};

/** Text of a string or symbol. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : String(value));

/** MongoDB's total order of BSON values. Numbers of all types compare by exact value; missing equals null. */
export const compareValues = (a: unknown, b: unknown): -1 | 0 | 1 => {
  const ofA = rankOf(a);
  const ofB = rankOf(b);
  if (ofA !== ofB) return ofA < ofB ? -1 : 1;
  switch (ofA) {
    case rank.number:
      return compareNumbers(a, b);
    case rank.string:
      return compareStrings(textOf(a), textOf(b));
    case rank.object:
      return compareObjects(a as Doc, b as Doc);
    case rank.array:
      return compareArrays(a as unknown[], b as unknown[]);
    case rank.binary:
      return compareBinaries(a, b);
    case rank.objectId:
      return sign(Buffer.compare((a as ObjectId).id, (b as ObjectId).id));
    case rank.boolean:
      return sign(Number(a) - Number(b));
    case rank.date:
      return sign((a as Date).getTime() - (b as Date).getTime());
    case rank.timestamp:
      return sign((a as Timestamp).toBigInt() - (b as Timestamp).toBigInt());
    case rank.regex: {
      const x = regexParts(a);
      const y = regexParts(b);
      return compareStrings(x.pattern, y.pattern) || compareStrings(x.options, y.options);
    }
    case rank.code:
      return compareStrings((a as Code).code, (b as Code).code);
    default:
      return 0;
  }
};

/** Equality as MongoDB means it: numbers of all types by value, documents with their fields in order. */
export const sameValue = (a: unknown, b: unknown): boolean => compareValues(a, b) === 0;
