import { isAbsolute } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Doc } from '../bson-values.js';
import { type Collection, idIndex } from '../catalog.js';
import { fail } from '../failure.js';
import type { Snapshot } from '../snapshot.js';
import { type Commands, type Handler, namespaceOf } from './request.js';

/** Rows counted before other commands get a turn. */
const PORTION = 1000;

/** Bytes of one space. */
interface Extent {
  rows: number;
  keys: number;
  values: number;
}

const measure = async (at: Snapshot, space: number): Promise<Extent> => {
  const extent: Extent = { rows: 0, keys: 0, values: 0 };
  for (const { key, value } of at.rows(space)) {
    extent.keys += key.length;
    extent.values += value.length;
    if (++extent.rows % PORTION === 0) await turn();
  }
  return extent;
};

interface Sizes {
  count: number;
  size: number;
  indexSizes: Record<string, number>;
}

const sizesOf = async (at: Snapshot, collection: Collection): Promise<Sizes> => {
  const { rows, keys, values } = await measure(at, collection.space);
  const indexSizes: Record<string, number> = { [idIndex.name]: keys };
  for (const { name, space } of collection.indexes) {
    const extent = await measure(at, space);
    indexSizes[name] = extent.keys + extent.values;
  }
  return { count: rows, size: values, indexSizes };
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const averageOf = (size: number, count: number): Doc => (count === 0 ? {} : { avgObjSize: size / count });

/** Bytes as they lie in the tree, without the pages’ own: all collections share one file, whose size dbStats tells. */
const collStats: Handler = async (request, { store }) => {
  const ns = namespaceOf(request);
  const at = store.snapshot();
  try {
    const collection = at.collection(ns);
    const { count, size, indexSizes } = collection
      ? await sizesOf(at, collection)
      : { count: 0, size: 0, indexSizes: {} };
    const sizes = Object.values(indexSizes);
    const totals = { nindexes: sizes.length, totalIndexSize: total(sizes), indexSizes, scaleFactor: 1 };
    return { ns, count, size, ...averageOf(size, count), ...totals, ok: 1 };
  } finally {
    at.release();
  }
};

const dbStats: Handler = async ({ db }, { store }) => {
  const at = store.snapshot();
  try {
    const there = [...store.collections.keys()].flatMap((ns) => at.collection(ns) ?? []).filter((one) => one.db === db);
    const all: Sizes[] = [];
    for (const collection of there) all.push(await sizesOf(at, collection));
    const [objects, dataSize] = [total(all.map(({ count }) => count)), total(all.map(({ size }) => size))];
    const indexes = all.flatMap(({ indexSizes }) => Object.values(indexSizes));
    return {
      db,
      collections: there.length,
      views: 0,
      objects,
      ...averageOf(dataSize, objects),
      dataSize,
      indexes: indexes.length,
      indexSize: total(indexes),
      ...store.extent(),
      scaleFactor: 1,
      ok: 1,
    };
  } finally {
    at.release();
  }
};

/** Ours, not MongoDB’s: a compact copy of the store, of one moment, in a new folder that only its owner reads. */
const embeddedBackup: Handler = async ({ body }, { store }) => {
  const to = body.embeddedBackup;
  if (typeof to !== 'string' || !isAbsolute(to))
    return fail('InvalidPath', "the folder of 'embeddedBackup' must be an absolute path");
  await store.copyTo(to);
  return { ok: 1 };
};

/** Commands about what lies on the disk. */
export const storage: Commands = {
  collStats: { fields: [], run: collStats },
  dbStats: { fields: ['freeStorage'], run: dbStats },
  embeddedBackup: { fields: [], run: embeddedBackup },
};
