import { ObjectId } from 'bson';
import { rank, rankOf, sameValue } from './bson-order.js';
import { copyOf, type Doc, has, isDocument, put, typeName } from './bson-values.js';
import type { Variables } from './expression.js';
import { fail } from './failure.js';
import type { FoundElements } from './matcher.js';
import { pipelineUpdate } from './pipeline-update.js';
import { type FieldChange, updateOperators } from './update-operators.js';
import { changeAt, concretePaths, type Positions, parseArrayFilters, REMOVED } from './update-paths.js';
import { upsertBase } from './upsert.js';

/** What positional operators and `$setOnInsert` have to know. */
export interface UpdateContext {
  found: FoundElements;
  inserting: boolean;
}

/** A compiled update. */
export interface Update {
  /** The new document; the given one is left as it is. @throws MongoFailure when it cannot be applied */
  apply: (doc: Doc, context: UpdateContext) => Doc;
  /** Some path has `$`: the filter must note what it finds. */
  positional: boolean;
  replaces: boolean;
}

interface Step {
  path: string;
  operator: string;
  creates: boolean;
  change: FieldChange;
  to?: string;
}

/** The order in which new fields are made: by name, numbers by size; a renamed one by its new name. */
const byPath = (a: Step, b: Step): number => {
  const x = (a.to ?? a.path).split('.');
  const y = (b.to ?? b.path).split('.');
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] === y[i]) continue;
    const numeric = /^\d+$/.test(x[i]!) && /^\d+$/.test(y[i]!);
    return numeric ? Number(x[i]) - Number(y[i]) : x[i]! < y[i]! ? -1 : 1;
  }
  return x.length - y.length;
};

