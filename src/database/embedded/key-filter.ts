import { Double, ObjectId } from 'bson';
import { rank } from './bson-order.js';
import { type Doc, isDocument, put } from './bson-values.js';
import type { Index } from './index-spec.js';
import { EXACTLY, inverted } from './key-encoding.js';
import { compile } from './matcher.js';
import { isOperators } from './predicates.js';

/** These say the same of a missing field as of null, which a key does not tell apart. */
const TELLABLE = new Set(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin']);

interface Part {
  value: unknown;
  end: number;
}

const textIn = (bytes: Buffer): Part | undefined => {
  const end = bytes.indexOf(0, 1);
  return bytes[end + 1] === 1 ? { value: bytes.toString('utf8', 1, end), end: end + 2 } : undefined;
};

const numberIn = (bytes: Buffer): Part | undefined => {
  if (bytes[9] !== EXACTLY) return undefined;
  const positive = bytes[1]! & 0x80;
  const double = Buffer.from(bytes.subarray(1, 9));
  if (positive) double[0]! &= 0x7f;
  return { value: new Double((positive ? double : inverted(double)).readDoubleBE()), end: 10 };
};

/** The value at the beginning of the bytes, ascending; undefined when it is of a kind that is not read back. */
const valueIn = (bytes: Buffer): Part | undefined => {
  switch (bytes[0]) {
    case rank.null:
      return { value: null, end: 1 };
    case rank.boolean:
      return { value: bytes[1] === 1, end: 2 };
    case rank.date:
      return { value: new Date(Number(bytes.readBigInt64BE(1) ^ (-1n << 63n))), end: 9 };
    case rank.objectId:
      return { value: new ObjectId(bytes.subarray(1, 13)), end: 13 };
    case rank.number:
      return numberIn(bytes);
    case rank.string:
      return textIn(bytes);
    default:
      return undefined;
  }
};

/** A document with the fields of an entry's key; undefined when one of them is not read back. */
const documentOf = ({ fields, directions }: Index, key: Buffer): Doc | undefined => {
  const doc: Doc = {};
  let rest = key;
  for (const [i, field] of fields.entries()) {
    if (directions[i] === -1) rest = inverted(rest);
    const part = valueIn(rest);
    if (!part) return undefined;
    put(doc, field, part.value);
    rest = rest.subarray(part.end);
    if (directions[i] === -1) rest = inverted(rest);
  }
  return doc;
};

/** What of a condition the operators that a key can tell of say. */
const tellable = (operand: unknown): unknown => {
  if (!isOperators(operand)) return operand;
  const told = Object.entries(operand).filter(([operator]) => TELLABLE.has(operator));
  return told.length > 0 ? Object.fromEntries(told) : undefined;
};

/** The filter with everything left out that these fields do not tell: it lets more through, never less. */
const narrowed = (filter: Doc, fields: readonly string[]): Doc => {
  const kept: Doc[] = [];
  for (const [name, operand] of Object.entries(filter)) {
    if ((name === '$and' || name === '$or') && Array.isArray(operand))
      kept.push({ [name]: operand.map((part) => (isDocument(part) ? narrowed(part, fields) : {})) });
    else if (fields.includes(name)) {
      const condition = tellable(operand);
      if (condition !== undefined) kept.push({ [name]: condition });
    }
  }
  return kept.length === 1 ? kept[0]! : kept.length > 0 ? { $and: kept } : {};
};

/**
 * Tells of an entry's key whether its document may match, so that those which cannot are not read.
 * @returns undefined when keys of this index do not tell more than the range they lie in
 */
export const keyFilter = (index: Index, filter: Doc): ((key: Buffer) => boolean) | undefined => {
  const { fields } = index;
  // a write between two portions may make it so
  const isVague = (): boolean => index.inexact || index.multikey.includes(true);
  if (fields.length < 2 || isVague() || fields.some((field) => field.includes('.'))) return undefined;
  const matches = compile(narrowed(filter, fields));
  return (key) => {
    const doc = isVague() ? undefined : documentOf(index, key);
    return doc === undefined || matches(doc);
  };
};
