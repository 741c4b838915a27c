import { Long } from 'bson';
import { aggregate } from '../aggregate.js';
import { type Doc, has, isDocument, typeName, wholeNumber } from '../bson-values.js';
import { fail } from '../failure.js';
import { identityOf } from '../key-encoding.js';
import { compile } from '../matcher.js';
import { parseProjection } from '../projection.js';
import { type Batches, ComputedBatches, type Query, Reader } from '../reader.js';
import { parseSort } from '../sort.js';
import { cursorReply } from '../wire.js';
import {
  type Commands,
  documentOf,
  type Handler,
  listOf,
  namespaceOf,
  noCollation,
  type Request,
  type Surroundings,
  sessionOf,
  variablesOf,
} from './request.js';

const FIRST_BATCH = 101;
/** Without a size asked for: what a client in the same process decodes in a few milliseconds. */
const NEXT_BATCH = 500;
const NONE = Long.ZERO;

/** Answers the first batch, keeping a cursor for the rest unless `single`. */
export const firstBatch = async (
  { cursors }: Surroundings,
  { body }: Request,
  ns: string,
  batches: Batches,
  size: number,
  single = false,
): Promise<Uint8Array> => {
  const { docs, done } = await batches.batch(size);
  const id = done || single ? NONE : cursors.add(ns, batches, sessionOf(body.lsid));
  return cursorReply('firstBatch', docs, { id, ns });
};

const FIND = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'let',
  'collation',
  'noCursorTimeout',
  'allowPartialResults',
];

const bounded = (value: number | undefined, field: string): number => {
  if (value !== undefined && value < 0)
    return fail('BadValue', `BSON field '${field}' value must be >= 0, actual value '${value}'`);
  return value ?? 0;
};

/** The query of a find command. */
export const queryOf = (body: Doc): Query => {
  noCollation(body);
  const variables = variablesOf(body);
  return {
    filter: documentOf(body, 'filter'),
    sort: parseSort(body.sort),
    skip: bounded(wholeNumber(body.skip, 'skip'), 'skip'),
    limit: Math.abs(wholeNumber(body.limit, 'limit') ?? 0),
    hint: body.hint,
    projection: parseProjection(body.projection, variables),
    variables,
  };
};

const find: Handler = (request, surroundings) => {
  const { body } = request;
  const ns = namespaceOf(request);
  const query = queryOf(body);
  const collection = surroundings.store.collection(ns);
  if (!collection) compile(query.filter, query.variables);
  const batches = collection ? new Reader(surroundings.store, collection, query) : new ComputedBatches([]);
  const size = bounded(wholeNumber(body.batchSize, 'batchSize') ?? FIRST_BATCH, 'batchSize');
  const single = body.singleBatch === true || (wholeNumber(body.limit, 'limit') ?? 0) < 0;
  return firstBatch(surroundings, request, ns, batches, size, single);
};

const cursorId = (id: unknown): Long =>
  id instanceof Long ? id : fail('TypeMismatch', `a cursor id is of type '${typeName(id)}', expected type 'long'`);

const getMore: Handler = async (request, { cursors }) => {
  const { body, db } = request;
  const id = cursorId(body.getMore);
  const ns = `${db}.${String(body.collection)}`;
  const size = bounded(wholeNumber(body.batchSize, 'batchSize'), 'batchSize') || NEXT_BATCH;
  const { docs, done } = await cursors.next(id, ns, size);
  return cursorReply('nextBatch', docs, { id: done ? NONE : id, ns });
};

