import { type Doc, encode, encodeStored, has, truthy } from '../bson-values.js';
import { change, insertInto } from '../changes.js';
import { fail } from '../failure.js';
import { compile, type FoundElements } from '../matcher.js';
import { type Projection, parseProjection } from '../projection.js';
import type { Candidate } from '../scan.js';
import { lookFor, type Selection, select } from '../select.js';
import { parseSort } from '../sort.js';
import type { Store } from '../storage.js';
import { compileUpdate, type Update, upserted } from '../updater.js';
import { valueReply } from '../wire.js';
import { type Commands, documentOf, type Handler, namespaceOf, noCollation, variablesOf } from './request.js';

interface Asked extends Selection {
  projection: Projection | undefined;
  /** Undefined = the document is removed. */
  update: Update | undefined;
  upsert: boolean;
  answersNew: boolean;
}

const FIELDS = [
  'query',
  'sort',
  'remove',
  'update',
  'new',
  'upsert',
  'fields',
  'arrayFilters',
  'hint',
  'let',
  'collation',
];

const read = (body: Doc): Asked => {
  noCollation(body);
  const variables = variablesOf(body);
  const filter = documentOf(body, 'query');
  const removing = truthy(body.remove);
  const [upsert, answersNew] = [truthy(body.upsert), truthy(body.new)];
  if (removing && has(body, 'update')) fail('FailedToParse', 'Cannot specify both an update and remove=true');
  if (removing && upsert) fail('FailedToParse', 'Cannot specify both upsert=true and remove=true');
  if (removing && answersNew)
    fail('FailedToParse', "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  if (!removing && !has(body, 'update')) fail('FailedToParse', 'Either an update or remove=true must be specified');
  return {
    filter,
    matches: compile(filter, variables),
    sort: parseSort(body.sort),
    hint: body.hint,
    limit: 1,
    projection: parseProjection(body.fields, variables),
    update: removing ? undefined : compileUpdate(body.update, body.arrayFilters, variables),
    upsert,
    answersNew,
  };
};

const shaped = ({ projection, matches }: Asked, doc: Doc, bytes: Uint8Array): Uint8Array => {
  if (!projection) return bytes;
  const found: FoundElements = new Map();
  if (projection.positional) matches(doc, found);
  return encode(projection.apply(doc, found));
};

const insertNew = (store: Store, ns: string, asked: Asked, update: Update): Uint8Array => {
  const doc = upserted(asked.filter, update);
  const bytes = encodeStored(doc);
  insertInto(store, store.ensure(ns), doc, bytes);
  const answer = asked.answersNew ? shaped(asked, doc, bytes) : undefined;
  return valueReply(answer, { n: 1, updatedExisting: false, upserted: doc._id });
};

/** The document inside the transaction: what was seen before, if nobody changed it since, for a changed one may no longer come first. */
const pick = (store: Store, ns: string, asked: Asked, seen: Candidate | undefined): Candidate | undefined => {
  const collection = store.collection(ns);
  if (!collection) return undefined;
  return seen && store.get(collection, seen.id)?.equals(seen.bytes) ? seen : select(store, collection, asked)[0];
};

const apply = (store: Store, ns: string, asked: Asked, seen: Candidate | undefined): Uint8Array => {
  const { update, upsert, matches } = asked;
  const before = pick(store, ns, asked, seen);
  if (!before) return update && upsert ? insertNew(store, ns, asked, update) : nothing(update);
  const collection = store.ensure(ns);
  if (!update) {
    store.remove(collection, before.doc);
    return valueReply(shaped(asked, before.doc, before.bytes), { n: 1 });
  }
  const after = change(store, collection, before, matches, update);
  const { doc, bytes } = asked.answersNew ? after : before;
  return valueReply(shaped(asked, doc, bytes), { n: 1, updatedExisting: true });
};

const nothing = (update: Update | undefined): Uint8Array =>
  valueReply(undefined, update ? { n: 0, updatedExisting: false } : { n: 0 });

const firstOf = async (found: AsyncGenerator<Candidate>): Promise<Candidate | undefined> => (await found.next()).value;

/** Schedulers ask this all the time and mostly in vain: a look at what is committed comes first. */
const findAndModify: Handler = async (request, { store }) => {
  const ns = namespaceOf(request);
  const asked = read(request.body);
  const collection = store.collection(ns);
  const seen = collection && !asked.upsert ? await firstOf(lookFor(store, collection, asked)) : undefined;
  if (!seen && !asked.upsert) return nothing(asked.update);
  return store.write(() => apply(store, ns, asked, seen));
};

const command = { fields: FIELDS, run: findAndModify };

/** findAndModify, under both of its spellings. */
export const findAndModifies: Commands = { findAndModify: command, findandmodify: command };
