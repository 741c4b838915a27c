import { compareValues, rank, rankOf, sameValue } from './bson-order.js';
import { type Doc, isDocument, truthy } from './bson-values.js';
import { compileValue } from './matcher.js';
import { isOperators } from './predicates.js';
import { anchoredPrefix } from './regex.js';

/** One end of a range. */
export interface Edge {
  value: unknown;
  inclusive: boolean;
}

/** What every matching document must have in a field: necessary, not sufficient; the matcher has the last word. */
export interface Condition {
  /** The field (or one of its elements) equals one of these. */
  points?: unknown[];
  low?: Edge;
  high?: Edge;
  /** A string that begins so. */
  prefix?: string;
  /** The field is there and not null. */
  present?: boolean;
}

/** Conditions by field path. */
export type Conditions = Map<string, Condition>;

const isPoint = (value: unknown): boolean =>
  value !== undefined && !Array.isArray(value) && rankOf(value) !== rank.regex;

const isEdge = (value: unknown): boolean => {
  const type = rankOf(value);
  return isPoint(value) && ![rank.null, rank.minKey, rank.maxKey, rank.object].includes(type as 5);
};

const fewer = (a: unknown[] | undefined, b: unknown[]): unknown[] => (a && a.length <= b.length ? a : b);

const tighter = (a: Edge | undefined, b: Edge, side: 1 | -1): Edge =>
  a && (rankOf(a.value) !== rankOf(b.value) || compareValues(a.value, b.value) * side >= 0) ? a : b;

const withPoints = (condition: Condition, points: unknown[]): void => {
  if (!points.every(isPoint)) return;
  condition.points = fewer(condition.points, points);
  if (points.every((point) => point !== null)) condition.present = true;
};

const withPattern = (condition: Condition, pattern: unknown): void => {
  condition.present = true;
  const prefix = anchoredPrefix(pattern);
  if (prefix !== undefined) condition.prefix ??= prefix;
};

const withOperator = (into: Conditions, path: string, operator: string, operand: unknown, siblings: Doc): void => {
  const condition = into.get(path) ?? {};
  into.set(path, condition);
  switch (operator) {
    case '$eq':
      withPoints(condition, [operand]);
      return;
    case '$in':
      if (Array.isArray(operand)) withPoints(condition, operand);
      return;
    case '$all':
      if (Array.isArray(operand) && operand.length > 0 && !isOperators(operand[0])) withPoints(condition, [operand[0]]);
      return;
    case '$gt':
    case '$gte':
      if (!isEdge(operand)) return;
      condition.low = tighter(condition.low, { value: operand, inclusive: operator === '$gte' }, 1);
      condition.present = true;
      return;
    case '$lt':
    case '$lte':
      if (!isEdge(operand)) return;
      condition.high = tighter(condition.high, { value: operand, inclusive: operator === '$lte' }, -1);
      condition.present = true;
      return;
    case '$exists':
      if (truthy(operand)) condition.present ??= false;
      return;
    case '$regex':
      if (siblings.$options === undefined && rankOf(operand) === rank.regex) withPattern(condition, operand);
      else if (siblings.$options === undefined && typeof operand === 'string')
        withPattern(condition, new BsonPattern(operand));
      else condition.present = true;
      return;
    case '$elemMatch':
      if (!isDocument(operand)) return;
      for (const key of Object.keys(operand)) {
        if (!key.startsWith('$')) withField(into, `${path}.${key}`, operand[key]);
        else if (isOperators(operand)) withOperator(into, path, key, operand[key], operand);
      }
  }
};

class BsonPattern {
  readonly options = '';
  constructor(readonly pattern: string) {}
}

const withField = (into: Conditions, path: string, operand: unknown): void => {
  if (isOperators(operand)) {
    for (const operator of Object.keys(operand)) withOperator(into, path, operator, operand[operator], operand);
    return;
  }
  const condition = into.get(path) ?? {};
  into.set(path, condition);
  if (rankOf(operand) === rank.regex) withPattern(condition, operand);
  else withPoints(condition, [operand ?? null]);
};

const withFilter = (into: Conditions, filter: Doc): void => {
  for (const key of Object.keys(filter)) {
    const operand = filter[key];
    if (key === '$and' && Array.isArray(operand)) {
      for (const part of operand) if (isDocument(part)) withFilter(into, part);
    } else if (!key.startsWith('$')) withField(into, key, operand);
  }
};

/** What the filter's top level and its `$and`s demand of single fields. */
export const conditionsOf = (filter: Doc): Conditions => {
  const into: Conditions = new Map();
  withFilter(into, filter);
  return into;
};

const isThere = (condition: Condition | undefined): boolean => condition?.present === true;

const impliesOperator = (operator: string, operand: unknown, condition: Condition): boolean => {
  if (condition.points && !condition.points.some((point) => point === null)) {
    const holds = compileValue({ [operator]: operand });
    if (condition.points.every((point) => holds(point))) return true;
  }
  const { low, high } = condition;
  switch (operator) {
    case '$exists':
      return truthy(operand) && condition.present !== undefined;
    case '$gt':
      return low !== undefined && rankOf(low.value) === rankOf(operand) && above(low, operand);
    case '$gte':
      return low !== undefined && rankOf(low.value) === rankOf(operand) && compareValues(low.value, operand) >= 0;
    case '$lt':
      return high !== undefined && rankOf(high.value) === rankOf(operand) && below(high, operand);
    case '$lte':
      return high !== undefined && rankOf(high.value) === rankOf(operand) && compareValues(high.value, operand) <= 0;
    default:
      return false;
  }
};

const above = ({ value, inclusive }: Edge, operand: unknown): boolean =>
  compareValues(value, operand) > (inclusive ? 0 : -1);
const below = ({ value, inclusive }: Edge, operand: unknown): boolean =>
  compareValues(value, operand) < (inclusive ? 0 : 1);

/** True when every document that meets the filter also meets the partial index's expression. */
export const implies = (filter: Doc, conditions: Conditions, partial: Doc): boolean =>
  Object.keys(partial).every((key) => {
    const demand = partial[key];
    if (Object.hasOwn(filter, key) && sameValue(filter[key], demand)) return true;
    if (key === '$and') return (demand as Doc[]).every((part) => implies(filter, conditions, part));
    const condition = conditions.get(key);
    if (key.startsWith('$') || !condition) return false;
    const spec: Doc = isOperators(demand) ? demand : { $eq: demand };
    const given = filter[key];
    return Object.keys(spec).every(
      (operator) =>
        (isOperators(given) && Object.hasOwn(given, operator) && sameValue(given[operator], spec[operator])) ||
        impliesOperator(operator, spec[operator], condition),
    );
  });

/** True when every matching document has at least one of the fields, so that a sparse index holds it. */
export const someFieldThere = (conditions: Conditions, fields: readonly string[]): boolean =>
  fields.some((field) => isThere(conditions.get(field)) || conditions.get(field)?.present === false);
