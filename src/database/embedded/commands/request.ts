import { binaryParts } from '../bson-order.js';
import { bsonTypeOf, type Doc, has, isDocument } from '../bson-values.js';
import type { Cursors } from '../cursors.js';
import type { Variables } from '../expression.js';
import { evaluate } from '../expressions.js';
import { fail } from '../failure.js';
import type { Store } from '../storage.js';

/** What commands work on. */
export interface Surroundings {
  store: Store;
  cursors: Cursors;
}

/** One command of one client. */
export interface Request {
  /** The command's name, its first key. */
  name: string;
  db: string;
  body: Doc;
  connection: number;
}

/** What tells a session from others, from its `lsid`. */
export const sessionOf = (lsid: unknown): string | undefined =>
  isDocument(lsid) && bsonTypeOf(lsid.id) === 'Binary' ? binaryParts(lsid.id).bytes.toString('hex') : undefined;

/** A reply is a document, or the BSON bytes of one. */
export type Handler = (request: Request, surroundings: Surroundings) => Promise<Doc | Uint8Array> | Doc | Uint8Array;

/** A command that is served. */
export interface Command {
  /** Its own option fields; absent = any are let by, as MongoDB does in a greeting. */
  fields?: readonly string[];
  run: Handler;
}

/** Commands by name. */
export type Commands = Readonly<Record<string, Command>>;

/** What any command may carry and what changes nothing here. */
export const generalFields: ReadonlySet<string> = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  '$configServerState',
  'lsid',
  'comment',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'allowDiskUse',
  'bypassDocumentValidation',
]);

/** @throws MongoFailure Location40415 for fields that the command does not know or this server does not serve */
export const onlyFields = ({ name, body }: Request, { fields }: Command): void => {
  if (!fields) return;
  for (const field of Object.keys(body))
    if (field !== name && !generalFields.has(field) && !fields.includes(field))
      fail('Location40415', `BSON field '${name}.${field}' is an unknown field.`);
};

/** The collection that a command names. @throws MongoFailure InvalidNamespace */
export const namespaceOf = ({ name, db, body }: Request): string => {
  const collection = body[name];
  if (typeof collection !== 'string' || collection === '')
    return fail('InvalidNamespace', `Invalid namespace specified '${db}.${String(collection)}'`);
  return `${db}.${collection}`;
};

/** An optional document. @throws MongoFailure TypeMismatch */
export const documentOf = (body: Doc, field: string): Doc => {
  const value = body[field];
  if (value === undefined || value === null) return {};
  return isDocument(value)
    ? value
    : fail('TypeMismatch', `BSON field '${field}' is the wrong type, expected type 'object'`);
};

/** An array that must be there. @throws MongoFailure FailedToParse, TypeMismatch */
export const listOf = (body: Doc, field: string, command: string): unknown[] => {
  if (!has(body, field))
    return fail('FailedToParse', `BSON field '${command}.${field}' is missing but a required field`);
  const value = body[field];
  return Array.isArray(value)
    ? value
    : fail('TypeMismatch', `BSON field '${command}.${field}' is the wrong type, expected type 'array'`);
};

/** Only the binary order of strings is supported. @throws MongoFailure BadValue */
export const noCollation = (body: Doc): void => {
  const collation = body.collation;
  if (collation === undefined || collation === null) return;
  if (isDocument(collation) && (collation.locale === 'simple' || Object.keys(collation).length === 0)) return;
  fail('BadValue', 'collation is not supported by the embedded database');
};

/** The values of `let`. */
export const variablesOf = (body: Doc): Variables => {
  const given = documentOf(body, 'let');
  return Object.fromEntries(Object.keys(given).map((key) => [key, evaluate(given[key])({})]));
};
