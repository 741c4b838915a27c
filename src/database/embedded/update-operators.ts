import { Int32, Timestamp } from 'bson';
import { realNow } from '../../kernel/clock.js';
import { compareValues } from './bson-order.js';
import { type Doc, has, isDocument, isNumber, toNumber, typeName } from './bson-values.js';
import { describe } from './describe.js';
import { fail } from './failure.js';
import { identityOf } from './key-encoding.js';
import { compileValue } from './matcher.js';
import { exactProduct, exactSum, isInteger, ofIntegers } from './numbers.js';
import type { SortSpec } from './planner.js';
import { compareSortKeys, parseSort, sortKeyOf } from './sort.js';
import { REMOVED } from './update-paths.js';

/** Makes the new value of a field from its present one (undefined when missing). `doc` and `path` are for messages. */
export type FieldChange = (value: unknown, where: { doc: Doc; path: string }) => unknown;

interface Operator {
  /** Whether a missing field is made. */
  creates: boolean;
  /** Reads the operand once. @throws MongoFailure when it is not what the operator takes */
  prepare: (operand: unknown, path: string) => FieldChange;
}

const arithmetic = (name: '$inc' | '$mul', calculate: (a: unknown, b: unknown) => unknown): Operator => ({
  creates: true,
  prepare: (operand, path) => {
    if (!isNumber(operand))
      return fail(
        'TypeMismatch',
        `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: ${describe({ [path]: operand })}`,
      );
    return (value, { doc }) => {
      if (value === undefined) return name === '$inc' ? operand : calculate(operand, new Int32(0));
      if (!isNumber(value))
        return fail(
          'TypeMismatch',
          `Cannot apply ${name} to a value of non-numeric type. ${describe({ _id: doc._id })} has the field '${path.split('.').pop()}' of non-numeric type ${typeName(value)}`,
        );
      const made = calculate(value, operand);
      return (
        made ?? fail('BadValue', `Failed to apply ${name} operations to current value (${String(value)}): overflow`)
      );
    };
  },
});

const bitOperations: Readonly<Record<string, (x: bigint, y: bigint) => bigint>> = {
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
};

