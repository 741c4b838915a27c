import { compareValues, NOTHING } from './bson-order.js';
import { isDocument, isNumber, toNumber } from './bson-values.js';
import { type CodeName, fail } from './failure.js';

/** What `let` defines: names without the dollars, values already known. */
export type Variables = Readonly<Record<string, unknown>>;

/** What an expression is asked of: a document and the variables in view. `ROOT` and `CURRENT` are the document. */
export interface Scope {
  doc: unknown;
  variables: Variables;
}

/** A compiled expression; undefined = missing. */
export type Expression = (scope: Scope) => unknown;

/** Compiles a part of an operand; `more` are the variables that the operator defines for it. */
export type Compile = (part: unknown, more?: readonly string[]) => Expression;

/** Reads an operator's operand once. @throws MongoFailure when it is not what the operator takes */
export type ExpressionOperator = (operand: unknown, compile: Compile) => Expression;

/** What counts as true: everything but false, null, what is missing, and zero. */
export const isTrue = (value: unknown): boolean =>
  isNumber(value) ? toNumber(value) !== 0 : value !== false && value !== null && value !== undefined;

/** Null or missing. */
export const isNull = (value: unknown): boolean => value === null || value === undefined;

/** MongoDB's order in expressions, where what is missing comes before null. */
export const compareIn = (a: unknown, b: unknown): -1 | 0 | 1 =>
  compareValues(a === undefined ? NOTHING : a, b === undefined ? NOTHING : b);

/** An operator over values, given as one or as an array of `least` to `most`. */
export const over =
  (least: number, most: number, to: (...values: unknown[]) => unknown): ExpressionOperator =>
  (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map((part) => compile(part));
    if (parts.length < least || parts.length > most)
      fail('Location16020', `an expression takes ${least} to ${most} arguments, ${parts.length} were passed in.`);
    return (scope) => to(...parts.map((part) => part(scope)));
  };

/** As `over`; null when any of the values is null or missing. */
export const overPresent = (least: number, most: number, to: (...values: unknown[]) => unknown): ExpressionOperator =>
  over(least, most, (...values) => (values.some(isNull) ? null : to(...values)));

/** An operator with named arguments: those it must have, and those it may. */
export const named = <Names extends string>(
  must: readonly string[],
  may: readonly string[],
  build: (parts: Readonly<Record<Names, unknown>>, compile: Compile) => Expression,
): ExpressionOperator => {
  const known = new Set([...must, ...may]);
  return (operand, compile) => {
    if (!isDocument(operand)) return fail('FailedToParse', `an object with ${must.join(', ')} is needed here`);
    for (const key of Object.keys(operand)) if (!known.has(key)) fail('FailedToParse', `Unrecognized argument: ${key}`);
    for (const key of must) if (!Object.hasOwn(operand, key)) fail('FailedToParse', `Missing '${key}' parameter`);
    return build(operand as Readonly<Record<Names, unknown>>, compile);
  };
};

/** The array. @throws MongoFailure with the operator's own code when it is none */
export const arrayOf = (value: unknown, code: CodeName, operator: string): readonly unknown[] =>
  Array.isArray(value) ? value : fail(code, `The argument to ${operator} must be an array`);
