import { type Doc, has, isDocument, isNumber, put, toNumber, truthy } from './bson-values.js';
import type { Variables } from './expression.js';
import { evaluate } from './expressions.js';
import { fail } from './failure.js';
import { compile, type FoundElements, type Matcher } from './matcher.js';
import { isOperators } from './predicates.js';

/** Shapes a document for the answer. `found` holds what the filter found in arrays, for the positional form. */
export interface Projection {
  apply: (doc: Doc, found: FoundElements) => Doc;
  positional: boolean;
}

/** What is asked of a field and of what lies below it. */
interface Node {
  fields: Map<string, Node>;
  leaf?: boolean;
}

interface Parsed {
  tree: Node;
  inclusive: boolean;
  id: boolean | undefined;
  /** Applied to the document that comes out, in the order written. */
  changes: ((out: Doc, doc: Doc, found: FoundElements) => void)[];
  positional: boolean;
}

const isFlag = (value: unknown): boolean => typeof value === 'boolean' || isNumber(value);

const plant = (tree: Node, path: string, leaf = true): void => {
  let node = tree;
  for (const part of path.split('.')) {
    if (part === '') fail('BadValue', 'FieldPath field names may not be empty strings.');
    if (node.leaf) fail('BadValue', `Path collision at ${path}`);
    const next = node.fields.get(part) ?? { fields: new Map() };
    node.fields.set(part, next);
    node = next;
  }
  if (leaf ? node.fields.size > 0 : node.leaf) fail('BadValue', `Path collision at ${path}`);
  if (leaf) node.leaf = true;
};

const include = (value: unknown, node: Node): unknown => {
  if (node.leaf) return value;
  if (Array.isArray(value)) return value.map((item) => include(item, node)).filter((item) => item !== undefined);
  if (!isDocument(value)) return undefined;
  const out: Doc = {};
  for (const key of Object.keys(value)) {
    const below = node.fields.get(key);
    const kept = below && include(value[key], below);
    if (kept !== undefined) put(out, key, kept);
  }
  return out;
};

const exclude = (value: unknown, node: Node): unknown => {
  if (Array.isArray(value)) return value.map((item) => exclude(item, node));
  if (!isDocument(value)) return value;
  const out: Doc = {};
  for (const key of Object.keys(value)) {
    const below = node.fields.get(key);
    if (!below) put(out, key, value[key]);
    else if (!below.leaf) put(out, key, exclude(value[key], below));
  }
  return out;
};

/** Changes the value at a path in place, through documents only. */
const change = (doc: Doc, path: string, to: (value: unknown) => unknown): void => {
  const parts = path.split('.');
  const last = parts.pop()!;
  let node: unknown = doc;
  for (const part of parts) node = isDocument(node) && has(node, part) ? node[part] : undefined;
  if (!isDocument(node)) return;
  const value = to(has(node, last) ? node[last] : undefined);
  if (value === undefined) delete node[last];
  else put(node, last, value);
};

/**
 * A copy with another value at the path: documents of arrays on the way each get it, what is no document becomes one. Undefined takes the
 * field out.
 */
const placed = (node: unknown, parts: readonly string[], value: unknown): unknown => {
  if (Array.isArray(node)) return node.map((item) => placed(item, parts, value));
  const out: Doc = isDocument(node) ? { ...node } : {};
  const [part, ...below] = parts as [string, ...string[]];
  const made = below.length > 0 ? placed(has(out, part) ? out[part] : undefined, below, value) : value;
  if (made === undefined) delete out[part];
  else put(out, part, made);
  return out;
};

/** Computed fields put into a document. @throws MongoFailure for what expressions refuse */
export const placeFields = (spec: Doc, variables: Variables): ((doc: Doc) => Doc) => {
  const fields = Object.entries(flattened(spec, '', true)).map(
    ([path, value]) => [path.split('.'), evaluate(value, variables)] as const,
  );
  return (doc) => fields.reduce((out, [parts, value]) => placed(out, parts, value(doc)) as Doc, doc);
};

const sliced = (operand: unknown): ((value: unknown) => unknown) => {
  const args = Array.isArray(operand) ? operand : [operand];
  if (!args.every(isNumber) || args.length < 1 || args.length > 2)
    return fail('BadValue', 'First argument to $slice must be a number');
  const [first = 0, count] = args.map(toNumber);
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (count === undefined) return first >= 0 ? value.slice(0, first) : value.slice(first);
    const from = first >= 0 ? first : Math.max(0, value.length + first);
    return value.slice(from, from + count);
  };
};

const at = (doc: Doc, path: string): unknown =>
  path.split('.').reduce<unknown>((node, part) => (isDocument(node) && has(node, part) ? node[part] : undefined), doc);