const bitwise: Operator = {
  creates: true,
  prepare: (operand, path) => {
    if (!isDocument(operand) || Object.keys(operand).length === 0)
      return fail('BadValue', `The $bit modifier is not compatible with a ${typeName(operand)}`);
    return (value) => {
      let result = value ?? new Int32(0);
      for (const [name, bits] of Object.entries(operand)) {
        if (!isInteger(result) || !isInteger(bits))
          return fail('BadValue', `Cannot apply $bit to a value of non-integral type at '${path}'`);
        const combine = has(bitOperations, name) ? bitOperations[name] : undefined;
        if (!combine) return fail('BadValue', `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
        result = ofIntegers(result, bits, combine);
      }
      return result;
    };
  },
};

const extreme = (side: 1 | -1): Operator => ({
  creates: true,
  prepare: (operand) => (value) => (value === undefined || compareValues(operand, value) === side ? operand : value),
});

const now = (operand: unknown): unknown => {
  const type = isDocument(operand) ? operand.$type : operand === true ? 'date' : undefined;
  if (type === 'date') return new Date(realNow());
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(realNow() / 1000), i: 1 });
  return fail('BadValue', `The '$type' string field is required to be 'date' or 'timestamp': ${describe(operand)}`);
};

const arrayAt = (value: unknown, { doc, path }: { doc: Doc; path: string }): readonly unknown[] => {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  return fail(
    'BadValue',
    `The field '${path}' must be an array but is of type ${typeName(value)} in document ${describe({ _id: doc._id })}`,
  );
};

const whole = (value: unknown, name: string): number => {
  const number = toNumber(value);
  return isNumber(value) && Number.isInteger(number)
    ? number
    : fail('BadValue', `The value for ${name} must be an integer value`);
};

const sorter = (spec: unknown): ((items: unknown[]) => unknown[]) => {
  const byFields = isDocument(spec);
  const direction = toNumber(spec);
  if (!byFields && direction !== 1 && direction !== -1)
    return fail('BadValue', 'The $sort element value must be either 1 or -1');
  const sort: SortSpec = byFields ? parseSort(spec) : [['', direction as 1 | -1]];
  const keyOf = byFields ? sortKeyOf(sort) : (item: Doc) => [item];
  const compare = compareSortKeys(sort);
  return (items) => [...items].sort((a, b) => compare(keyOf(a as Doc), keyOf(b as Doc)));
};

const push: Operator = {
  creates: true,
  prepare: (operand) => {
    if (!isDocument(operand) || !has(operand, '$each')) return (value, where) => [...arrayAt(value, where), operand];
    const { $each, $slice, $sort, $position, ...others } = operand;
    for (const key of Object.keys(others)) return fail('BadValue', `Unrecognized clause in $push: ${key}`);
    if (!Array.isArray($each)) return fail('BadValue', 'The argument to $each in $push must be an array');
    const position = $position === undefined ? undefined : whole($position, '$position');
    const slice = $slice === undefined ? undefined : whole($slice, '$slice');
    const sort = $sort === undefined ? undefined : sorter($sort);
    return (value, where) => {
      const before = arrayAt(value, where);
      const at = position ?? before.length;
      let items = [...before.slice(0, at), ...$each, ...before.slice(at)];
      if (sort) items = sort(items);
      if (slice === undefined) return items;
      return slice >= 0 ? items.slice(0, slice) : items.slice(slice);
    };
  },
};

const addToSet: Operator = {
  creates: true,
  prepare: (operand) => {
    const each = isDocument(operand) && has(operand, '$each') ? operand.$each : [operand];
    if (!Array.isArray(each)) return fail('TypeMismatch', 'The argument to $each in $addToSet must be an array');
    if (isDocument(operand) && has(operand, '$each') && Object.keys(operand).length > 1)
      return fail('BadValue', 'Found unexpected fields after $each in $addToSet');
    return (value, where) => {
      const before = arrayAt(value, where);
      const there = new Set(before.map(identityOf));
      const fresh = each.filter((item) => !there.has(identityOf(item)) && there.add(identityOf(item)));
      return fresh.length === 0 && value !== undefined ? value : [...before, ...fresh];
    };
  },
};

const without =
  (judge: (item: unknown) => boolean): FieldChange =>
  (value, where) => {
    const items = arrayAt(value, where);
    const kept = items.filter((item) => !judge(item));
    return kept.length === items.length ? value : kept;
  };

const pull: Operator = { creates: false, prepare: (operand) => without(compileValue(operand)) };

const pullAll: Operator = {
  creates: false,
  prepare: (operand) => {
    if (!Array.isArray(operand))
      return fail('BadValue', `$pullAll requires an array argument but was given a ${typeName(operand)}`);
    const unwanted = new Set(operand.map(identityOf));
    return without((item) => unwanted.has(identityOf(item)));
  },
};

const pop: Operator = {
  creates: false,
  prepare: (operand, path) => {
    const side = toNumber(operand);
    if (side !== 1 && side !== -1) return fail('FailedToParse', `$pop expects 1 or -1, found: ${describe(operand)}`);
    return (value) => {
      if (!Array.isArray(value))
        return fail('TypeMismatch', `Path '${path}' contains an element of non-array type '${typeName(value)}'`);
      return side === 1 ? value.slice(0, -1) : value.slice(1);
    };
  },
};

const set: Operator = { creates: true, prepare: (operand) => () => operand };

/** The field operators. `$rename` and `$setOnInsert` are the updater's own. */
export const updateOperators: Readonly<Record<string, Operator>> = {
  $set: set,
  $setOnInsert: set,
  $unset: { creates: false, prepare: () => () => REMOVED },
  $inc: arithmetic('$inc', exactSum),
  $mul: arithmetic('$mul', exactProduct),
  $bit: bitwise,
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: {
    creates: true,
    prepare: (operand) => {
      const wanted = typeof operand === 'boolean' ? true : operand;
      now(wanted);
      return () => now(wanted);
    },
  },
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
  $pullAll: pullAll,
  $pop: pop,
};
