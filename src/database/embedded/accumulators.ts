import { Double, Int32 } from 'bson';
import { type Doc, isDocument, isNumber } from './bson-values.js';
import { isNull } from './expression.js';
import { extremeOf } from './expression-numbers.js';
import { fail } from './failure.js';
import { identityOf } from './key-encoding.js';
import { doubleOf, NOTHING_YET, plus, totalOf } from './numbers.js';

/** What one group gathers of one field. */
export interface Accumulator {
  /** Undefined = missing. */
  take(value: unknown): void;
  result(): unknown;
}

const of =
  <State>(first: State, next: (state: State, value: unknown) => State, result: (state: State) => unknown) =>
  (): Accumulator => {
    let state = first;
    return {
      take: (value) => {
        state = next(state, value);
      },
      result: () => result(state),
    };
  };

const extreme = (side: 1 | -1) =>
  of<unknown>(
    null,
    (best, value) => extremeOf(side, [best, value]),
    (best) => best,
  );

const listed = (): Accumulator => {
  const items: unknown[] = [];
  return { take: (value) => value !== undefined && items.push(value), result: () => items };
};

const distinct = (): Accumulator => {
  const items = new Map<string, unknown>();
  const take = (value: unknown): void => {
    if (value !== undefined && !items.has(identityOf(value))) items.set(identityOf(value), value);
  };
  return { take, result: () => [...items.values()] };
};

const merged = (all: Doc, value: unknown): Doc => {
  if (isNull(value)) return all;
  return isDocument(value) ? { ...all, ...value } : fail('Location40400', '$mergeObjects requires object inputs');
};

const sum = { total: NOTHING_YET, count: 0 };
const summed = ({ total, count }: typeof sum, value: unknown): typeof sum =>
  isNumber(value) ? { total: plus(total, value), count: count + 1 } : { total, count };

/** Accumulators of `$group`, each made anew for every group. */
export const accumulators: Readonly<Record<string, () => Accumulator>> = {
  $sum: of(sum, summed, ({ total }) => totalOf(total)),
  $avg: of(sum, summed, ({ total, count }) =>
    count === 0 ? null : new Double(doubleOf(totalOf(total), '$avg') / count),
  ),
  $count: of(
    0,
    (count) => count + 1,
    (count) => new Int32(count),
  ),
  $min: extreme(-1),
  $max: extreme(1),
  $first: of<{ value?: unknown }>(
    {},
    (state, value) => ('value' in state ? state : { value }),
    ({ value }) => value,
  ),
  $last: of<unknown>(
    undefined,
    (_, value) => value,
    (value) => value,
  ),
  $push: listed,
  $addToSet: distinct,
  $mergeObjects: of<Doc>({}, merged, (all) => all),
};