const elemMatched = (path: string, operand: unknown): Parsed['changes'][number] => {
  if (path.includes('.')) fail('BadValue', 'Cannot use $elemMatch projection on a nested field.');
  if (!isDocument(operand)) return fail('BadValue', '$elemMatch: Invalid argument, object required');
  const matches: Matcher = compile({ x: { $elemMatch: operand } });
  return (out, doc) => {
    const items = has(doc, path) ? doc[path] : undefined;
    const item = Array.isArray(items) ? items.find((one) => matches({ x: [one] })) : undefined;
    delete out[path];
    if (item !== undefined) put(out, path, [item]);
  };
};

const positional =
  (path: string): Parsed['changes'][number] =>
  (out, doc, found) => {
    const items = at(doc, path);
    if (!Array.isArray(items)) return;
    const index = found.get(path) ?? [...found].find(([key]) => key.startsWith(`${path}.`))?.[1];
    if (index === undefined)
      fail(
        'BadValue',
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    change(out, path, (value) => (Array.isArray(value) && index !== undefined ? value.slice(index, index + 1) : value));
  };

const parse = (spec: Doc, variables: Variables): Parsed => {
  const parsed: Parsed = {
    tree: { fields: new Map() },
    inclusive: false,
    id: undefined,
    changes: [],
    positional: false,
  };
  const modes = new Set<boolean>();
  const slices: string[] = [];
  for (const key of Object.keys(spec)) {
    const value = spec[key];
    if (key === '_id' && isFlag(value)) parsed.id = truthy(value);
    else if (key.endsWith('.$')) {
      parsed.positional = true;
      modes.add(true);
      plant(parsed.tree, key.slice(0, -2));
      parsed.changes.push(positional(key.slice(0, -2)));
    } else if (isFlag(value)) {
      modes.add(truthy(value));
      plant(parsed.tree, key);
    } else if (isOperators(value) && has(value, '$slice') && isSliceOf(value.$slice)) {
      const slice = sliced(value.$slice);
      slices.push(key);
      parsed.changes.push((out) => change(out, key, slice));
    } else if (isOperators(value) && has(value, '$elemMatch')) {
      modes.add(true);
      plant(parsed.tree, key);
      parsed.changes.push(elemMatched(key, value.$elemMatch));
    } else {
      modes.add(true);
      const parts = key.split('.');
      if (parts.length > 1) plant(parsed.tree, parts.slice(0, -1).join('.'), false);
      const compute = evaluate(value, variables);
      parsed.changes.push((out, doc) => Object.assign(out, placed(out, parts, compute(doc))));
    }
  }
  if (modes.size > 1) fail('BadValue', 'Cannot do exclusion on a field in inclusion projection');
  parsed.inclusive = modes.has(true) || (modes.size === 0 && parsed.id === true);
  if (parsed.inclusive) for (const path of slices) plant(parsed.tree, path);
  return parsed;
};

const isSliceOf = (operand: unknown): boolean =>
  isNumber(operand) || (Array.isArray(operand) && operand.length === 2 && operand.every(isNumber));

/** `{ a: { b: 1 } }` says the same as `{ 'a.b': 1 }`. */
const flattened = (spec: Doc, prefix = '', empty = false): Doc => {
  const flat: Doc = {};
  for (const key of Object.keys(spec)) {
    const value = spec[key];
    if (isDocument(value) && !isOperators(value) && !(empty && Object.keys(value).length === 0)) {
      if (Object.keys(value).length === 0) fail('BadValue', 'An empty sub-projection is not a valid value.');
      Object.assign(flat, flattened(value, `${prefix}${key}.`, empty));
    } else put(flat, prefix + key, value);
  }
  return flat;
};

/** `_id` first, as MongoDB answers inclusions. */
const idFirst = (doc: Doc, out: Doc, wanted: boolean): Doc => {
  const { _id, ...rest } = out;
  return wanted && has(doc, '_id') ? { _id: has(out, '_id') ? _id : doc._id, ...rest } : rest;
};

/**
 * @returns undefined when nothing is asked, so that documents can be answered as they are stored
 * @throws MongoFailure BadValue for mixtures and operators that MongoDB refuses
 */
export const parseProjection = (spec: unknown, variables: Variables = {}): Projection | undefined => {
  if (spec === undefined || spec === null) return undefined;
  if (!isDocument(spec)) return fail('TypeMismatch', 'Expected field projection to be of type object');
  if (Object.keys(spec).length === 0) return undefined;
  const { tree, inclusive, id, changes, positional: usesFound } = parse(flattened(spec), variables);
  return {
    positional: usesFound,
    apply: (doc, found) => {
      const shaped = (inclusive ? include(doc, tree) : exclude(doc, tree)) as Doc;
      const out = inclusive ? idFirst(doc, shaped, id !== false) : shaped;
      if (!inclusive && id === false) delete out._id;
      for (const apply of changes) apply(out, doc, found);
      return out;
    },
  };
};
