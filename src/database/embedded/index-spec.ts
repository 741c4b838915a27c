import { sameValue } from './bson-order.js';
import { type Doc, encode, has, isDocument, isNumber, toNumber, truthy } from './bson-values.js';
import { fail } from './failure.js';
import { indexKeys } from './index-keys.js';
import { encodeEntry, fieldLimit, MAX_INDEX_FIELDS } from './key-encoding.js';
import { compile, type Matcher } from './matcher.js';

/** An index as it is asked for and listed. */
export interface IndexSpec {
  name: string;
  key: Doc;
  unique: boolean;
  sparse: boolean;
  partial?: Doc;
  expireAfterSeconds?: number;
}

/** A unique index refused a write. */
export interface Conflict {
  index: IndexSpec;
  values: readonly unknown[];
}

/** An index at work. */
export interface Index extends IndexSpec {
  /** Its number in the store's keys. */
  readonly space: number;
  readonly fields: readonly string[];
  readonly directions: readonly number[];
  readonly paths: readonly (readonly string[])[];
  /** Paths with a number in them name array elements or fields; no conditions are put on those. */
  readonly positional: readonly boolean[];
  readonly limit: number;
  readonly covers: Matcher;
  /** Which fields were ever seen to go through an array. */
  multikey: boolean[];
  /** A key was cut: the order of entries is not exact. */
  inexact: boolean;
  /** False until the write that built it is committed; readers pass it over. */
  ready: boolean;
}

const known = new Set([
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'ns',
]);

const keyText = (key: Doc): string =>
  Object.keys(key)
    .map((field) => `${field}_${isNumber(key[field]) ? toNumber(key[field]) : String(key[field])}`)
    .join('_');

const checkKey = (key: unknown): Doc => {
  if (!isDocument(key) || Object.keys(key).length === 0)
    return fail('CannotCreateIndex', 'Index keys cannot be an empty object');
  const fields = Object.keys(key);
  if (fields.length > MAX_INDEX_FIELDS)
    fail('CannotCreateIndex', `more than ${MAX_INDEX_FIELDS} index fields are not supported by the embedded database`);
  for (const field of fields) {
    if (!isNumber(key[field]) || toNumber(key[field]) === 0 || Number.isNaN(toNumber(key[field])))
      fail('CannotCreateIndex', `Index type '${String(key[field])}' is not supported by the embedded database`);
    if (field === '' || field.split('.').some((part) => part === '' || part.startsWith('$')))
      fail('CannotCreateIndex', `Index key contains an illegal field name: '${field}'`);
  }
  return key;
};

const ttlOf = (value: unknown, key: Doc): number => {
  const seconds = toNumber(value);
  if (!isNumber(value) || Number.isNaN(seconds) || seconds < 0 || seconds > 2147483647)
    return fail('CannotCreateIndex', 'TTL index expireAfterSeconds must be within the range 0 to 2147483647');
  if (Object.keys(key).length > 1) fail('CannotCreateIndex', 'TTL indexes are single-field indexes');
  return seconds;
};

const inPartial = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$in', '$exists', '$and', '$or']);

/** What MongoDB lets a partial index be built over: conditions that a query can be seen to imply. */
const checkPartial = (expression: unknown): void => {
  if (Array.isArray(expression)) for (const part of expression) checkPartial(part);
  if (!isDocument(expression)) return;
  for (const key of Object.keys(expression)) {
    if ((key.startsWith('$') && !inPartial.has(key)) || (key === '$exists' && !truthy(expression[key])))
      fail('CannotCreateIndex', `Unsupported expression in partial index: ${key}`);
    checkPartial(expression[key]);
  }
};

