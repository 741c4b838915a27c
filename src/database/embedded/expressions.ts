import { ObjectId } from 'bson';
import { Context, evalExpr } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import type { Any, AnyObject, Options } from 'mingo/types';
import { compareValues } from './bson-order.js';
import { bsonTypeOf, type Doc, isDocument, isNumber, plainOf } from './bson-values.js';
import { fail, MongoFailure } from './failure.js';
import { guarded, madeInTime, tooMuch } from './stretch.js';

/** What `let` defines: names without the dollars, values already known. */
export type Variables = Readonly<Record<string, unknown>>;

type AccumulatorOperator = (collection: Any[], expr: Any, options: Options) => unknown;
type OperatorSets = NonNullable<Parameters<typeof Context.init>[0]>;
type ExpressionOperator = (obj: AnyObject, expr: Any, options: Options) => unknown;

/** mingo adds up and averages plain numbers only and passes over others without a word; here that is refused. */
const onlyPlainNumbers =
  (name: string, operator: AccumulatorOperator): AccumulatorOperator =>
  (collection, expr, options) => {
    for (const value of accumulators.$push(collection, expr, options))
      if (typeof value === 'object' && isNumber(value))
        fail('BadValue', `${name} over ${bsonTypeOf(value)} values is not supported by the embedded database`);
    return operator(collection, expr, options);
  };

const extreme =
  (side: 1 | -1): AccumulatorOperator =>
  (collection, expr, options) => {
    const values = accumulators
      .$push(collection, expr, options)
      .filter((value) => value !== null && value !== undefined);
    return values.reduce((best, value) => (compareValues(value, best) === side ? value : best), values[0] ?? null);
  };

const comparison =
  (judge: (order: -1 | 0 | 1) => unknown): ExpressionOperator =>
  (obj, expr, options) => {
    const args = evalExpr(obj, expr, options);
    if (!Array.isArray(args) || args.length !== 2)
      return fail('BadValue', 'comparison expressions take exactly 2 arguments');
    return judge(compareValues(args[0], args[1]));
  };

const toObjectId: ExpressionOperator = (obj, expr, options) => {
  const value = evalExpr(obj, expr, options);
  if (value === null || value === undefined) return null;
  if (bsonTypeOf(value) === 'ObjectId') return value;
  if (typeof value === 'string' && ObjectId.isValid(value)) return new ObjectId(value);
  return fail('BadValue', 'Failed to parse objectId in $convert with no onError value');
};

const toText: ExpressionOperator = (obj, expr, options) => {
  const value = evalExpr(obj, expr, options);
  return bsonTypeOf(value) === 'ObjectId' ? String(value) : expressions.$toString(obj, expr, options);
};

/** mingo's own is a day off when a time zone is given. */
const dateTrunc: ExpressionOperator = (obj, expr, options) =>
  isDocument(expr) && expr.timezone !== undefined
    ? fail('BadValue', '$dateTrunc with a timezone is not supported by the embedded database; use $dateToString')
    : expressions.$dateTrunc(obj, expr, options);

/** How many elements are meant is known before the first is made. */
const range: ExpressionOperator = (obj, expr, options) => {
  const args = evalExpr(obj, expr, options);
  if (!Array.isArray(args)) return fail('BadValue', '$range takes 2 or 3 arguments');
  const [start, end, step = 1] = args as number[];
  if (Math.abs((Number(end) - Number(start)) / Number(step)) > MAX_RANGE) return tooMuch();
  return expressions.$range(obj, args, options);
};

const MAX_RANGE = 1_000_000;

const { $sampleRate, $function, ...supported } = expressions;
const { $accumulator, ...declarative } = accumulators;

const expressionOps: Record<`$${string}`, ExpressionOperator> = {
  ...(supported as unknown as Record<`$${string}`, ExpressionOperator>),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison((order) => order),
  $toObjectId: toObjectId,
  $toString: toText,
  $dateTrunc: dateTrunc,
  $range: range,
};

/** These walk arrays, texts or documents, or repeat what they are given: one call of them may take for ever. */
const walking = new Set(
  (
    '$map $filter $reduce $zip $sortArray $in $indexOfArray $concatArrays $reverseArray $slice $arrayToObject $objectToArray ' +
    '$mergeObjects $maxN $minN $firstN $lastN $median $percentile $setDifference $setEquals $setIntersection $setIsSubset ' +
    '$setUnion $allElementsTrue $anyElementTrue $regexFind $regexFindAll $regexMatch $replaceAll $replaceOne $split'
  ).split(' '),
);

/** After each operator there is time to look at the clock, and at what it made. */
const bounded = (operators: Record<string, (input: never, expr: Any, options: Options) => unknown>) =>
  Object.fromEntries(
    Object.entries(operators)
      .filter(([name]) => name.startsWith('$'))
      .map(([name, operator]) => {
        const run = (input: never, expr: Any, options: Options) => madeInTime(operator(input, expr, options));
        const watched: typeof run = (...args) => guarded('MaxTimeMSExpired', () => run(...args));
        return [name, walking.has(name) ? watched : run];
      }),
  );

const accumulatorOps: Record<`$${string}`, AccumulatorOperator> = {
  ...(declarative as unknown as Record<`$${string}`, AccumulatorOperator>),
  $sum: onlyPlainNumbers('$sum', accumulators.$sum as AccumulatorOperator),
  $avg: onlyPlainNumbers('$avg', accumulators.$avg as AccumulatorOperator),
  $stdDevPop: onlyPlainNumbers('$stdDevPop', accumulators.$stdDevPop as AccumulatorOperator),
  $stdDevSamp: onlyPlainNumbers('$stdDevSamp', accumulators.$stdDevSamp as AccumulatorOperator),
  $min: extreme(-1),
  $max: extreme(1),
};

/** The operators that expressions and groups may use; stages are added by whoever runs a pipeline. */
export const operatorSets = {
  expression: bounded(expressionOps),
  accumulator: bounded(accumulatorOps),
} as unknown as OperatorSets;

/** mingo’s options for expressions: no scripts, errors thrown, `let` variables given. */
export const expressionOptions = (context: Context, variables: Variables): Options => ({
  idKey: '_id',
  processingMode: 0,
  useStrictMode: true,
  scriptEnabled: false,
  failOnError: true,
  variables: plainOf(variables) as Doc,
  context,
});

const context = Context.init(operatorSets);

/** @throws MongoFailure InvalidPipelineOperator when an expression names an operator that is not there */
export const checkExpression = (expr: unknown): void => {
  if (Array.isArray(expr)) for (const item of expr) checkExpression(item);
  if (!isDocument(expr)) return;
  for (const key of Object.keys(expr)) {
    if (key === '$literal') continue;
    if (key.startsWith('$') && !Object.hasOwn(expressionOps, key) && !Object.hasOwn(accumulatorOps, key))
      fail('InvalidPipelineOperator', `Unrecognized expression '${key}'`);
    checkExpression(expr[key]);
  }
};

/** Runs what mingo computes; its complaints become MongoDB errors. */
export const computing = <T>(compute: () => T): T => {
  try {
    return compute();
  } catch (error) {
    if (error instanceof MongoFailure) throw error;
    return fail('BadValue', error instanceof Error ? error.message : String(error));
  }
};

/** Compiles an aggregation expression to be asked of many documents. @throws MongoFailure for unknown operators */
export const evaluate = (expr: unknown, variables: Variables = {}): ((doc: Doc) => unknown) => {
  checkExpression(expr);
  const plain = plainOf(expr);
  const options = expressionOptions(context, variables);
  return (doc) => computing(() => evalExpr(plainOf(doc), plain, options));
};
