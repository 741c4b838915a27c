import { Double, Int32, Long, ObjectId } from 'bson';
import { textOf } from './bson-order.js';
import { bsonTypeOf, isNumber, toNumber, typeName } from './bson-values.js';
import { type ExpressionOperator, isTrue, overPresent } from './expression.js';
import { fail } from './failure.js';
import { doubleOf } from './numbers.js';

const refuse = (value: unknown, to: string): never =>
  fail(
    'ConversionFailure',
    `Unsupported or failing conversion from ${typeName(value)} to ${to} in $convert with no onError value`,
  );

const toText = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean' || isNumber(value) || ['ObjectId', 'BSONSymbol'].includes(bsonTypeOf(value) ?? ''))
    return String(value);
  return typeof value === 'string' ? textOf(value) : refuse(value, 'string');
};

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A whole number within the bits; doubles lose their fraction. */
const toInteger =
  (bits: 32 | 64, to: string) =>
  (value: unknown): bigint => {
    const whole = (): bigint => {
      if (value instanceof Long) return value.toBigInt();
      if (typeof value === 'boolean') return value ? 1n : 0n;
      if (typeof value === 'string') return INTEGER.test(value) ? BigInt(value.replace('+', '')) : refuse(value, to);
      if (bits === 64 && value instanceof Date) return BigInt(value.getTime());
      const number = isNumber(value) ? Math.trunc(doubleOf(value, '$convert')) : Number.NaN;
      return Number.isFinite(number) ? BigInt(number) : refuse(value, to);
    };
    const made = whole();
    return made === BigInt.asIntN(bits, made) ? made : refuse(value, to);
  };
const toInt = toInteger(32, 'int');
const toLong = toInteger(64, 'long');

const toDouble = (value: unknown): number => {
  if (isNumber(value)) return toNumber(value);
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime();
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : refuse(value, 'double');
};

const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** A text without a zone is UTC. */
const toDate = (value: unknown): Date => {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (typeof value === 'string' && ISO.test(value)) {
    const made = new Date(/[T ].*(Z|[+-]\d\d:?\d\d)$/.test(value) || value.length === 10 ? value : `${value}Z`);
    return Number.isNaN(made.getTime()) ? refuse(value, 'date') : made;
  }
  return isNumber(value) && !(value instanceof Int32) ? new Date(Number(toLong(value))) : refuse(value, 'date');
};

const toObjectId = (value: unknown): ObjectId => {
  if (value instanceof ObjectId) return value;
  return typeof value === 'string' && /^[\da-f]{24}$/i.test(value) ? new ObjectId(value) : refuse(value, 'objectId');
};

/** Operators that convert; null stays null. */
export const conversions: Readonly<Record<string, ExpressionOperator>> = {
  $toString: overPresent(1, 1, toText),
  $toInt: overPresent(1, 1, (value) => new Int32(Number(toInt(value)))),
  $toLong: overPresent(1, 1, (value) => Long.fromBigInt(toLong(value))),
  $toDouble: overPresent(1, 1, (value) => new Double(toDouble(value))),
  $toBool: overPresent(1, 1, isTrue),
  $toDate: overPresent(1, 1, toDate),
  $toObjectId: overPresent(1, 1, toObjectId),
};
