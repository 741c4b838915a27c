import { setImmediate as nextTurn } from 'node:timers/promises';
import { decode, idFirst } from '../bson-decode.js';
import { type Doc, encodeStored, isDocument, toNumber, truthy } from '../bson-values.js';
import { asWriteError, change, insertInto } from '../changes.js';
import { fail, MongoFailure } from '../failure.js';
import { compile } from '../matcher.js';
import type { Candidate } from '../scan.js';
import { lookFor, recall, type Selection, select } from '../select.js';
import type { Store } from '../storage.js';
import { checkId, compileUpdate, type Update, upserted, withId } from '../updater.js';
import { type Commands, documentOf, type Handler, listOf, namespaceOf, noCollation, variablesOf } from './request.js';

/** One write of a command, read and compiled; or why that was refused. */
type Prepared<T> = { ok: T } | { error: Doc };

const prepare = <T>(items: readonly unknown[], read: (item: unknown) => T): Prepared<T>[] =>
  items.map((item, index) => {
    try {
      return { ok: read(item) };
    } catch (error) {
      return { error: asWriteError(error, index) };
    }
  });

interface Outcome {
  n: number;
  modified: number;
  upserted: Doc[];
  errors: Doc[];
}

/** Does the writes one after the other; the first refusal ends an ordered command. */
const inTurn = <T>(
  items: readonly Prepared<T>[],
  ordered: boolean,
  write: (item: T, index: number, out: Outcome) => void,
): Outcome => {
  const out: Outcome = { n: 0, modified: 0, upserted: [], errors: [] };
  for (let index = 0; index < items.length; index++) {
    const item = items[index]!;
    try {
      if ('error' in item) out.errors.push(item.error);
      else write(item.ok, index, out);
    } catch (error) {
      out.errors.push(asWriteError(error, index));
    }
    if (ordered && out.errors.length > 0) break;
  }
  return out;
};

const isOrdered = (body: Doc): boolean => body.ordered === undefined || truthy(body.ordered);

const replyOf = ({ n, errors }: Outcome, more: Doc = {}): Doc => ({
  n,
  ...more,
  ...(errors.length > 0 ? { writeErrors: errors } : {}),
  ok: 1,
});

const MAX_BATCH = 100_000;

const writesOf = (body: Doc, field: string, command: string): unknown[] => {
  const items = listOf(body, field, command);
  if (items.length === 0 || items.length > MAX_BATCH)
    fail('BadValue', `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${items.length} operations.`);
  return items;
};

/** Documents are stored byte for byte as they came, save that `_id` goes in front. */
const readInsert = (item: unknown): { doc: Doc; bytes: Uint8Array } => {
  const given = Buffer.isBuffer(item) ? item : undefined;
  const decoded = given ? decode(given) : (item as Doc);
  const bytes = given && idFirst(given);
  if (bytes) {
    checkId(decoded._id);
    return { doc: decoded, bytes };
  }
  const doc = withId(decoded);
  return { doc, bytes: encodeStored(doc) };
};

/** Documents are read while LMDB begins the transaction in a thread of its own, which it does one turn after it is asked to. */
const insert: Handler = async (request, { store }) => {
  const { body } = request;
  const ns = namespaceOf(request);
  const documents = writesOf(body, 'documents', 'insert');
  let items: Prepared<{ doc: Doc; bytes: Uint8Array }>[] | undefined;
  const read = () => {
    items ??= prepare(documents, readInsert);
    return items;
  };
  const written = store.write(() => {
    const collection = store.ensure(ns);
    return inTurn(read(), isOrdered(body), ({ doc, bytes }, _, out) => {
      insertInto(store, collection, doc, bytes);
      out.n++;
    });
  });
  const [outcome] = await Promise.all([written, nextTurn().then(nextTurn).then(read)]);
  return replyOf(outcome);
};

interface UpdateItem extends Selection {
  update: Update;
  upsert: boolean;
}

const UPDATE = new Set(['q', 'u', 'c', 'multi', 'upsert', 'arrayFilters', 'hint', 'collation']);

const onlyKnown = (item: Doc, known: ReadonlySet<string>, command: string): void => {
  for (const key of Object.keys(item))
    if (!known.has(key)) fail('Location40415', `BSON field '${command}.${key}' is an unknown field.`);
};

const readUpdate =
  (variables: ReturnType<typeof variablesOf>) =>
  (item: unknown): UpdateItem => {
    if (!isDocument(item)) return fail('TypeMismatch', "BSON field 'update.updates' must be documents");
    onlyKnown(item, UPDATE, 'update.updates');
    noCollation(item);
    const filter = documentOf(item, 'q');
    const update = compileUpdate(item.u, item.arrayFilters, { ...variables, ...documentOf(item, 'c') });
    const multi = truthy(item.multi);
    if (multi && update.replaces) fail('FailedToParse', 'multi update is not supported for replacement-style update');
    return {
      filter,
      matches: compile(filter, variables),
      sort: [],
      hint: item.hint,
      limit: multi ? Number.POSITIVE_INFINITY : 1,
      update,
      upsert: truthy(item.upsert),
    };
  };

