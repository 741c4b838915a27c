import { setImmediate as nextTurn } from 'node:timers/promises';
import { decode, idFirst } from '../bson-decode.js';
import { type Doc, encodeStored, isDocument, toNumber, truthy } from '../bson-values.js';
import { asWriteError, change, insertInto } from '../changes.js';
import { fail, MongoFailure } from '../failure.js';
import { compile, type Matcher } from '../matcher.js';
import { select } from '../select.js';
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

interface UpdateItem {
  filter: Doc;
  matches: Matcher;
  update: Update;
  multi: boolean;
  upsert: boolean;
  hint: unknown;
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
      update,
      multi,
      upsert: truthy(item.upsert),
      hint: item.hint,
    };
  };

const matching = (store: Store, ns: string, item: Pick<UpdateItem, 'filter' | 'matches' | 'hint'>, limit: number) => {
  const collection = store.collection(ns);
  if (!collection) return [];
  return select(store, collection, { ...item, sort: [], limit });
};

const updateOne = (store: Store, ns: string, item: UpdateItem, index: number, out: Outcome): void => {
  const { filter, matches, update, multi, upsert } = item;
  const candidates = matching(store, ns, item, multi ? Number.POSITIVE_INFINITY : 1);
  let modified = 0;
  for (const candidate of candidates)
    if (change(store, store.ensure(ns), candidate, matches, update).modified) modified++;
  out.n += candidates.length;
  out.modified += modified;
  if (candidates.length > 0 || !upsert) return;
  const doc = upserted(filter, update);
  insertInto(store, store.ensure(ns), doc);
  out.n++;
  out.upserted.push({ index, _id: doc._id });
};

const update: Handler = async (request, { store }) => {
  const { body } = request;
  const ns = namespaceOf(request);
  const items = prepare(writesOf(body, 'updates', 'update'), readUpdate(variablesOf(body)));
  const run = (): Outcome =>
    inTurn(items, isOrdered(body), (item, index, out) => updateOne(store, ns, item, index, out));
  const outcome = needsWriting(store, ns, items) ? await store.write(run) : run();
  const more = outcome.upserted.length > 0 ? { upserted: outcome.upserted } : {};
  return replyOf(outcome, { nModified: outcome.modified, ...more });
};

/** A look at what is committed: commands that would change nothing are answered without waiting for a commit. */
const needsWriting = (
  store: Store,
  ns: string,
  items: readonly Prepared<{ filter: Doc; matches: Matcher; hint: unknown; upsert?: boolean }>[],
): boolean =>
  items.some((item) => {
    try {
      return 'ok' in item && (item.ok.upsert === true || matching(store, ns, item.ok, 1).length > 0);
    } catch (error) {
      if (error instanceof MongoFailure) return false;
      throw error;
    }
  });

const DELETE = new Set(['q', 'limit', 'hint', 'collation']);

interface DeleteItem {
  filter: Doc;
  matches: Matcher;
  limit: number;
  hint: unknown;
}

const readDelete =
  (variables: ReturnType<typeof variablesOf>) =>
  (item: unknown): DeleteItem => {
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
      limit: limit || Number.POSITIVE_INFINITY,
      hint: item.hint,
    };
  };

const remove: Handler = async (request, { store }) => {
  const { body } = request;
  const ns = namespaceOf(request);
  const items = prepare(writesOf(body, 'deletes', 'delete'), readDelete(variablesOf(body)));
  const run = (): Outcome =>
    inTurn(items, isOrdered(body), (item, _, out) => {
      for (const { doc } of matching(store, ns, item, item.limit)) {
        store.remove(store.ensure(ns), doc);
        out.n++;
      }
    });
  return replyOf(needsWriting(store, ns, items) ? await store.write(run) : run());
};

/** insert, update and delete: each command is one transaction. */
export const writes: Commands = {
  insert: { fields: ['documents', 'ordered'], run: insert },
  update: { fields: ['updates', 'ordered', 'let'], run: update },
  delete: { fields: ['deletes', 'ordered', 'let'], run: remove },
};
