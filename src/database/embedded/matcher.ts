import { rank, rankOf, sameValue } from './bson-order.js';
import { type Doc, has, isDocument } from './bson-values.js';
import { isTrue, type Variables } from './expression.js';
import { evaluate } from './expressions.js';
import { fail } from './failure.js';
import { equalsOrMatches, isOperators, type Predicate, predicates, type ValueTest } from './predicates.js';

/** Which element of each array satisfied the filter, by the array's path: what the positional `$` of updates stands for. */
export type FoundElements = Map<string, number>;

/** A compiled filter. `found`, when given, is filled while matching. */
export type Matcher = (doc: Doc, found?: FoundElements) => boolean;

type Note = (index: number) => void;
/** Judges one value; notes the array element that satisfied it. */
type Judge = (value: unknown, note?: Note) => boolean;

const isIndex = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);

/**
 * Tries the test on every value that a path leads to; arrays on the way fan out over their documents. An array that is named by its
 * number in another is met as a document with the fields "0", "1", …
 */
const someAt = (
  node: unknown,
  parts: readonly string[],
  at: number,
  judge: Judge,
  each: boolean,
  found: FoundElements | undefined,
): boolean => {
  if (at === parts.length) {
    if (judge(node, found && ((index) => noteAt(found, parts, at, index)))) return true;
    if (!each || !Array.isArray(node)) return false;
    const index = node.findIndex((item) => judge(item));
    if (index >= 0 && found) noteAt(found, parts, at, index);
    return index >= 0;
  }
  const part = parts[at]!;
  if (Array.isArray(node)) {
    if (isIndex(part) && Number(part) < node.length) {
      const item = node[Number(part)];
      const named = Array.isArray(item) && at + 1 < parts.length ? { ...item } : item;
      if (someAt(named, parts, at + 1, judge, each, found)) return true;
    }
    const index = node.findIndex((item) => isDocument(item) && someAt(item, parts, at, judge, each, found));
    if (index >= 0 && found) noteAt(found, parts, at, index);
    return index >= 0;
  }
  if (isDocument(node) && has(node, part)) return someAt(node[part], parts, at + 1, judge, each, found);
  return judge(undefined);
};

const noteAt = (found: FoundElements, parts: readonly string[], at: number, index: number): void => {
  found.set(parts.slice(0, at).join('.'), index);
};

const onPath = (path: string, judge: Judge, each: boolean, negated: boolean): Matcher => {
  const parts = path.split('.');
  if (parts.length === 1 && !negated) {
    return (doc, found) => someAt(has(doc, path) ? doc[path] : undefined, parts, 1, judge, each, found);
  }
  return (doc, found) => someAt(doc, parts, 0, judge, each, negated ? undefined : found) !== negated;
};

interface Compiled {
  /** As a condition on a path of a document. */
  on: (path: string) => Matcher;
  /** As a condition on the value itself, without looking into it when it is an array. */
  direct: ValueTest;
}

const compiledPredicate = ({ test, reach, negated = false }: Predicate): Compiled => ({
  on: (path) => onPath(path, test, reach === 'each', negated),
  direct: (value) => test(value) !== negated,
});

const all = (parts: readonly Compiled[]): Compiled => ({
  on: (path) => {
    const matchers = parts.map((part) => part.on(path));
    return (doc, found) => matchers.every((matches) => matches(doc, found));
  },
  direct: (value) => parts.every((part) => part.direct(value)),
});

const not = (part: Compiled): Compiled => ({
  on: (path) => {
    const matches = part.on(path);
    return (doc) => !matches(doc);
  },
  direct: (value) => !part.direct(value),
});

const elemMatch = (operand: unknown, variables: Variables): Compiled => {
  if (!isDocument(operand)) return fail('BadValue', '$elemMatch needs an Object');
  const logical = /^\$(and|or|nor|expr)$/;
  const byValue = isOperators(operand) && !logical.test(Object.keys(operand)[0]!);
  const test: ValueTest = byValue ? operators(operand, variables).direct : elementTest(compile(operand, variables));
  const judge: Judge = (value, note) => {
    const index = Array.isArray(value) ? value.findIndex((item) => test(item)) : -1;
    if (index >= 0) note?.(index);
    return index >= 0;
  };
  return { on: (path) => onPath(path, judge, false, false), direct: (value) => judge(value) };
};

