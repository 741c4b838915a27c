import { decode } from './bson-decode.js';
import { rank } from './bson-order.js';
import type { Collection } from './catalog.js';
import type { Index } from './index-spec.js';
import { encodeBound, inverted, successor } from './key-encoding.js';
import type { KeyRange, Store } from './storage.js';

/** Documents that one transaction deletes at most, so that other writers are not kept waiting. */
const PORTION = 500;

/** The dates of the index that are not later than `limit`. */
const expiredRange = (index: Index, limit: Date): KeyRange => {
  const low = Buffer.of(rank.date);
  const high = successor(encodeBound(limit, index.limit).bytes)!;
  return index.directions[0] === -1
    ? { low: successor(inverted(high))!, high: successor(inverted(low)) }
    : { low, high };
};

const deleteExpired = (store: Store, collection: Collection, index: Index, limit: Date): number => {
  const ids: Buffer[] = [];
  for (const { value } of store.scan(index.space, expiredRange(index, limit))) {
    ids.push(value);
    if (ids.length >= PORTION) break;
  }
  let deleted = 0;
  for (const id of ids) {
    const bytes = store.get(collection, id);
    if (!bytes) continue;
    store.remove(collection, decode(bytes));
    deleted++;
  }
  return deleted;
};

/**
 * Deletes what TTL indexes say is over. A document expires by its earliest date.
 * @param now real time in milliseconds
 * @returns how many were deleted
 */
export const sweepExpired = async (store: Store, now: number): Promise<number> => {
  let total = 0;
  for (const collection of [...store.collections.values()])
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined || !index.ready) continue;
      const limit = new Date(now - index.expireAfterSeconds * 1000);
      const due = (): boolean => !store.scan(index.space, expiredRange(index, limit)).next().done;
      const isThere = (): boolean => store.collection(collection.ns) === collection;
      while (isThere() && due())
        total += await store.write(() => (isThere() ? deleteExpired(store, collection, index, limit) : 0));
    }
  return total;
};
