import { realNow } from '../../kernel/clock.js';
import { type Doc, has, isDocument, put } from './bson-values.js';
import type { Compile, Expression, Variables } from './expression.js';
import { expressionOperators } from './expression-operators.js';
import { fail } from './failure.js';
import { madeInTime } from './stretch.js';

/** Of arrays on the way the documents are followed, and what they lack is left out. */
const valueAt = (node: unknown, parts: readonly string[], at: number): unknown => {
  if (at === parts.length) return node;
  if (Array.isArray(node))
    return node.flatMap((item) => {
      const value = isDocument(item) ? valueAt(item, parts, at) : undefined;
      return value === undefined ? [] : [value];
    });
  const part = parts[at]!;
  return isDocument(node) && has(node, part) ? valueAt(node[part], parts, at + 1) : undefined;
};

/** The parts of a field path without its `$`. @throws MongoFailure Location40353 */
export const pathIn = (path: string): string[] => {
  const parts = path.split('.');
  if (parts.includes('')) fail('Location40353', "FieldPath must not end with a '.' or have empty parts.");
  return parts;
};

/** `$field.path`, `$$variable.path`. */
const reference = (text: string, names: ReadonlySet<string>): Expression => {
  if (!text.startsWith('$$')) {
    const parts = pathIn(text.slice(1));
    return ({ doc }) => valueAt(doc, parts, 0);
  }
  const [name = '', ...below] = pathIn(text.slice(2));
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return ({ doc }) => valueAt(doc, below, 0);
    case 'REMOVE':
      return () => undefined;
    case 'NOW': {
      const now = new Date(realNow());
      return () => now;
    }
  }
  if (!names.has(name)) return fail('Location17276', `Use of undefined variable: ${name}`);
  return ({ variables }) => valueAt(variables[name], below, 0);
};

const objectOf = (spec: Doc, compile: Compile): Expression => {
  const fields = Object.keys(spec).map((key) => [key, compile(spec[key])] as const);
  return (scope) => {
    const made: Doc = {};
    for (const [key, value] of fields) {
      const part = value(scope);
      if (part !== undefined) put(made, key, part);
    }
    return madeInTime(made);
  };
};

const compiled = (expr: unknown, names: ReadonlySet<string>): Expression => {
  const compile: Compile = (part, more = []) => compiled(part, more.length > 0 ? new Set([...names, ...more]) : names);
  if (typeof expr === 'string' && expr.startsWith('$')) return reference(expr, names);
  if (Array.isArray(expr)) {
    const items = expr.map((item) => compile(item));
    return (scope) => madeInTime(items.map((item) => item(scope) ?? null));
  }
  if (!isDocument(expr)) return () => expr;
  const keys = Object.keys(expr);
  const name = keys.find((key) => key.startsWith('$'));
  if (name === undefined) return objectOf(expr, compile);
  if (keys.length > 1)
    return fail(
      'Location15983',
      `An object representing an expression must have exactly one field: { ${keys.join(', ')} }`,
    );
  const operator = has(expressionOperators, name) ? expressionOperators[name] : undefined;
  if (!operator) return fail('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  const made = operator(expr[name], compile);
  return (scope) => madeInTime(made(scope));
};

/**
 * Compiles an aggregation expression to be asked of many documents.
 * @param variables what is known by name; `$lookup` passes others, of the same names, when asking
 * @throws MongoFailure for operators, variables and operands that are unknown or not supported
 */
export const evaluate = (expr: unknown, variables: Variables = {}): ((doc: Doc, variables?: Variables) => unknown) => {
  const value = compiled(expr, new Set(Object.keys(variables)));
  return (doc, now = variables) => value({ doc, variables: now });
};
