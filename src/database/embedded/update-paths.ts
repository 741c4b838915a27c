import { type Doc, has, isDocument, put } from './bson-values.js';
import { describe } from './describe.js';
import { fail, MongoFailure } from './failure.js';
import { compile, type FoundElements, type Matcher } from './matcher.js';

/** What positional parts of update paths stand for. */
export interface Positions {
  found: FoundElements;
  /** arrayFilters by identifier; each is asked of `{ identifier: element }`. */
  filters: ReadonlyMap<string, Matcher>;
}

/** Says that a field is to be taken out. */
export const REMOVED = Symbol('removed');

const isIndex = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);
const MAX_PADDING = 1_500_000;

const identifiersOf = (filter: unknown): string[] => {
  if (!isDocument(filter)) return [];
  return Object.keys(filter).flatMap((key) =>
    key.startsWith('$') ? [filter[key]].flat().flatMap(identifiersOf) : [key.split('.')[0]!],
  );
};

/** The one identifier that an element of arrayFilters is about. */
const identifierOf = (filter: Doc): string => {
  const [name, ...others] = new Set(identifiersOf(filter));
  if (name === undefined)
    return fail('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters');
  if (others.length > 0)
    fail('FailedToParse', `Expected a single top-level field name, found '${name}' and '${others[0]}'`);
  return /^[a-z][A-Za-z\d]*$/.test(name)
    ? name
    : fail(
        'BadValue',
        `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
};

/** @throws MongoFailure FailedToParse for identifiers that are missing, double or not used in any of the paths */
export const parseArrayFilters = (given: unknown, paths: readonly string[]): ReadonlyMap<string, Matcher> => {
  const filters = new Map<string, Matcher>();
  for (const filter of Array.isArray(given) ? given : []) {
    if (!isDocument(filter)) return fail('TypeMismatch', 'arrayFilters must be documents');
    const name = identifierOf(filter);
    if (filters.has(name))
      fail('FailedToParse', `Found multiple array filters with the same top-level field name ${name}`);
    if (!paths.some((path) => path.split('.').includes(`$[${name}]`)))
      fail(
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update ${describe({ paths })}`,
      );
    filters.set(name, compile(filter));
  }
  for (const part of paths.flatMap((path) => path.split('.'))) {
    const name = /^\$\[(.+)\]$/.exec(part)?.[1];
    if (name !== undefined && !filters.has(name))
      fail('BadValue', `No array filter found for identifier '${name}' in path`);
  }
  return filters;
};

const foundIndex = (before: readonly string[], found: FoundElements): number => {
  const path = before.join('.');
  const exact =
    found.get(path) ?? [...found].find(([key]) => key.startsWith(`${path}.`) || path.startsWith(`${key}.`))?.[1];
  return exact ?? fail('BadValue', 'The positional operator did not find the match needed from the query.');
};

const childOf = (node: unknown, part: string): unknown => {
  if (Array.isArray(node)) return isIndex(part) ? node[Number(part)] : undefined;
  return isDocument(node) && has(node, part) ? node[part] : undefined;
};

/** The concrete paths that a path with `$`, `$[]` and `$[identifier]` names in this document. */
export const concretePaths = (doc: Doc, path: string, positions: Positions): string[][] => {
  let open: { parts: string[]; node: unknown }[] = [{ parts: [], node: doc }];
  for (const part of path.split('.')) {
    open = open.flatMap(({ parts, node }) => {
      const step = (index: string | number) => ({
        parts: [...parts, String(index)],
        node: childOf(node, String(index)),
      });
      if (part === '$') return [step(foundIndex(parts, positions.found))];
      const filter = /^\$\[(.*)\]$/.exec(part);
      if (!filter) return [step(part)];
      if (!Array.isArray(node))
        return fail(
          'BadValue',
          `The path '${parts.join('.')}' must exist in the document in order to apply array updates.`,
        );
      const name = filter[1]!;
      const accepts = name === '' ? () => true : (item: unknown) => positions.filters.get(name)!({ [name]: item });
      return node.flatMap((item, index) => (accepts(item) ? [step(index)] : []));
    });
  }
  return open.map(({ parts }) => parts);
};

const notViable = (part: string, owner: string | undefined, node: unknown): MongoFailure =>
  new MongoFailure('PathNotViable', `Cannot create field '${part}' in element ${describe({ [owner ?? '']: node })}`);

const pad = (array: unknown[], index: number): void => {
  if (index - array.length > MAX_PADDING) fail('BadValue', "can't backfill more than 1500000 elements");
  while (array.length < index) array.push(null);
};

const write = (node: Doc | unknown[], part: string, value: unknown): void => {
  if (Array.isArray(node)) {
    const index = Number(part);
    if (value === REMOVED) {
      if (index < node.length) node[index] = null;
      return;
    }
    pad(node, index);
    node[index] = value;
  } else if (value === REMOVED) delete node[part];
  else put(node, part, value);
};

/**
 * Replaces the value at a concrete path by what `to` makes of it (undefined when it is missing).
 * @param creates whether missing documents on the way are made; otherwise a missing path is left alone
 * @throws MongoFailure PathNotViable when a scalar is in the way
 */
export const changeAt = (
  doc: Doc,
  parts: readonly string[],
  creates: boolean,
  to: (value: unknown) => unknown,
): void => {
  let node: unknown = doc;
  for (const [i, part] of parts.entries()) {
    const container = node;
    if (!Array.isArray(container) && !isDocument(container)) {
      if (creates) throw notViable(part, parts[i - 1], container);
      return;
    }
    if (Array.isArray(container) && !isIndex(part)) {
      if (creates) throw notViable(part, parts[i - 1], container);
      return;
    }
    const child = childOf(container, part);
    if (i === parts.length - 1) {
      if (child === undefined && !creates) return;
      const value = to(child);
      if (value !== child) write(container, part, value);
      return;
    }
    if (child === undefined) {
      if (!creates) return;
      node = {};
      write(container, part, node);
    } else node = child;
  }
};
