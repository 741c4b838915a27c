import { Long } from 'bson';
import { compareValues, rank, rankOf, regexParts, sameValue, textOf } from './bson-order.js';
import { type Doc, isDocument, isNumber, toNumber, typeName } from './bson-values.js';
import { fail } from './failure.js';
import { identityOf } from './key-encoding.js';
import { toTest } from './regex.js';

/** Judges one value; undefined stands for a missing field. */
export type ValueTest = (value: unknown) => boolean;

/**
 * How a test meets arrays: `each` is tried on the array and on each of its elements, `whole` on the array only. `negated` turns the
 * outcome of all tries round: `$ne` means that no element equals.
 */
export interface Predicate {
  test: ValueTest;
  reach: 'each' | 'whole';
  negated?: boolean;
}

const isNull = (value: unknown): boolean => value === null || value === undefined;

const matchesPattern = (operand: unknown): ValueTest => {
  const { pattern, options } = regexParts(operand);
  const test = toTest(pattern, options);
  return (value) =>
    rankOf(value) === rank.string ? test(textOf(value)) : rankOf(value) === rank.regex && sameValue(value, operand);
};

/** Equality with a value that is no pattern; null also equals what is missing. */
export const equals = (operand: unknown): ValueTest => {
  if (isNull(operand)) return isNull;
  if (typeof operand === 'string') return (value) => value === operand || (value !== null && sameValue(value, operand));
  return (value) => value !== undefined && sameValue(value, operand);
};

/** Equality as a bare value or `$in` means it: a regular expression matches strings. */
export const equalsOrMatches = (operand: unknown): ValueTest =>
  rankOf(operand) === rank.regex ? matchesPattern(operand) : equals(operand);

/** Compares within the operand's type only, as MongoDB's ordering operators do. */
const ordered = (operand: unknown, accepts: (order: number) => boolean): ValueTest => {
  const type = rankOf(operand);
  if (type === rank.regex) return fail('BadValue', "Can't have RegEx as arg to a comparison.");
  if (type === rank.null) return (value) => isNull(value) && accepts(0);
  if (type === rank.minKey || type === rank.maxKey) return (value) => accepts(compareValues(value, operand));
  const nan = type === rank.number && Number.isNaN(toNumber(operand));
  return (value) => {
    if (rankOf(value) !== type) return false;
    if (type === rank.number && nan !== Number.isNaN(toNumber(value))) return false;
    return accepts(compareValues(value, operand));
  };
};

const MANY = 8;

const isIn = (operand: unknown): ValueTest => {
  if (!Array.isArray(operand)) return fail('BadValue', '$in needs an array');
  for (const item of operand)
    if (isDocument(item) && Object.keys(item)[0]?.startsWith('$')) fail('BadValue', 'cannot nest $ under $in');
  if (operand.length <= MANY || operand.some((item) => rankOf(item) === rank.regex)) {
    const tests = operand.map(equalsOrMatches);
    return (value) => tests.some((test) => test(value));
  }
  const wanted = new Set(operand.map((item) => identityOf(item)));
  return (value) => wanted.has(identityOf(value));
};

const typeNumbers: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  14: 'symbol',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
  15: 'javascriptWithScope',
};
const typeNames = new Set([...Object.values(typeNumbers), 'minKey', 'javascriptWithScope', 'undefined', 'number']);

const namedType = (operand: unknown): string => {
  const name = isNumber(operand)
    ? toNumber(operand) === -1
      ? 'minKey'
      : typeNumbers[toNumber(operand)]
    : String(operand);
  if (name === undefined || !typeNames.has(name))
    return fail('BadValue', `Unknown type name alias: ${String(operand)}`);
  return name;
};

const isOfType = (operand: unknown): ValueTest => {
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).map(namedType));
  if (wanted.size === 0) fail('FailedToParse', '$type must match at least one type');
  return (value) => value !== undefined && (wanted.has(typeName(value)) || (wanted.has('number') && isNumber(value)));
};

const hasSize = (operand: unknown): ValueTest => {
  const size = toNumber(operand);
  if (!Number.isInteger(size)) fail('BadValue', `Failed to parse $size. Expected an integer`);
  if (size < 0) fail('BadValue', 'Failed to parse $size. Expected a non-negative number');
  return (value) => Array.isArray(value) && value.length === size;
};

/** Without its fraction; undefined for what is no finite number. */
const integerOf = (value: unknown): bigint | undefined => {
  if (value instanceof Long) return value.toBigInt();
  const number = Math.trunc(toNumber(value));
  return Number.isFinite(number) ? BigInt(number) : undefined;
};

const hasRemainder = (operand: unknown): ValueTest => {
  const [divisor, remainder] = Array.isArray(operand) && operand.length === 2 ? operand.map(integerOf) : [];
  if (divisor === undefined || remainder === undefined)
    return fail('BadValue', 'malformed mod, needs to be an array of two numbers');
  if (divisor === 0n) fail('BadValue', 'divisor cannot be 0');
  return (value) => {
    const integer = integerOf(value);
    return integer !== undefined && integer % divisor === remainder;
  };
};

const regexWith = (operand: unknown, options: unknown): ValueTest => {
  const own =
    typeof operand === 'string'
      ? { pattern: operand, options: '' }
      : rankOf(operand) === rank.regex
        ? regexParts(operand)
        : fail('BadValue', '$regex has to be a string');
  if (options !== undefined && typeof options !== 'string') fail('BadValue', '$options has to be a string');
  if (options !== undefined && own.options !== '') fail('Location51075', 'options set in both $regex and $options');
  const test = toTest(own.pattern, typeof options === 'string' ? options : own.options);
  return (value) => rankOf(value) === rank.string && test(textOf(value));
};

const exists = (operand: unknown): boolean =>
  isNumber(operand) ? toNumber(operand) !== 0 : operand !== false && operand !== null;

const each = (test: ValueTest, negated = false): Predicate => ({ test, reach: 'each', negated });

/** Operators that judge a value by themselves; `$not`, `$all` and `$elemMatch` are the matcher's. */
export const predicates: Readonly<Record<string, (operand: unknown, siblings: Doc) => Predicate>> = {
  $eq: (operand) => each(equals(operand)),
  $ne: (operand) =>
    rankOf(operand) === rank.regex ? fail('BadValue', "Can't have regex as arg to $ne.") : each(equals(operand), true),
  $gt: (operand) => each(ordered(operand, (order) => order > 0)),
  $gte: (operand) => each(ordered(operand, (order) => order >= 0)),
  $lt: (operand) => each(ordered(operand, (order) => order < 0)),
  $lte: (operand) => each(ordered(operand, (order) => order <= 0)),
  $in: (operand) => each(isIn(operand)),
  $nin: (operand) => each(isIn(operand), true),
  $exists: (operand) => ({ test: (value) => value !== undefined, reach: 'whole', negated: !exists(operand) }),
  $type: (operand) => each(isOfType(operand)),
  $size: (operand) => ({ test: hasSize(operand), reach: 'whole' }),
  $mod: (operand) => each(hasRemainder(operand)),
  $regex: (operand, siblings) => each(regexWith(operand, siblings.$options)),
};

/** True for `{ $gt: … }`: a document of operators, as against a value to equal. A DBRef is a value. */
export const isOperators = (value: unknown): value is Doc => {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id' && first !== '$db';
};
