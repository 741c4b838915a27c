import { Double, Int32 } from 'bson';
import { randomIds } from '../../kernel/ids.js';
import { sameValue, textOf } from './bson-order.js';
import { type Doc, has, isDocument, isNumber, put, toNumber, typeName } from './bson-values.js';
import {
  arrayOf,
  type Compile,
  compareIn,
  type Expression,
  type ExpressionOperator,
  isNull,
  isTrue,
  named,
  over,
  overPresent,
} from './expression.js';
import { conversions } from './expression-conversions.js';
import { dateOperators } from './expression-dates.js';
import { numberOperators } from './expression-numbers.js';
import { fail } from './failure.js';
import { toTest } from './regex.js';

type Operators = Readonly<Record<string, ExpressionOperator>>;

const MANY = Number.POSITIVE_INFINITY;

const comparing = (judge: (order: -1 | 0 | 1) => unknown): ExpressionOperator =>
  over(2, 2, (a, b) => judge(compareIn(a, b)));

const cond: ExpressionOperator = (operand, compile) => {
  const parts = Array.isArray(operand)
    ? operand.length === 3
      ? operand
      : fail('Location16020', 'Expression $cond takes exactly 3 arguments.')
    : [];
  const choose =
    (condition: Expression, yes: Expression, no: Expression): Expression =>
    (scope) =>
      isTrue(condition(scope)) ? yes(scope) : no(scope);
  if (parts.length === 3) return choose(compile(parts[0]), compile(parts[1]), compile(parts[2]));
  return named<'if' | 'then' | 'else'>(['if', 'then', 'else'], [], (by) =>
    choose(compile(by.if), compile(by.then), compile(by.else)),
  )(operand, compile);
};

const choice = named<'branches' | 'default'>(['branches'], ['default'], ({ branches, ...rest }, compile) => {
  if (!Array.isArray(branches) || branches.length === 0)
    return fail('Location40068', '$switch requires at least one branch.');
  const read = named<'case' | 'then'>(['case', 'then'], [], (branch, part) => {
    const [when, then] = [part(branch.case), part(branch.then)];
    return (scope) => isTrue(when(scope)) && [then(scope)];
  });
  const tries = branches.map((branch) => read(branch, compile));
  const otherwise = has(rest, 'default') ? compile(rest.default) : undefined;
  return (scope) => {
    for (const one of tries) {
      const taken = one(scope);
      if (Array.isArray(taken)) return taken[0];
    }
    return otherwise ? otherwise(scope) : fail('Location40066', '$switch could not find a matching branch');
  };
});

const logic: Operators = {
  $eq: comparing((order) => order === 0),
  $ne: comparing((order) => order !== 0),
  $gt: comparing((order) => order > 0),
  $gte: comparing((order) => order >= 0),
  $lt: comparing((order) => order < 0),
  $lte: comparing((order) => order <= 0),
  $cmp: comparing((order) => new Int32(order)),
  $and: over(0, MANY, (...values) => values.every(isTrue)),
  $or: over(0, MANY, (...values) => values.some(isTrue)),
  $not: over(1, 1, (value) => !isTrue(value)),
  $cond: cond,
  $switch: choice,
  $ifNull: over(2, MANY, (...values) => values.find((value) => !isNull(value)) ?? values.at(-1)),
  $literal: (operand) => () => operand,
  $type: over(1, 1, (value) => typeName(value)),
  $let: named<'vars' | 'in'>(['vars', 'in'], [], (by, compile) => {
    if (!isDocument(by.vars)) return fail('FailedToParse', "$let needs an object in 'vars'");
    const vars = Object.entries(by.vars).map(([name, value]) => [name, compile(value)] as const);
    const within = compile(
      by.in,
      vars.map(([name]) => name),
    );
    return ({ doc, variables }) => {
      const more = Object.fromEntries(vars.map(([name, value]) => [name, value({ doc, variables })]));
      return within({ doc, variables: { ...variables, ...more } });
    };
  }),
};

