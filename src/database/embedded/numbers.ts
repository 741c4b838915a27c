import { Decimal128, Double, Int32, Long } from 'bson';
import { type ExactNumber, exactNumber, isSimple } from './bson-order.js';
import { bsonTypeOf, toNumber } from './bson-values.js';
import { fail } from './failure.js';

const LONG_MAX = 2n ** 63n - 1n;

/** int < long < double < decimal: a calculation's result has the widest type of its parts. */
const widths = ['Int32', 'Long', 'Double', 'Decimal128'];
const INT = 0;
const LONG = 1;
const DOUBLE = 2;

const widthOf = (value: unknown): number => {
  if (typeof value === 'number') return Number.isInteger(value) ? INT : DOUBLE;
  return typeof value === 'bigint' ? LONG : widths.indexOf(bsonTypeOf(value) ?? '');
};

/** The smallest of int32 (unless `width` is wider) and int64 that holds it; undefined when none does. */
const integer = (value: bigint, width: number): Int32 | Long | undefined => {
  if (width === INT && value === BigInt.asIntN(32, value)) return new Int32(Number(value));
  return value <= LONG_MAX && value >= -LONG_MAX - 1n ? Long.fromBigInt(value) : undefined;
};

/** True for int32 and int64. */
export const isInteger = (value: unknown): boolean => [INT, LONG].includes(widthOf(value));

/** An int32 or int64 as a bigint. */
export const integerOf = (value: unknown): bigint =>
  value instanceof Long ? value.toBigInt() : BigInt(toNumber(value));

/** Applies a bit operation or a remainder to two integers; the result is int32 only when both are. */
export const ofIntegers = (a: unknown, b: unknown, to: (x: bigint, y: bigint) => bigint): Int32 | Long =>
  integer(to(integerOf(a), integerOf(b)), Math.max(widthOf(a), widthOf(b))) ?? Long.ZERO;

/** A sum on the way: exact, whatever is added. */
export interface Total {
  width: number;
  exact: ExactNumber;
  /** What infinities and NaN added up to; 0 while there were none. */
  special: number;
}

/** The sum of nothing: int32 zero. */
export const NOTHING_YET: Total = { width: INT, exact: { coefficient: 0n, exponent: 0 }, special: 0 };

const plusExact = (a: ExactNumber, b: ExactNumber): ExactNumber => {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (n: ExactNumber): bigint => n.coefficient * 10n ** BigInt(n.exponent - exponent);
  return { coefficient: scaled(a) + scaled(b), exponent };
};

/** The total with one more BSON number in it. */
export const plus = ({ width, exact, special }: Total, value: unknown): Total => {
  const more = exactNumber(value);
  return {
    width: Math.max(width, widthOf(value)),
    exact: more ? plusExact(exact, more) : exact,
    special: more ? special : special + toNumber(value),
  };
};

const textOf = ({ coefficient, exponent }: ExactNumber): string => `${coefficient}E${exponent}`;

/** The BSON number of a total, rounded once; undefined when integers alone exceed int64. */
export const exactTotal = ({ width, exact, special }: Total): unknown => {
  const plain = special !== 0 ? special : Number(textOf(exact));
  if (width === DOUBLE) return new Double(plain);
  if (width < DOUBLE) return integer(exact.coefficient, width);
  return special !== 0 ? Decimal128.fromString(String(plain)) : Decimal128.fromStringWithRounding(textOf(exact));
};

/** As exactTotal; integers past int64 become a double, as in expressions. */
export const totalOf = (total: Total): unknown => exactTotal(total) ?? new Double(Number(textOf(total.exact)));

/** MongoDB takes 15 digits of a double that meets a decimal. */
const beside = (value: unknown, other: unknown): unknown => {
  const number = toNumber(value);
  return other instanceof Decimal128 && isSimple(value) && Number.isFinite(number)
    ? Decimal128.fromString(String(Number(number.toPrecision(15))))
    : value;
};

/** The sum of two BSON numbers; undefined when integers exceed int64. */
export const exactSum = (a: unknown, b: unknown): unknown =>
  exactTotal(plus(plus(NOTHING_YET, beside(a, b)), beside(b, a)));

/** The product of two BSON numbers; undefined when integers exceed int64. */
export const exactProduct = (a: unknown, b: unknown): unknown => {
  const width = Math.max(widthOf(a), widthOf(b));
  if (width < DOUBLE) return integer(integerOf(a) * integerOf(b), width);
  if (width === DOUBLE) return new Double(toNumber(a) * toNumber(b));
  const [x, y] = [exactNumber(beside(a, b)), exactNumber(beside(b, a))];
  if (!x || !y) return Decimal128.fromString(String(toNumber(a) * toNumber(b)));
  const product = { coefficient: x.coefficient * y.coefficient, exponent: x.exponent + y.exponent };
  return Decimal128.fromStringWithRounding(textOf(product));
};

/** As exactProduct; integers past int64 become a double, as in expressions. */
export const productOf = (a: unknown, b: unknown): unknown =>
  exactProduct(a, b) ?? new Double(toNumber(a) * toNumber(b));

/** For what is done with doubles only. @throws MongoFailure BadValue for a Decimal128, which would lose digits */
export const doubleOf = (value: unknown, operator: string): number =>
  value instanceof Decimal128
    ? fail('BadValue', `${operator} over Decimal128 is not supported by the embedded database`)
    : toNumber(value);

/** A number of the same type as `like`, made of a double; past its range a wider one. */
export const sameWidth = (value: number, like: unknown): unknown => {
  const width = widthOf(like);
  return width < DOUBLE && Number.isFinite(value) ? integer(BigInt(value), width) : new Double(value);
};
