import { Double } from 'bson';
import { decode } from './bson-decode.js';
import { type Doc, encode, isDocument, toNumber, truthy } from './bson-values.js';
import { type Index, type IndexSpec, indexAtWork } from './index-spec.js';

/** A collection and what is known of it without reading it. */
export interface Collection {
  readonly db: string;
  readonly name: string;
  readonly ns: string;
  /** Its number in the store's keys. */
  readonly space: number;
  indexes: Index[];
  count: number;
}

const ID_INDEX: IndexSpec = { name: '_id_', key: { _id: 1 }, unique: true, sparse: false };

/** The collection's own order: documents lie under their `_id`, so this index has no entries. */
export const idIndex: Index = { ...indexAtWork(ID_INDEX, 0), ready: true };

/** `db.collection` at its first dot; collection names may have more. */
export const splitNamespace = (ns: string): { db: string; name: string } => {
  const dot = ns.indexOf('.');
  return { db: ns.slice(0, dot), name: ns.slice(dot + 1) };
};

const rowOf = (index: Index): Doc => ({
  space: new Double(index.space),
  name: index.name,
  key: index.key,
  unique: index.unique,
  sparse: index.sparse,
  multikey: index.multikey,
  inexact: index.inexact,
  ...(index.partial ? { partial: index.partial } : {}),
  ...(index.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: new Double(index.expireAfterSeconds) }),
});

const indexOf = (row: Doc): Index => {
  const spec: IndexSpec = {
    name: String(row.name),
    key: row.key as Doc,
    unique: truthy(row.unique),
    sparse: truthy(row.sparse),
    ...(isDocument(row.partial) ? { partial: row.partial } : {}),
    ...(row.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: toNumber(row.expireAfterSeconds) }),
  };
  const index = indexAtWork(spec, toNumber(row.space));
  return {
    ...index,
    multikey: (row.multikey as unknown[]).map(truthy),
    inexact: truthy(row.inexact),
    ready: true,
  };
};

/** How a collection stands in the catalogue; its count is kept apart, since it changes with every write. */
export const encodeCollection = ({ space, indexes }: Collection): Buffer =>
  encode({ space: new Double(space), indexes: indexes.map(rowOf) });

/** The reverse of encodeCollection; indexes read from the catalogue are complete. */
export const decodeCollection = (ns: string, bytes: Buffer, count: number): Collection => {
  const row = decode(bytes);
  return {
    ...splitNamespace(ns),
    ns,
    space: toNumber(row.space),
    indexes: (row.indexes as Doc[]).map(indexOf),
    count,
  };
};
