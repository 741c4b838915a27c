import { Decimal128 } from 'mongodb';
import { type Json, Members, readJson } from './json-reader.js';

type Element = readonly [type: number, ...bytes: Uint8Array[]];

const wrong = (what: string): never => {
  throw new SyntaxError(what);
};

const written = (length: number, write: (bytes: Buffer) => unknown): Buffer => {
  const bytes = Buffer.allocUnsafe(length);
  write(bytes);
  return bytes;
};
// each of these throws RangeError for a number that does not fit
const int32 = (value: number): Buffer => written(4, (bytes) => bytes.writeInt32LE(value));
const uint32 = (value: number): Buffer => written(4, (bytes) => bytes.writeUInt32LE(value));
const int64 = (value: string): Buffer => written(8, (bytes) => bytes.writeBigInt64LE(BigInt(value)));
const double = (value: string): Buffer => written(8, (bytes) => bytes.writeDoubleLE(Number(value)));

/** Ends with a NUL. */
const name = (value: string): Buffer => {
  if (value.includes('\0')) return wrong('a field name or pattern with a NUL in it');
  return Buffer.from(`${value}\0`);
};
/** Begins with its length. */
const text = (value: string): Buffer => {
  const bytes = Buffer.from(`${value}\0`);
  return Buffer.concat([int32(bytes.length), bytes]);
};

const ANY = /^/;
const INTEGER = /^-?\d+$/;
const DOUBLE = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|-?Infinity|NaN)$/;
const OID = /^[0-9a-f]{24}$/i;

const string = (value: Json | undefined, pattern = ANY): string => {
  if (typeof value === 'string' && pattern.test(value)) return value;
  return wrong(`expected a string like ${pattern}`);
};
const count = (value: Json | undefined): number => {
  if (typeof value === 'number') return value;
  return wrong('expected a number without quotes');
};
const parts = (value: Json | undefined, ...keys: readonly string[]): readonly Json[] => {
  if (value instanceof Members) return value.values(...keys);
  return wrong(`expected an object of ${keys}`);
};
const oid = (value: Json | undefined): Buffer => Buffer.from(string(value, OID), 'hex');

const binary = (value: Json | undefined): Element => {
  const [base64, subType] = parts(value, 'base64', 'subType');
  const data = Buffer.from(string(base64), 'base64');
  if (data.toString('base64') !== base64) wrong('expected base64');
  const type = Number.parseInt(string(subType, /^[0-9a-f]{1,2}$/i), 16);
  // the old binary type repeats its length inside
  const inner = type === 2 ? [int32(data.length), data] : [data];
  return [5, int32(data.length + (type === 2 ? 4 : 0)), Buffer.of(type), ...inner];
};

/** What Extended JSON writes as an object, by the keys of that object: BSON's type and bytes. */
const wrapped: Readonly<Record<string, (value: Json | undefined, second: Json | undefined) => Element>> = {
  $numberInt: (value) => [16, int32(Number(string(value, INTEGER)))],
  $numberLong: (value) => [18, int64(string(value, INTEGER))],
  $numberDouble: (value) => [1, double(string(value, DOUBLE))],
  $numberDecimal: (value) => [19, Decimal128.fromString(string(value)).bytes],
  $oid: (value) => [7, oid(value)],
  $date: (value) => [9, int64(string(parts(value, '$numberLong')[0], INTEGER))],
  $binary: binary,
  $regularExpression: (value) => [11, ...parts(value, 'pattern', 'options').map((each) => name(string(each)))],
  $dbPointer: (value) => {
    const [ref, id] = parts(value, '$ref', '$id');
    return [12, text(string(ref)), oid(parts(id, '$oid')[0])];
  },
  $code: (value) => [13, text(string(value))],
  '$code,$scope': (value, scope) => {
    if (!(scope instanceof Members)) return wrong('expected an object as $scope');
    const bytes = Buffer.concat([text(string(value)), documentOf(scope)]);
    return [15, int32(bytes.length + 4), bytes];
  },
  $symbol: (value) => [14, text(string(value))],
  $timestamp: (value) => {
    const [t, i] = parts(value, 't', 'i').map((each) => uint32(count(each)));
    return [17, ...(i && t ? [i, t] : [])];
  },
  $undefined: () => [6],
  $minKey: () => [255],
  $maxKey: () => [127],
};

const elementOf = (value: Json): Element => {
  if (value === null) return [10];
  if (typeof value === 'boolean') return [8, Buffer.of(value ? 1 : 0)];
  if (typeof value === 'string') return [2, text(value)];
  if (typeof value === 'number')
    return wrong(`the bare number ${value}: it does not tell its type; export with --jsonFormat=canonical`);
  if (!(value instanceof Members)) return [4, framed(value.map((item, i) => [String(i), item]))];
  const keys = value.pairs.map(([key]) => key);
  const wrap = keys[0]?.startsWith('$') ? wrapped[keys.join()] : undefined;
  if (wrap) return wrap(value.pairs[0]?.[1], value.pairs[1]?.[1]);
  if (keys[0] && Object.hasOwn(wrapped, keys[0])) return wrong(`an object of ${keys}`);
  return [3, documentOf(value)];
};

const framed = (members: readonly (readonly [string, Json])[]): Buffer => {
  const pieces: Uint8Array[] = [];
  for (const [key, value] of members) {
    const [type, ...bytes] = elementOf(value);
    pieces.push(Buffer.of(type), name(key), ...bytes);
  }
  const body = Buffer.concat(pieces);
  return Buffer.concat([int32(body.length + 5), body, Buffer.of(0)]);
};

const documentOf = ({ pairs }: Members): Buffer => framed(pairs);

const membersIn = (line: string): Members => {
  const json = readJson(line);
  return json instanceof Members ? json : wrong('expected an object');
};

/**
 * The BSON document that a line of canonical Extended JSON v2 says, its fields in the order of the line. Plain numbers and dates in words, as
 * the relaxed format has them, are refused: they do not tell their type.
 * @throws SyntaxError, RangeError or BSONError when the line is no such document
 */
export const bsonOf = (line: string): Buffer => documentOf(membersIn(line));

/** As bsonOf, with `_id` in front, where every server puts it. @throws SyntaxError also when there is none, or two */
export const storableOf = (line: string): Buffer => {
  const { pairs } = membersIn(line);
  const ids = pairs.filter(([key]) => key === '_id');
  if (ids.length !== 1) wrong('expected one _id');
  return framed(pairs[0] === ids[0] ? pairs : [...ids, ...pairs.filter(([key]) => key !== '_id')]);
};