/** Reads one element of createIndexes' `indexes`. @throws MongoFailure for what is wrong or not supported */
export const parseIndex = (given: unknown): IndexSpec => {
  if (!isDocument(given)) return fail('TypeMismatch', "BSON field 'createIndexes.indexes' must be documents");
  for (const option of Object.keys(given))
    if (!known.has(option))
      fail('InvalidOptions', `index option '${option}' is not supported by the embedded database`);
  const key = checkKey(given.key);
  const partial = given.partialFilterExpression;
  if (partial !== undefined && !isDocument(partial))
    fail('CannotCreateIndex', 'partialFilterExpression must be an object');
  checkPartial(partial);
  if (isDocument(partial)) compile(partial);
  if (partial !== undefined && truthy(given.sparse))
    fail('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  return {
    name: typeof given.name === 'string' && given.name !== '' ? given.name : keyText(key),
    key,
    unique: truthy(given.unique),
    sparse: truthy(given.sparse),
    ...(isDocument(partial) ? { partial } : {}),
    ...(has(given, 'expireAfterSeconds') ? { expireAfterSeconds: ttlOf(given.expireAfterSeconds, key) } : {}),
  };
};

/** Key patterns are the same when fields, their order and their directions are. */
export const sameKey = (a: Doc, b: Doc): boolean => sameValue(a, b);

/** True when two indexes differ in nothing but name and key. */
export const sameOptions = (a: IndexSpec, b: IndexSpec): boolean =>
  a.unique === b.unique &&
  a.sparse === b.sparse &&
  a.expireAfterSeconds === b.expireAfterSeconds &&
  encode(a.partial ?? {}).equals(encode(b.partial ?? {}));

/** How listIndexes shows it. */
export const presentIndex = (index: IndexSpec): Doc => ({
  v: 2,
  key: index.key,
  name: index.name,
  ...(index.unique && index.name !== '_id_' ? { unique: true } : {}),
  ...(index.sparse ? { sparse: true } : {}),
  ...(index.partial ? { partialFilterExpression: index.partial } : {}),
  ...(index.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: index.expireAfterSeconds }),
});

/** An index that no document was added to yet. @param space its number in the store’s keys */
export const indexAtWork = (spec: IndexSpec, space: number): Index => {
  const fields = Object.keys(spec.key);
  return {
    ...spec,
    space,
    fields,
    directions: fields.map((field) => (toNumber(spec.key[field]) < 0 ? -1 : 1)),
    paths: fields.map((field) => field.split('.')),
    positional: fields.map((field) => field.split('.').some((part) => /^\d+$/.test(part))),
    limit: fieldLimit(fields.length),
    covers: compile(spec.partial ?? {}),
    multikey: fields.map(() => false),
    inexact: false,
    ready: false,
  };
};

/** One entry of a document in an index. */
export interface Entry {
  /** As it stands in the store. @see encodeEntry */
  key: Buffer;
  values: readonly unknown[];
}

const distinct = (entries: readonly Entry[]): Entry[] => [
  ...new Map(entries.map((entry) => [entry.key.toString('latin1'), entry])).values(),
];

/**
 * A document's entries, without repeats. `learned` says that the index's multikey or inexact marks changed.
 * @param id the document's encoded `_id`
 */
export const entriesOf = (index: Index, doc: Doc, id: Uint8Array): { entries: Entry[]; learned: boolean } => {
  if (index.partial && !index.covers(doc)) return { entries: [], learned: false };
  const { keys, multikey } = indexKeys(doc, index.paths);
  let learned = false;
  for (let i = 0; i < multikey.length; i++)
    if (multikey[i] && !index.multikey[i]) {
      index.multikey[i] = true;
      learned = true;
    }
  const held = index.sparse ? keys.filter((values) => values.some((value) => value !== undefined)) : keys;
  const entries = held.map((values) => {
    const { bytes: key, cut } = encodeEntry(values, index, id);
    if (cut && !index.inexact) {
      index.inexact = true;
      learned = true;
    }
    return { key, values };
  });
  return { entries: entries.length < 2 ? entries : distinct(entries), learned };
};
