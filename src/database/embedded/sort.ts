import { compareValues } from './bson-order.js';
import { type Doc, isDocument, isNumber, toNumber } from './bson-values.js';
import { fail, MongoFailure } from './failure.js';
import { indexKeys } from './index-keys.js';
import type { SortSpec } from './planner.js';

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

const keysOf = (doc: Doc, paths: readonly (readonly string[])[]): unknown[][] => {
  try {
    return indexKeys(doc, paths).keys;
  } catch (error) {
    if (!(error instanceof MongoFailure)) throw error;
    return fail('BadValue', 'cannot sort with keys that are parallel arrays');
  }
};

/**
 * What of a document decides its place: of an array the lowest element going up, the highest going down, as an index would hold them.
 * Asking for the key throws BadValue when two fields go through different arrays.
 */
export const sortKeyOf = (sort: SortSpec): ((doc: Doc) => unknown[]) => {
  const paths = sort.map(([path]) => path.split('.'));
  const compare = compareSortKeys(sort);
  return (doc) => keysOf(doc, paths).reduce((best, key) => (compare(key, best) < 0 ? key : best));
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
