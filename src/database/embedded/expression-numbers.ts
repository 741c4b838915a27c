import { Double, Int32, Long } from 'bson';
import { isNumber, toNumber, typeName } from './bson-values.js';
import { compareIn, type ExpressionOperator, isNull, over, overPresent } from './expression.js';
import { fail } from './failure.js';
import { doubleOf, isInteger, NOTHING_YET, ofIntegers, plus, productOf, sameWidth, totalOf } from './numbers.js';

const MANY = Number.POSITIVE_INFINITY;

const number = (value: unknown, operator: string): unknown =>
  isNumber(value) ? value : fail('TypeMismatch', `${operator} only supports numeric types, not ${typeName(value)}`);

const milliseconds = (value: unknown, operator: string): number => Math.round(toNumber(number(value, operator)));

/** At most one of the values may be a date: the numbers are milliseconds then. */
const add = (...values: unknown[]): unknown => {
  const date = values.find((value) => value instanceof Date);
  const numbers = values.filter((value) => value !== date).map((value) => number(value, '$add'));
  const total = totalOf(numbers.reduce(plus, NOTHING_YET));
  return date instanceof Date ? new Date(date.getTime() + milliseconds(total, '$add')) : total;
};

const subtract = (a: unknown, b: unknown): unknown => {
  if (a instanceof Date)
    return b instanceof Date
      ? Long.fromNumber(a.getTime() - b.getTime())
      : new Date(a.getTime() - milliseconds(b, '$subtract'));
  const [x, y] = [number(a, '$subtract'), number(b, '$subtract')];
  return add(x, productOf(y, new Int32(-1)));
};

const divide = (a: unknown, b: unknown): unknown => {
  const [x, y] = [a, b].map((value) => doubleOf(number(value, '$divide'), '$divide')) as [number, number];
  return y === 0 ? fail('BadValue', "can't $divide by zero") : new Double(x / y);
};

const remainder = (a: unknown, b: unknown): unknown => {
  const [x, y] = [a, b].map((value) => doubleOf(number(value, '$mod'), '$mod')) as [number, number];
  if (y === 0) fail('Location16610', "can't $mod by zero");
  return isInteger(a) && isInteger(b) ? ofIntegers(a, b, (one, other) => one % other) : new Double(x % y);
};

/** Integers stay as they are. */
const rounding = (operator: string, to: (value: number) => number): ExpressionOperator =>
  overPresent(1, 1, (value) =>
    isInteger(value) ? value : new Double(to(doubleOf(number(value, operator), operator))),
  );

const halfToEven = (value: number): number => {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
};

/** Places after the point by the shortest decimal of the double, a half to the even digit. */
const round = (value: unknown, places: unknown = new Int32(0)): unknown => {
  const at = toNumber(number(places, '$round'));
  if (!Number.isInteger(at) || at < -20 || at > 100) fail('Location51083', '$round needs a precision of -20 to 100');
  const given = doubleOf(number(value, '$round'), '$round');
  if (!Number.isFinite(given) || (isInteger(value) && at >= 0)) return value;
  const moved = (digits: number, by: number): number => {
    const [mantissa, power = '0'] = String(digits).split('e');
    return Number(`${mantissa}e${Number(power) + by}`);
  };
  const rounded = moved(halfToEven(moved(given, at)), -at);
  return isInteger(value) ? sameWidth(rounded, value) : new Double(rounded);
};

const absolute = (value: unknown): unknown =>
  compareIn(number(value, '$abs'), new Int32(0)) < 0 ? productOf(value, new Int32(-1)) : value;

/** The least or the greatest of what is not null; of one array its elements. */
const extreme = (side: 1 | -1): ExpressionOperator =>
  over(0, MANY, (...values) => extremeOf(side, values.length === 1 && Array.isArray(values[0]) ? values[0] : values));

/** The least (-1) or the greatest (1) of the values that are not null; null when there is none. */
export const extremeOf = (side: 1 | -1, values: readonly unknown[]): unknown =>
  values
    .filter((value) => !isNull(value))
    .reduce((best, value) => (isNull(best) || compareIn(value, best) === side ? value : best), null);

/** Numbers of one array, or of all arguments; what is no number is passed over. */
const numbersIn = (values: readonly unknown[]): readonly unknown[] =>
  (values.length === 1 && Array.isArray(values[0]) ? values[0] : values).filter(isNumber);

/** Operators on numbers. */
export const numberOperators: Readonly<Record<string, ExpressionOperator>> = {
  $add: overPresent(0, MANY, add),
  $subtract: overPresent(2, 2, subtract),
  $multiply: overPresent(0, MANY, (...values) =>
    values.map((value) => number(value, '$multiply')).reduce(productOf, new Int32(1)),
  ),
  $divide: overPresent(2, 2, divide),
  $mod: overPresent(2, 2, remainder),
  $abs: overPresent(1, 1, absolute),
  $ceil: rounding('$ceil', Math.ceil),
  $floor: rounding('$floor', Math.floor),
  $round: overPresent(1, 2, round),
  $min: extreme(-1),
  $max: extreme(1),
  $sum: over(0, MANY, (...values) => totalOf(numbersIn(values).reduce<typeof NOTHING_YET>(plus, NOTHING_YET))),
  $avg: over(0, MANY, (...values) => averageOf(numbersIn(values))),
};

/** The mean of numbers; null of none. */
export const averageOf = (numbers: readonly unknown[]): unknown => {
  if (numbers.length === 0) return null;
  return new Double(doubleOf(totalOf(numbers.reduce<typeof NOTHING_YET>(plus, NOTHING_YET)), '$avg') / numbers.length);
};
