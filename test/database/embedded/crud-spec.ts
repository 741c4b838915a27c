import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EJSON } from 'bson';
import type { AnyBulkWriteOperation, Collection, Db, Document, MongoClient } from 'mongodb';

/** One case of MongoDB's published CRUD tests, with the file's data around it. */
export interface Case {
  name: string;
  file: Document;
  test: Document;
}

const version = (text: string): number => {
  const [major = 0, minor = 0] = text.split('.').map(Number);
  return major * 100 + minor;
};

const SERVER = 700;

const meets = (requirements: Document[] | undefined): boolean =>
  !requirements ||
  requirements.some(
    ({ minServerVersion, maxServerVersion, topologies, auth }) =>
      (!minServerVersion || version(minServerVersion) <= SERVER) &&
      (!maxServerVersion || version(maxServerVersion) >= SERVER) &&
      (!topologies || topologies.includes('single')) &&
      auth !== true,
  );

/** The cases that a standalone server of version 7.0 should meet; those that need a failPoint are left out. */
export const casesIn = (folder: string): Case[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const file = EJSON.parse(readFileSync(join(folder, name), 'utf8')) as Document;
      if (!meets(file.runOnRequirements)) return [];
      const tests = (file.tests as Document[]).filter(
        (test) =>
          meets(test.runOnRequirements) &&
          !test.skipReason &&
          !(test.operations as Document[]).some((operation) => operation.object === 'testRunner'),
      );
      return tests.map((test) => ({ name: `${name} › ${test.description}`, file, test }));
    });

const isPlain = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Whether a result is what the case expects; documents at the root may have more fields than are named. */
const matches = (expected: unknown, actual: unknown, root: boolean): boolean => {
  if (isPlain(expected)) {
    if ('$$unsetOrMatches' in expected)
      return actual === undefined || actual === null || matches(expected.$$unsetOrMatches, actual, root);
    if ('$$type' in expected) return actual !== undefined;
    if (typeof actual !== 'object' || actual === null) return false;
    const given = actual as Document;
    for (const [key, value] of Object.entries(expected)) {
      if (isPlain(value) && '$$exists' in value) {
        if ((given[key] !== undefined) !== value.$$exists) return false;
      } else if (!matches(value, given[key], false)) return false;
    }
    return root || Object.keys(given).every((key) => key in expected);
  }
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, i) => matches(item, actual[i], root))
    );
  return EJSON.stringify(expected) === EJSON.stringify(actual);
};

const run = async (on: Collection | Db, name: string, args: Document): Promise<unknown> => {
  const { filter, update, replacement, document, documents, requests, pipeline, fieldName, ...options } = args;
  const collection = on as Collection;
  switch (name) {
    case 'find':
      return collection.find(filter, options).toArray();
    case 'findOne':
      return collection.findOne(filter, options);
    case 'aggregate':
      return on.aggregate(pipeline, options).toArray();
    case 'countDocuments':
      return collection.countDocuments(filter, options);
    case 'estimatedDocumentCount':
      return collection.estimatedDocumentCount(options);
    case 'count':
      return collection.count(filter, options);
    case 'distinct':
      return collection.distinct(fieldName, filter, options);
    case 'insertOne':
      return collection.insertOne(document, options);
    case 'insertMany':
      return collection.insertMany(documents, options);
    case 'updateOne':
      return collection.updateOne(filter, update, options);
    case 'updateMany':
      return collection.updateMany(filter, update, options);
    case 'replaceOne':
      return collection.replaceOne(filter, replacement, options);
    case 'deleteOne':
      return collection.deleteOne(filter, options);
    case 'deleteMany':
      return collection.deleteMany(filter, options);
    case 'findOneAndUpdate':
      return collection.findOneAndUpdate(filter, update, lowered(options));
    case 'findOneAndReplace':
      return collection.findOneAndReplace(filter, replacement, lowered(options));
    case 'findOneAndDelete':
      return collection.findOneAndDelete(filter, options);
    case 'createIndex':
      return collection.createIndex(args.keys, { name: args.name, unique: args.unique });
    case 'bulkWrite':
      return collection.bulkWrite(requests as AnyBulkWriteOperation[], options);
    default:
      throw new Unsupported(`operation ${name}`);
  }
};

const lowered = (options: Document): Document =>
  options.returnDocument ? { ...options, returnDocument: String(options.returnDocument).toLowerCase() } : options;

class Unsupported extends Error {}

const isRefusal = (error: unknown): boolean => {
  if (error instanceof Unsupported) return true;
  const { code, message } = error as { code?: number; message: string };
  return /not supported by the embedded database/.test(message) || [59, 40324, 40573].includes(Number(code));
};

const errorMatches = (expected: Document, error: unknown): boolean => {
  const { code, message, errorResponse } = error as { code?: number; message: string; errorResponse?: Document };
  if (expected.errorCode !== undefined && code !== expected.errorCode) return false;
  if (expected.errorContains && !message.toLowerCase().includes(String(expected.errorContains).toLowerCase()))
    return false;
  return !expected.errorResponse || matches(expected.errorResponse, errorResponse, true);
};

/** How a case went: `refused` = the server said that it does not support what was asked. */
export type Outcome = { kind: 'passed' } | { kind: 'refused'; why: string } | { kind: 'failed'; why: string };

const entities = (client: MongoClient, file: Document): Map<string, Collection | Db> => {
  const made = new Map<string, Collection | Db>();
  for (const entity of file.createEntities as Document[]) {
    const { database, collection } = entity;
    if (database) made.set(database.id, client.db(database.databaseName, database.databaseOptions));
    if (collection)
      made.set(
        collection.id,
        (made.get(collection.database) as Db).collection(collection.collectionName, collection.collectionOptions),
      );
  }
  return made;
};

/** Runs one case from clean data. */
export const play = async (client: MongoClient, { file, test }: Case): Promise<Outcome> => {
  for (const { databaseName, collectionName, documents } of (file.initialData ?? []) as Document[]) {
    const collection = client.db(databaseName).collection(collectionName);
    await collection.drop().catch(() => false);
    if (documents.length > 0) await collection.insertMany(documents);
  }
  const objects = entities(client, file);
  for (const operation of test.operations as Document[]) {
    const label = `${operation.name}`;
    const on = objects.get(operation.object);
    if (!on) return { kind: 'refused', why: `object ${operation.object}` };
    try {
      const result = await run(on, operation.name, operation.arguments ?? {});
      if (operation.expectError) return { kind: 'failed', why: `${label} should have been refused` };
      if ('expectResult' in operation && !matches(operation.expectResult, result, true))
        return { kind: 'failed', why: `${label} answered ${EJSON.stringify(result as Document)}` };
    } catch (error) {
      if (operation.expectError && errorMatches(operation.expectError, error)) continue;
      const why = `${label}: ${(error as Error).message}`;
      return { kind: isRefusal(error) ? 'refused' : 'failed', why };
    }
  }
  for (const { databaseName, collectionName, documents } of (test.outcome ?? []) as Document[]) {
    const found = await client
      .db(databaseName)
      .collection(collectionName)
      .find({}, { sort: { _id: 1 } })
      .toArray();
    if (!matches(documents, found, false)) return { kind: 'failed', why: `left behind ${EJSON.stringify(found)}` };
  }
  return { kind: 'passed' };
};