const checkPath = (path: string, operator: string): void => {
  if (path === '') fail('EmptyFieldName', 'An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes(''))
    fail('EmptyFieldName', `The update path '${path}' contains an empty field name, which is not allowed.`);
  const bad = parts.find(
    (part, i) => part.startsWith('$') && !(i > 0 && /^\$(\[.*\])?$/.test(part)) && !/^\$(id|ref|db)$/.test(part),
  );
  if (bad)
    fail(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${bad}' in '${path}' is not valid for storage in ${operator}.`,
    );
};

const checkConflicts = (paths: readonly string[]): void => {
  const taken = new Set<string>();
  for (const path of [...paths].sort()) {
    const parts = path.split('.');
    for (let i = 1; i <= parts.length; i++) {
      const prefix = parts.slice(0, i).join('.');
      if (taken.has(prefix))
        fail('ConflictingUpdateOperators', `Updating the path '${path}' would create a conflict at '${prefix}'`);
    }
    taken.add(path);
  }
};

const stepsOf = (update: Doc): Step[] => {
  const steps: Step[] = [];
  for (const operator of Object.keys(update)) {
    const fields = update[operator];
    const known = updateOperators[operator];
    if (!known && operator !== '$rename')
      fail(
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    if (!isDocument(fields))
      return fail('FailedToParse', `Modifiers operate on fields but we found another type for ${operator} instead.`);
    for (const path of Object.keys(fields)) {
      checkPath(path, operator);
      if (known) {
        const change = known.prepare(fields[path], path);
        steps.push({ path, operator, creates: known.creates, change });
      } else steps.push(renaming(path, fields[path]));
    }
  }
  checkConflicts(steps.flatMap(({ path, to }) => (to ? [path, to] : [path])));
  return steps.sort(byPath);
};

const renaming = (path: string, to: unknown): Step => {
  if (typeof to !== 'string') return fail('BadValue', `The 'to' field for $rename must be a string: ${path}`);
  checkPath(to, '$rename');
  if ([path, to].some((name) => name.includes('$')))
    fail('BadValue', `The source field for $rename may not be dynamic: ${path}`);
  if (path === to) fail('BadValue', `The source and target field for $rename must differ: ${path}`);
  return { path, operator: '$rename', creates: false, change: () => REMOVED, to };
};

/** Neither end of a `$rename` may be an array's element. */
const checkRename = (doc: Doc, path: string): void => {
  let node: unknown = doc;
  for (const part of path.split('.')) {
    if (Array.isArray(node)) fail('BadValue', `$rename: an end of it cannot be an array element, '${path}'`);
    node = isDocument(node) && has(node, part) ? node[part] : undefined;
  }
};

const applyRename = (doc: Doc, { path, to }: Step): void => {
  let moved: unknown;
  checkRename(doc, path);
  changeAt(doc, path.split('.'), false, (value) => {
    moved = value;
    return REMOVED;
  });
  if (moved === undefined) return;
  checkRename(doc, to!);
  changeAt(doc, to!.split('.'), true, () => moved);
};

const applyStep = (doc: Doc, step: Step, positions: Positions): void => {
  if (step.operator === '$rename') {
    applyRename(doc, step);
    return;
  }
  const { path, change, creates } = step;
  const paths = path.includes('$') ? concretePaths(doc, path, positions) : [path.split('.')];
  for (const parts of paths) changeAt(doc, parts, creates, (value) => change(value, { doc, path: parts.join('.') }));
};

const sameId = (before: Doc, now: Doc): void => {
  if (has(before, '_id') && !sameValue(before._id, now._id))
    fail('ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");
};

const operatorUpdate = (update: Doc, arrayFilters: unknown): Update => {
  const steps = stepsOf(update);
  const paths = steps.map(({ path }) => path);
  const filters = parseArrayFilters(arrayFilters, paths);
  return {
    replaces: false,
    positional: paths.some((path) => path.split('.').includes('$')),
    apply: (before, { found, inserting }) => {
      const doc = copyOf(before);
      for (const step of steps) {
        if (step.operator === '$setOnInsert' && !inserting) continue;
        applyStep(doc, step, { found, filters });
      }
      sameId(before, doc);
      return doc;
    },
  };
};

const replacement = (update: Doc): Update => {
  for (const key of Object.keys(update))
    if (key.startsWith('$'))
      fail(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${key}' in '${key}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
  return {
    replaces: true,
    positional: false,
    apply: (before) => {
      if (has(before, '_id') && has(update, '_id') && !sameValue(before._id, update._id))
        fail('ImmutableField', "After applying the update, the (immutable) field '_id' was found to have been altered");
      const { _id, ...rest } = update;
      const id = has(before, '_id') ? before._id : _id;
      return id === undefined ? rest : { _id: id, ...rest };
    },
  };
};

/** @throws MongoFailure FailedToParse, BadValue … for what MongoDB refuses and what is not supported */
export const compileUpdate = (update: unknown, arrayFilters?: unknown, variables: Variables = {}): Update => {
  if (Array.isArray(update)) {
    if (Array.isArray(arrayFilters) && arrayFilters.length > 0)
      fail('FailedToParse', 'arrayFilters may not be specified for pipeline-syle updates');
    const apply = pipelineUpdate(update, variables);
    return {
      replaces: false,
      positional: false,
      apply: (before) => {
        const doc = apply(before);
        sameId(before, doc);
        return doc;
      },
    };
  }
  if (!isDocument(update)) return fail('FailedToParse', 'Update argument must be either an object or an array');
  return Object.keys(update)[0]?.startsWith('$') ? operatorUpdate(update, arrayFilters) : replacement(update);
};

/** @throws MongoFailure for values that MongoDB takes for no `_id` */
export const checkId = (id: unknown): void => {
  if (Array.isArray(id) || rankOf(id) === rank.regex)
    fail('InvalidIdField', `The '_id' value cannot be of type ${typeName(id)}`);
  if (isDocument(id) && Object.keys(id).some((key) => key.startsWith('$')))
    fail('DollarPrefixedFieldName', "_id fields may not contain '$'-prefixed fields");
};

/** `_id` in front, made when there is none. @throws MongoFailure as checkId */
export const withId = (doc: Doc): Doc => {
  const id = has(doc, '_id') ? doc._id : new ObjectId();
  checkId(id);
  if (Object.keys(doc)[0] === '_id') return doc;
  const out: Doc = {};
  put(out, '_id', id);
  for (const key of Object.keys(doc)) if (key !== '_id') put(out, key, doc[key]);
  return out;
};

/** The document that an upsert inserts when nothing matched. */
export const upserted = (filter: Doc, update: Update): Doc => {
  const base = upsertBase(filter, update.replaces);
  return withId(update.apply(base, { found: new Map(), inserting: true }));
};
