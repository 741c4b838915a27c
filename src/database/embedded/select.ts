import { decode } from './bson-decode.js';
import type { Doc } from './bson-values.js';
import type { Collection } from './catalog.js';
import { Held } from './held.js';
import type { Matcher } from './matcher.js';
import { planFor, type SortSpec } from './planner.js';
import { Reader } from './reader.js';
import { type Candidate, Scan } from './scan.js';
import { compareSortKeys, sortKeyOf } from './sort.js';
import type { Store } from './storage.js';

/** Which documents, in which order, and how many at most. */
export interface Selection {
  filter: Doc;
  matches: Matcher;
  sort: SortSpec;
  hint?: unknown;
  limit: number;
}

/** The documents that a write is about, at once and in order: for use inside a transaction. */
export const select = (store: Store, collection: Collection, selection: Selection): Candidate[] => {
  const { filter, matches, sort, hint, limit } = selection;
  const plan = planFor(collection, { filter, sort, hint });
  const scan = new Scan(store, collection, plan, filter, matches);
  if (plan.sorted || sort.length === 0) return scan.all(limit);
  const keyOf = sortKeyOf(sort);
  const compare = compareSortKeys(sort);
  return scan
    .all()
    .map((candidate) => ({ candidate, key: keyOf(candidate.doc) }))
    .sort((a, b) => compare(a.key, b.key))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
};

/** The same before the transaction: one after the other, and others have their turns in between. */
export const lookFor = (store: Store, collection: Collection, selection: Selection): AsyncGenerator<Candidate> => {
  const { limit, ...query } = selection;
  return new Reader(store, collection, { ...query, skip: 0, limit: Number.isFinite(limit) ? limit : 0 }).documents();
};

/** What was seen before, as it is inside the transaction: without what is gone or changed away. @param ids of candidates */
export const recall = (
  store: Store,
  collection: Collection,
  { matches }: Selection,
  ids: readonly Buffer[],
): Candidate[] => {
  const held = new Held();
  const now: Candidate[] = [];
  for (const id of ids) {
    const bytes = store.get(collection, id);
    const doc = bytes && decode(bytes);
    if (!bytes || !doc || !matches(doc)) continue;
    held.add(bytes.length);
    now.push({ id, bytes, doc });
  }
  return now;
};