const words = (value: unknown, operator: string): string =>
  typeof value === 'string'
    ? value
    : fail('Location16702', `${operator} only supports strings, not ${typeName(value)}`);

const cased =
  (from: RegExp, to: (letter: string) => string): ExpressionOperator =>
  (operand, compile) =>
    over(1, 1, (value) => (isNull(value) ? '' : words(value, '$toLower and $toUpper').replace(from, to)))(
      operand,
      compile,
    );

const strings: Operators = {
  $concat: overPresent(0, MANY, (...values) => values.map((value) => words(value, '$concat')).join('')),
  $toLower: cased(/[A-Z]/g, (letter) => letter.toLowerCase()),
  $toUpper: cased(/[a-z]/g, (letter) => letter.toUpperCase()),
  $strLenCP: over(1, 1, (value) => new Int32([...words(value, '$strLenCP')].length)),
  $substrCP: over(3, 3, (value, start, length) => {
    const [from, count] = [toNumber(start), toNumber(length)];
    if (!(from >= 0) || !(count >= 0))
      fail('Location34455', '$substrCP needs a start and a length that are not negative');
    return isNull(value) ? '' : [...words(value, '$substrCP')].slice(from, from + count).join('');
  }),
  $split: overPresent(2, 2, (value, by) =>
    by === ''
      ? fail('Location40087', '$split requires a non-empty separator')
      : words(value, '$split').split(words(by, '$split')),
  ),
  $regexMatch: named<'input' | 'regex' | 'options'>(
    ['input', 'regex'],
    ['options'],
    ({ input, regex, options }, compile) => {
      const pattern =
        typeof regex === 'string' ? { pattern: regex, options: '' } : (regex as { pattern: string; options: string });
      if (typeof pattern?.pattern !== 'string')
        return fail('BadValue', '$regexMatch needs a pattern that is written out');
      const matches = toTest(pattern.pattern, typeof options === 'string' ? options : pattern.options);
      const text = compile(input);
      return (scope) => {
        const value = text(scope);
        return !isNull(value) && matches(textOf(words(value, '$regexMatch')));
      };
    },
  ),
};

const whole = (value: unknown, operator: string): number =>
  isNumber(value) && Number.isInteger(toNumber(value))
    ? toNumber(value)
    : fail('Location28691', `${operator} needs an integral position, not ${typeName(value)}`);

const sliced = (items: unknown, first: unknown, count: unknown): unknown => {
  const array = arrayOf(items, 'Location28724', '$slice');
  const at = whole(first, '$slice');
  if (count === undefined) return at >= 0 ? array.slice(0, at) : array.slice(at);
  const from = at >= 0 ? at : Math.max(0, array.length + at);
  const length = whole(count, '$slice');
  return length > 0
    ? array.slice(from, from + length)
    : fail('Location28729', 'Third argument to $slice must be positive');
};

/** `input` of $map and $filter: null stays null. */
const throughItems = (
  by: { input: unknown; as?: unknown },
  compile: Compile,
  of: (
    within: (part: unknown) => Expression,
  ) => (items: readonly unknown[], ask: (part: Expression, item: unknown) => unknown) => unknown,
): Expression => {
  const input = compile(by.input);
  const name = by.as === undefined ? 'this' : String(by.as);
  const run = of((part) => compile(part, [name]));
  return ({ doc, variables }) => {
    const items = input({ doc, variables });
    if (isNull(items)) return null;
    return run(arrayOf(items, 'Location28651', '$map or $filter'), (part, item) =>
      part({ doc, variables: { ...variables, [name]: item } }),
    );
  };
};