/** Array elements that are arrays are met as documents with the fields "0", "1", … */
const elementTest =
  (matches: Matcher): ValueTest =>
  (item) =>
    Array.isArray(item) ? matches({ ...item } as Doc) : isDocument(item) && matches(item);

const allOf = (operand: unknown, variables: Variables): Compiled => {
  if (!Array.isArray(operand)) return fail('BadValue', '$all needs an array');
  if (operand.length === 0) return compiledPredicate({ test: () => false, reach: 'whole' });
  return all(
    operand.map((item) =>
      isDocument(item) && has(item, '$elemMatch')
        ? elemMatch(item.$elemMatch, variables)
        : isOperators(item)
          ? fail('BadValue', 'no $ expressions in $all')
          : compiledPredicate({ test: equalsOrMatches(item), reach: 'each' }),
    ),
  );
};

const negation = (operand: unknown, variables: Variables): Compiled => {
  if (isOperators(operand)) return not(operators(operand, variables));
  if (isDocument(operand)) return fail('BadValue', '$not cannot be empty');
  return not(compiledPredicate(predicates.$regex!(operand, {})));
};

const operators = (spec: Doc, variables: Variables): Compiled => {
  const parts: Compiled[] = [];
  for (const operator of Object.keys(spec)) {
    const operand = spec[operator];
    if (operator === '$options') {
      if (!has(spec, '$regex')) fail('BadValue', '$options needs a $regex');
    } else if (operator === '$not') parts.push(negation(operand, variables));
    else if (operator === '$elemMatch') parts.push(elemMatch(operand, variables));
    else if (operator === '$all') parts.push(allOf(operand, variables));
    else {
      const predicate = has(predicates, operator) ? predicates[operator] : undefined;
      parts.push(compiledPredicate(predicate?.(operand, spec) ?? fail('BadValue', `unknown operator: ${operator}`)));
    }
  }
  return parts.length === 1 ? parts[0]! : all(parts);
};

const branches = (operator: string, operand: unknown, variables: Variables): Matcher[] => {
  if (!Array.isArray(operand) || operand.length === 0) return fail('BadValue', `${operator} must be a nonempty array`);
  return operand.map((item) =>
    isDocument(item) ? compile(item, variables) : fail('BadValue', '$or/$and/$nor entries need to be full objects'),
  );
};

const topLevel = (operator: string, operand: unknown, variables: Variables): Matcher => {
  switch (operator) {
    case '$and': {
      const parts = branches(operator, operand, variables);
      return (doc, found) => parts.every((matches) => matches(doc, found));
    }
    case '$or': {
      const parts = branches(operator, operand, variables);
      return (doc, found) => parts.some((matches) => matches(doc, found));
    }
    case '$nor': {
      const parts = branches(operator, operand, variables);
      return (doc) => !parts.some((matches) => matches(doc));
    }
    case '$expr': {
      const value = evaluate(operand, variables);
      return (doc) => isTrue(value(doc));
    }
    case '$comment':
      return () => true;
    default:
      return fail('BadValue', `unknown top level operator: ${operator}`);
  }
};

/**
 * Compiles a filter once, to be asked of many documents.
 * @param variables what `let` of the command defines for `$expr`
 * @throws MongoFailure BadValue for operators that are unknown or not supported
 */
export const compile = (filter: Doc, variables: Variables = {}): Matcher => {
  const parts = Object.keys(filter).map((key): Matcher => {
    const operand = filter[key];
    if (key.startsWith('$')) return topLevel(key, operand, variables);
    if (isOperators(operand)) return operators(operand, variables).on(key);
    const test = equalsOrMatches(operand);
    return onPath(key, test, true, false);
  });
  if (parts.length === 1) return parts[0]!;
  return (doc, found) => parts.every((matches) => matches(doc, found));
};

/** A condition on an array's element, as `$pull` means it: operators and patterns look into it when it is an array itself. */
export const compileValue = (condition: unknown): ValueTest => {
  if (isOperators(condition) || rankOf(condition) === rank.regex) {
    const matches = compile({ '': condition });
    return (value) => matches({ '': value });
  }
  if (!isDocument(condition)) return (value) => sameValue(value, condition);
  const matches = compile(condition);
  return (value) => isDocument(value) && matches(value);
};
