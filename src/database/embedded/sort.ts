import { compareValues } from './bson-order.js';
import { type Doc, has, isDocument, isNumber, toNumber } from './bson-values.js';
import { fail } from './failure.js';
import type { SortSpec } from './planner.js';

const collect = (node: unknown, parts: readonly string[], at: number, into: unknown[]): void => {
  if (at === parts.length) {
    if (Array.isArray(node)) for (const item of node.length === 0 ? [null] : node) into.push(item);
    else into.push(node);
    return;
  }
  const part = parts[at]!;
  if (Array.isArray(node)) {
    if (/^\d+$/.test(part) && Number(part) < node.length) collect(node[Number(part)], parts, at + 1, into);
    else for (const item of node) if (isDocument(item)) collect(item, parts, at, into);
  } else if (isDocument(node) && has(node, part)) collect(node[part], parts, at + 1, into);
  else into.push(undefined);
};

/** The value by which a document is ordered: of an array the lowest element going up, the highest going down. */
const sortValue = (doc: Doc, parts: readonly string[], direction: 1 | -1): unknown => {
  const values: unknown[] = [];
  collect(doc, parts, 0, values);
  if (values.length === 0) return undefined;
  return values.reduce((best, value) => (compareValues(value, best) * direction < 0 ? value : best));
};

/** @throws MongoFailure BadValue for directions other than 1 and -1 */
export const parseSort = (spec: unknown): SortSpec => {
  if (spec === undefined || spec === null) return [];
  if (!isDocument(spec)) return fail('TypeMismatch', 'Expected field sort to be of type object');
  return Object.keys(spec).map((path) => {
    const direction = toNumber(spec[path]);
    if (!isNumber(spec[path]) || (direction !== 1 && direction !== -1))
      return fail(
        'BadValue',
        `$sort key ordering must be 1 (for ascending) or -1 (for descending), got ${String(spec[path])}`,
      );
    if (path === '' || path.startsWith('$')) return fail('BadValue', `sort field '${path}' is not supported`);
    return [path, direction] as const;
  });
};

/** What of a document decides its place. */
export const sortKeyOf = (sort: SortSpec): ((doc: Doc) => unknown[]) => {
  const fields = sort.map(([path, direction]) => ({ parts: path.split('.'), direction }));
  return (doc) => fields.map(({ parts, direction }) => sortValue(doc, parts, direction));
};

/** Order of two sort keys made by sortKeyOf for the same sort. */
export const compareSortKeys =
  (sort: SortSpec) =>
  (a: readonly unknown[], b: readonly unknown[]): number => {
    for (let i = 0; i < sort.length; i++) {
      const order = compareValues(a[i], b[i]);
      if (order) return order * sort[i]![1];
    }
    return 0;
  };

/** Stable. */
export const sortDocuments = (docs: readonly Doc[], sort: SortSpec): Doc[] => {
  const keyOf = sortKeyOf(sort);
  const compare = compareSortKeys(sort);
  return docs
    .map((doc) => ({ doc, key: keyOf(doc) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ doc }) => doc);
};