const arrays: Operators = {
  $isArray: over(1, 1, Array.isArray),
  $size: over(1, 1, (items) => new Int32(arrayOf(items, 'Location17124', '$size').length)),
  $arrayElemAt: overPresent(2, 2, (items, at) =>
    arrayOf(items, 'Location28689', '$arrayElemAt').at(whole(at, '$arrayElemAt')),
  ),
  $first: overPresent(1, 1, (items) => arrayOf(items, 'Location28689', '$first')[0]),
  $last: overPresent(1, 1, (items) => arrayOf(items, 'Location28689', '$last').at(-1)),
  $in: over(2, 2, (value, items) => arrayOf(items, 'Location40081', '$in').some((item) => sameValue(item, value))),
  $concatArrays: overPresent(0, MANY, (...all) =>
    all.flatMap((items) => arrayOf(items, 'Location28664', '$concatArrays')),
  ),
  $slice: over(2, 3, (items, first, count) => (isNull(items) ? null : sliced(items, first, count))),
  $map: named<'input' | 'as' | 'in'>(['input', 'in'], ['as'], (by, compile) =>
    throughItems(by, compile, (within) => {
      const to = within(by.in);
      return (items, ask) => items.map((item) => ask(to, item) ?? null);
    }),
  ),
  $filter: named<'input' | 'as' | 'cond'>(['input', 'cond'], ['as'], (by, compile) =>
    throughItems(by, compile, (within) => {
      const when = within(by.cond);
      return (items, ask) => items.filter((item) => isTrue(ask(when, item)));
    }),
  ),
  $reduce: named<'input' | 'initialValue' | 'in'>(['input', 'initialValue', 'in'], [], (by, compile) => {
    const [input, initial, next] = [compile(by.input), compile(by.initialValue), compile(by.in, ['value', 'this'])];
    return ({ doc, variables }) => {
      const items = input({ doc, variables });
      if (isNull(items)) return null;
      return arrayOf(items, 'Location40080', '$reduce').reduce(
        (value, item) => next({ doc, variables: { ...variables, value, this: item } }),
        initial({ doc, variables }),
      );
    };
  }),
};

const fieldName = (given: unknown): string => {
  const name = isDocument(given) && has(given, '$literal') ? given.$literal : given;
  return typeof name === 'string' && (name !== given || !name.startsWith('$'))
    ? name
    : fail('Location4161108', 'a field name must be a constant string');
};

const documentIn = (value: unknown, code: 'Location4161105' | 'Location40400'): Doc =>
  isDocument(value) ? value : fail(code, `a document is needed here, not ${typeName(value)}`);

const settingField = (by: { field: unknown; input: unknown; value?: unknown }, compile: Compile): Expression => {
  const name = fieldName(by.field);
  const [input, value] = [compile(by.input), compile(by.value)];
  return (scope) => {
    const doc = input(scope);
    if (isNull(doc)) return null;
    const made = { ...documentIn(doc, 'Location4161105') };
    const part = value(scope);
    if (part === undefined) delete made[name];
    else put(made, name, part);
    return made;
  };
};

const objects: Operators = {
  $mergeObjects: over(0, MANY, (...docs) =>
    Object.assign({}, ...docs.filter((doc) => !isNull(doc)).map((doc) => documentIn(doc, 'Location40400'))),
  ),
  $objectToArray: overPresent(1, 1, (doc) =>
    Object.entries(documentIn(doc, 'Location40400')).map(([k, v]) => ({ k, v })),
  ),
  $getField: (operand, compile) => {
    const by: Doc = isDocument(operand) && has(operand, 'field') ? operand : { field: operand };
    const name = fieldName(by.field);
    const input = has(by, 'input') ? compile(by.input) : compile('$$CURRENT');
    return (scope) => {
      const doc = input(scope);
      return isDocument(doc) ? (has(doc, name) ? doc[name] : undefined) : isNull(doc) ? doc : undefined;
    };
  },
  $setField: named<'field' | 'input' | 'value'>(['field', 'input', 'value'], [], settingField),
  $unsetField: named<'field' | 'input'>(['field', 'input'], [], (by, compile) =>
    settingField({ ...by, value: '$$REMOVE' }, compile),
  ),
};

/** Every expression that is supported, by its name. */
export const expressionOperators: Operators = {
  ...logic,
  ...numberOperators,
  ...strings,
  ...arrays,
  ...objects,
  ...conversions,
  ...dateOperators,
  $rand: over(0, 1, () => new Double(Number(`0.${randomIds.digits(15)}`))),
};
