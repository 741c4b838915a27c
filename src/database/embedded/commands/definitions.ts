import { type Doc, has, isDocument, truthy } from '../bson-values.js';
import { type Collection, idIndex } from '../catalog.js';
import { duplicateKey } from '../changes.js';
import { fail } from '../failure.js';
import { type Index, type IndexSpec, parseIndex, presentIndex, sameKey, sameOptions } from '../index-spec.js';
import { compile } from '../matcher.js';
import { ComputedBatches } from '../reader.js';
import type { Store } from '../storage.js';
import { validate } from '../validate.js';
import { firstBatch } from './reads.js';
import { type Commands, documentOf, type Handler, listOf, namespaceOf, noCollation } from './request.js';

const ALL = Number.POSITIVE_INFINITY;

const create: Handler = async (request, { store }) => {
  noCollation(request.body);
  const ns = namespaceOf(request);
  await store.write(() => {
    if (store.collection(ns)) fail('NamespaceExists', `Collection ${ns} already exists.`);
    store.ensure(ns);
  });
  return { ok: 1 };
};

const drop: Handler = async (request, { store, cursors }) => {
  const ns = namespaceOf(request);
  const indexes = await store.write(() => {
    const collection = store.collection(ns) ?? fail('NamespaceNotFound', 'ns not found');
    store.drop(collection);
    return collection.indexes.length + 1;
  });
  cursors.killOf(ns);
  return { nIndexesWas: indexes, ns, ok: 1 };
};

const collectionsIn = (store: Store, db: string): Collection[] =>
  [...store.collections.values()].filter((collection) => collection.db === db);

const dropDatabase: Handler = async (request, { store, cursors }) => {
  const { db } = request;
  const dropped = await store.write(() => {
    const collections = collectionsIn(store, db);
    for (const collection of collections) store.drop(collection);
    return collections;
  });
  for (const { ns } of dropped) cursors.killOf(ns);
  return { ...(dropped.length > 0 ? { dropped: db } : {}), ok: 1 };
};

const presentCollection = ({ name }: Collection, nameOnly: boolean): Doc => ({
  name,
  type: 'collection',
  ...(nameOnly ? {} : { options: {}, info: { readOnly: false }, idIndex: presentIndex(idIndex) }),
});

const listCollections: Handler = (request, surroundings) => {
  const { db, body } = request;
  const matches = compile(documentOf(body, 'filter'));
  const rows = collectionsIn(surroundings.store, db)
    .map((collection) => presentCollection(collection, truthy(body.nameOnly)))
    .filter((row) => matches(row));
  return firstBatch(surroundings, request, `${db}.$cmd.listCollections`, new ComputedBatches(rows), ALL, true);
};

const listDatabases: Handler = (request, { store }) => {
  const matches = compile(documentOf(request.body, 'filter'));
  const names = new Set([...store.collections.values()].map(({ db }) => db));
  const databases = [...names].map((name) => ({ name, sizeOnDisk: 0, empty: false })).filter((row) => matches(row));
  return { databases, totalSize: 0, ok: 1 };
};