/** The documents of a write as seen before its transaction, or why they cannot be told. */
type Seen = { ids: readonly Buffer[] } | { refusal: MongoFailure };

/**
 * A look at what is committed, with turns for others: a command that would change nothing is answered without waiting for a commit. Of a
 * single write all that it is about is looked for; of several only whether there is anything, for one may make what the next is about.
 */
const look = async (
  store: Store,
  ns: string,
  items: readonly Prepared<Selection & { upsert?: boolean }>[],
): Promise<{ needsWriting: boolean; seen: Seen[] }> => {
  const seen: Seen[] = [];
  for (const [index, item] of items.entries()) {
    if ('error' in item) continue;
    if (item.ok.upsert) return { needsWriting: true, seen: [] };
    const collection = store.collection(ns);
    const limit = items.length === 1 ? item.ok.limit : 1;
    const ids: Buffer[] = [];
    seen[index] = { ids };
    try {
      if (collection) for await (const { id } of lookFor(store, collection, { ...item.ok, limit })) ids.push(id);
      if (ids.length > 0) return { needsWriting: true, seen: items.length === 1 ? seen : [] };
    } catch (error) {
      if (!(error instanceof MongoFailure)) throw error;
      seen[index] = { refusal: error };
    }
  }
  return { needsWriting: false, seen };
};

/** The documents of a write. */
type Find = (selection: Selection, index: number) => readonly Candidate[];

/** When nothing was seen of any. */
const findNone =
  (seen: readonly Seen[]): Find =>
  (_, index) => {
    const before = seen[index]!;
    if ('refusal' in before) throw before.refusal;
    return [];
  };

const findNow =
  (store: Store, ns: string, seen: readonly Seen[]): Find =>
  (selection, index) => {
    const collection = store.collection(ns);
    if (!collection) return [];
    const before = seen[index];
    const again = before && 'ids' in before ? recall(store, collection, selection, before.ids) : [];
    return again.length > 0 ? again : select(store, collection, selection);
  };

/** Runs the writes, in a transaction if one is needed. */
const runAll = async <T extends Selection>(
  { store, ns, ordered }: { store: Store; ns: string; ordered: boolean },
  items: readonly Prepared<T>[],
  write: (item: T, found: readonly Candidate[], index: number, out: Outcome) => void,
): Promise<Outcome> => {
  const { needsWriting, seen } = await look(store, ns, items);
  const run = (find: Find): Outcome =>
    inTurn(items, ordered, (item, index, out) => write(item, find(item, index), index, out));
  return needsWriting ? store.write(() => run(findNow(store, ns, seen))) : run(findNone(seen));
};

const update: Handler = async (request, { store }) => {
  const { body } = request;
  const ns = namespaceOf(request);
  const items = prepare(writesOf(body, 'updates', 'update'), readUpdate(variablesOf(body)));
  const ordered = isOrdered(body);
  const outcome = await runAll({ store, ns, ordered }, items, (item, found, index, out) => {
    const { filter, matches, update, upsert } = item;
    let modified = 0;
    for (const candidate of found) if (change(store, store.ensure(ns), candidate, matches, update).modified) modified++;
    out.n += found.length;
    out.modified += modified;
    if (found.length > 0 || !upsert) return;
    const doc = upserted(filter, update);
    insertInto(store, store.ensure(ns), doc);
    out.n++;
    out.upserted.push({ index, _id: doc._id });
  });
  const more = outcome.upserted.length > 0 ? { upserted: outcome.upserted } : {};
  return replyOf(outcome, { nModified: outcome.modified, ...more });
};

const DELETE = new Set(['q', 'limit', 'hint', 'collation']);

const readDelete =
  (variables: ReturnType<typeof variablesOf>) =>
  (item: unknown): Selection => {
    if (!isDocument(item)) return fail('TypeMismatch', "BSON field 'delete.deletes' must be documents");
    onlyKnown(item, DELETE, 'delete.deletes');
    noCollation(item);
    const limit = toNumber(item.limit);
    if (limit !== 0 && limit !== 1)
      fail('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(item.limit)}`);
    const filter = documentOf(item, 'q');
    return {
      filter,
      matches: compile(filter, variables),
      sort: [],
      hint: item.hint,
      limit: limit || Number.POSITIVE_INFINITY,
    };
  };

const remove: Handler = async (request, { store }) => {
  const { body } = request;
  const ns = namespaceOf(request);
  const items = prepare(writesOf(body, 'deletes', 'delete'), readDelete(variablesOf(body)));
  const ordered = isOrdered(body);
  const outcome = await runAll({ store, ns, ordered }, items, (_, found, __, out) => {
    for (const { doc } of found) {
      store.remove(store.ensure(ns), doc);
      out.n++;
    }
  });
  return replyOf(outcome);
};

/** insert, update and delete: each command is one transaction. */
export const writes: Commands = {
  insert: { fields: ['documents', 'ordered'], run: insert },
  update: { fields: ['updates', 'ordered', 'let'], run: update },
  delete: { fields: ['deletes', 'ordered', 'let'], run: remove },
};