const killCursors: Handler = (request, { cursors }) => {
  const [killed, unknown]: [Long[], Long[]] = [[], []];
  for (const id of listOf(request.body, 'cursors', 'killCursors').map(cursorId))
    (cursors.kill(id) ? killed : unknown).push(id);
  return { cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
};

/** The query of a count command; its limit may be negative, meaning the same. */
export const countQuery = (body: Doc): Query => {
  noCollation(body);
  return {
    filter: documentOf(body, 'query'),
    sort: [],
    skip: bounded(wholeNumber(body.skip, 'skip'), 'skip'),
    limit: Math.abs(wholeNumber(body.limit, 'limit') ?? 0),
    hint: body.hint,
  };
};

const count: Handler = async (request, { store }) => {
  const query = countQuery(request.body);
  const collection = store.collection(namespaceOf(request));
  if (!collection) {
    compile(query.filter);
    return { n: 0, ok: 1 };
  }
  if (Object.keys(query.filter).length === 0 && !query.hint) {
    const left = Math.max(0, collection.count - query.skip);
    return { n: query.limit ? Math.min(left, query.limit) : left, ok: 1 };
  }
  let n = 0;
  for await (const _ of new Reader(store, collection, query).documents()) n++;
  return { n, ok: 1 };
};

const valuesAt = (node: unknown, parts: readonly string[], into: unknown[]): void => {
  const [part, ...below] = parts;
  if (part === undefined) {
    if (Array.isArray(node)) for (const item of node) into.push(item);
    else into.push(node);
  } else if (Array.isArray(node)) {
    if (/^\d+$/.test(part) && Number(part) < node.length) valuesAt(node[Number(part)], below, into);
    else for (const item of node) if (isDocument(item)) valuesAt(item, parts, into);
  } else if (isDocument(node) && has(node, part)) valuesAt(node[part], below, into);
};

/** The query of a distinct command. */
export const distinctQuery = (body: Doc): Query => {
  noCollation(body);
  return { filter: documentOf(body, 'query'), sort: [], skip: 0, limit: 0, hint: body.hint };
};

const distinct: Handler = async (request, { store }) => {
  const { key } = request.body;
  if (typeof key !== 'string')
    return fail('TypeMismatch', "BSON field 'distinct.key' is the wrong type, expected type 'string'");
  const query = distinctQuery(request.body);
  const collection = store.collection(namespaceOf(request));
  const distinctValues = new Map<string, unknown>();
  const parts = key.split('.');
  if (collection)
    for await (const { doc } of new Reader(store, collection, query).documents()) {
      const values: unknown[] = [];
      valuesAt(doc, parts, values);
      for (const value of values) {
        const identity = identityOf(value);
        if (!distinctValues.has(identity)) distinctValues.set(identity, value);
      }
    }
  return { values: [...distinctValues.values()], ok: 1 };
};

/** What an aggregate command asks. */
export const aggregationOf = ({ body, db }: Request) => {
  noCollation(body);
  const collection = body.aggregate;
  if (typeof collection !== 'string')
    return fail('Location40324', 'aggregations of a whole database are not supported by the embedded database');
  return { db, collection, pipeline: body.pipeline, variables: variablesOf(body), hint: body.hint };
};

const aggregateCommand: Handler = async (request, surroundings) => {
  const { body } = request;
  const aggregation = aggregationOf(request);
  if (!isDocument(body.cursor))
    return fail('FailedToParse', "The 'cursor' option is required, except for aggregate with the explain argument");
  const size = bounded(wholeNumber(body.cursor.batchSize, 'batchSize') ?? FIRST_BATCH, 'batchSize');
  const batches = await aggregate(surroundings.store, aggregation);
  return firstBatch(surroundings, request, `${aggregation.db}.${aggregation.collection}`, batches, size);
};

/** Commands that read. */
export const reads: Commands = {
  find: { fields: FIND, run: find },
  getMore: { fields: ['collection', 'batchSize'], run: getMore },
  killCursors: { fields: ['cursors'], run: killCursors },
  count: { fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'], run: count },
  distinct: { fields: ['key', 'query', 'collation', 'hint'], run: distinct },
  aggregate: { fields: ['pipeline', 'cursor', 'hint', 'let', 'collation'], run: aggregateCommand },
};