/** @returns whether an equal index is there already. @throws MongoFailure when one stands in its way */
const isThere = (existing: readonly IndexSpec[], spec: IndexSpec): boolean => {
  const sameName = existing.find((index) => index.name === spec.name);
  const equal = existing.find((index) => sameKey(index.key, spec.key));
  if (sameName && !sameKey(sameName.key, spec.key))
    fail(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. Requested index: ${spec.name}`,
    );
  if (sameName && !sameOptions(sameName, spec))
    fail(
      'IndexOptionsConflict',
      `An equivalent index already exists with the same name but different options. Requested index: ${spec.name}`,
    );
  if (sameName) return true;
  if (equal && sameOptions(equal, spec))
    fail('IndexOptionsConflict', `Index already exists with a different name: ${equal.name}`);
  if (equal && !spec.partial && !equal.partial)
    fail('IndexOptionsConflict', `Index already exists with different options: ${equal.name}`);
  return false;
};

const isIdIndex = (spec: IndexSpec): boolean => Object.keys(spec.key).join() === '_id';

const createIndexes: Handler = async (request, { store }) => {
  const ns = namespaceOf(request);
  for (const index of listOf(request.body, 'indexes', 'createIndexes')) if (isDocument(index)) noCollation(index);
  const specs = listOf(request.body, 'indexes', 'createIndexes')
    .map(parseIndex)
    .filter((spec) => !isIdIndex(spec));
  const there = store.collection(ns);
  const before = (there?.indexes.length ?? 0) + 1;
  if (there && specs.every((spec) => isThere(there.indexes, spec)) && there.indexes.every(({ ready }) => ready))
    return { numIndexesBefore: before, numIndexesAfter: before, note: 'all indexes already exist', ok: 1 };
  const made = await store.write(() => {
    const collection = store.ensure(ns);
    const wanted = specs.filter((spec) => !isThere(collection.indexes, spec));
    return wanted.map((spec): Index => {
      const outcome = store.addIndex(collection, spec);
      if ('values' in outcome) throw duplicateKey(ns, outcome);
      return outcome;
    });
  });
  for (const index of made) index.ready = true;
  return {
    numIndexesBefore: before,
    numIndexesAfter: before + made.length,
    createdCollectionAutomatically: !there,
    ok: 1,
  };
};

const listIndexes: Handler = (request, surroundings) => {
  const ns = namespaceOf(request);
  const collection = surroundings.store.collection(ns) ?? fail('NamespaceNotFound', `ns does not exist: ${ns}`);
  const rows = [idIndex, ...collection.indexes].map(presentIndex);
  return firstBatch(surroundings, request, ns, new ComputedBatches(rows), ALL, true);
};

const namedIndexes = (collection: Collection, wanted: unknown): Index[] => {
  if (wanted === '*') return collection.indexes;
  if (Array.isArray(wanted)) return wanted.flatMap((one) => namedIndexes(collection, one));
  if (wanted === '_id_' || (isDocument(wanted) && Object.keys(wanted).join() === '_id'))
    return fail('InvalidOptions', 'cannot drop _id index');
  const index = collection.indexes.find(({ name, key }) =>
    isDocument(wanted) ? sameKey(key, wanted) : name === wanted,
  );
  return index
    ? [index]
    : fail(
        'IndexNotFound',
        `index not found with name [${isDocument(wanted) ? Object.keys(wanted).join() : String(wanted)}]`,
      );
};

const dropIndexes: Handler = async (request, { store, cursors }) => {
  const ns = namespaceOf(request);
  if (!has(request.body, 'index'))
    fail('FailedToParse', "BSON field 'dropIndexes.index' is missing but a required field");
  const before = await store.write(() => {
    const collection = store.collection(ns) ?? fail('NamespaceNotFound', `ns not found ${ns}`);
    const indexes = namedIndexes(collection, request.body.index);
    const count = collection.indexes.length + 1;
    for (const index of indexes) store.removeIndex(collection, index);
    return count;
  });
  cursors.killOf(ns);
  return { nIndexesWas: before, ok: 1 };
};

const validateCollection: Handler = async (request, { store }) => {
  const ns = namespaceOf(request);
  const at = store.snapshot();
  try {
    const collection = at.collection(ns) ?? fail('NamespaceNotFound', `Collection '${ns}' does not exist to validate.`);
    const { errors, ...findings } = await validate(at, collection);
    const nIndexes = collection.indexes.length + 1;
    return { ns, ...findings, nIndexes, valid: errors.length === 0, errors, warnings: [], ok: 1 };
  } finally {
    at.release();
  }
};

/** Commands about collections, databases and indexes. */
export const definitions: Commands = {
  create: { fields: ['collation', 'autoIndexId', 'idIndex'], run: create },
  drop: { fields: [], run: drop },
  dropDatabase: { fields: [], run: dropDatabase },
  listCollections: { fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'], run: listCollections },
  listDatabases: { fields: ['filter', 'nameOnly', 'authorizedDatabases'], run: listDatabases },
  createIndexes: { fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'], run: createIndexes },
  listIndexes: { fields: ['cursor'], run: listIndexes },
  dropIndexes: { fields: ['index'], run: dropIndexes },
  validate: { fields: ['full'], run: validateCollection },
};
