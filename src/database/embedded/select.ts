import { setImmediate as turn } from 'node:timers/promises';
import { decode } from './bson-decode.js';
import type { Doc } from './bson-values.js';
import type { Collection } from './catalog.js';
import type { Matcher } from './matcher.js';
import { planFor, type SortSpec } from './planner.js';
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

const search = (store: Store, collection: Collection, selection: Selection) => {
  const { filter, matches, sort, hint, limit } = selection;
  const plan = planFor(collection, { filter, sort, hint });
  const inOrder = plan.sorted || sort.length === 0;
  const scan = new Scan(store, collection, plan, filter, matches);
  return { inOrder, portions: scan.portions(inOrder ? limit : Number.POSITIVE_INFINITY) };
};

const sorted = (found: readonly Candidate[], { sort, limit }: Selection): Candidate[] => {
  const keyOf = sortKeyOf(sort);
  const compare = compareSortKeys(sort);
  return found
    .map((candidate) => ({ candidate, key: keyOf(candidate.doc) }))
    .sort((a, b) => compare(a.key, b.key))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
};

/** The documents that a write is about, at once and in order: for use inside a transaction. */
export const select = (store: Store, collection: Collection, selection: Selection): Candidate[] => {
  const { inOrder, portions } = search(store, collection, selection);
  const found = [...portions].flat();
  return inOrder ? found : sorted(found, selection);
};

/** The same before the transaction, others having their turns in between. @see recall */
export const lookFor = async (store: Store, collection: Collection, selection: Selection): Promise<Candidate[]> => {
  const { inOrder, portions } = search(store, collection, selection);
  const found: Candidate[][] = [];
  for (const portion of portions) if (found.push(portion) > 1) await turn();
  return inOrder ? found.flat() : sorted(found.flat(), selection);
};

/** What was seen before, as it is inside the transaction: without what is gone or changed away, as if each had been met just now. */
export const recall = (
  store: Store,
  collection: Collection,
  { matches }: Selection,
  seen: readonly Candidate[],
): Candidate[] => {
  const now: Candidate[] = [];
  for (const candidate of seen) {
    const bytes = store.get(collection, candidate.id);
    if (bytes?.equals(candidate.bytes)) now.push(candidate);
    else if (bytes) {
      const doc = decode(bytes);
      if (matches(doc)) now.push({ id: candidate.id, bytes, doc });
    }
  }
  return now;
};
