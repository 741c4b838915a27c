import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EJSON } from 'bson';
import {
  type AnyBulkWriteOperation,
  type Collection,
  type CommandStartedEvent,
  type Db,
  type Document,
  type MongoClient,
  MongoServerError,
} from 'mongodb';
import { matches } from './crud-match.js';

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

/** @returns the cases that a standalone server of version 7.0 should meet, and how many there are for all servers */
export const casesIn = (folder: string): { cases: Case[]; all: number } => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const every = files.flatMap((name) => {
    const file = EJSON.parse(readFileSync(join(folder, name), 'utf8')) as Document;
    return (file.tests as Document[]).map((test) => ({ name: `${name} › ${test.description}`, file, test }));
  });
  const asked = every.filter(({ file, test }) => meets(file.runOnRequirements) && meets(test.runOnRequirements));
  return { cases: asked, all: every.length };
};

/** What this server does not do, by the words of its refusal. Any other error that a case does not expect is a wrong answer. */
const refusals: readonly (readonly [what: string, words: RegExp])[] = [
  ['collation', /^collation is not supported by the embedded database$/],
  ['$out', /^Unrecognized pipeline stage name: '\$out'$/],
  ['$merge', /^Unrecognized pipeline stage name: '\$merge'$/],
  ['aggregate of a database', /^aggregations of a whole database are not supported by the embedded database$/],
  ['create with viewOn', /^BSON field 'create\.viewOn' is an unknown field\.$/],
  ['collMod', /^no such command: 'collMod'$/],
  ['configureFailPoint', /^no such command: 'configureFailPoint'$/],
];

const lowered = (options: Document): Document =>
  options.returnDocument ? { ...options, returnDocument: String(options.returnDocument).toLowerCase() } : options;

const onCollection = (on: Collection, name: string, args: Document): Promise<unknown> => {
  const { filter, update, replacement, document, documents, requests, pipeline, fieldName, ...options } = args;
  const operations: Record<string, () => Promise<unknown>> = {
    find: () => on.find(filter, options).toArray(),
    findOne: () => on.findOne(filter, options),
    aggregate: () => on.aggregate(pipeline, options).toArray(),
    countDocuments: () => on.countDocuments(filter, options),
    estimatedDocumentCount: () => on.estimatedDocumentCount(options),
    count: () => on.count(filter, options),
    distinct: () => on.distinct(fieldName, filter, options),
    insertOne: () => on.insertOne(document, options),
    insertMany: () => on.insertMany(documents, options),
    updateOne: () => on.updateOne(filter, update, options),
    updateMany: () => on.updateMany(filter, update, options),
    replaceOne: () => on.replaceOne(filter, replacement, options),
    deleteOne: () => on.deleteOne(filter, options),
    deleteMany: () => on.deleteMany(filter, options),
    findOneAndUpdate: () => on.findOneAndUpdate(filter, update, lowered(options)),
    findOneAndReplace: () => on.findOneAndReplace(filter, replacement, lowered(options)),
    findOneAndDelete: () => on.findOneAndDelete(filter, options),
    createIndex: () => on.createIndex(args.keys, { name: args.name, unique: args.unique }),
    bulkWrite: () => on.bulkWrite(requests as AnyBulkWriteOperation[], options),
  };
  return operations[name]!();
};

const onDatabase = (on: Db, name: string, args: Document): Promise<unknown> => {
  const { pipeline, collection, ...options } = args;
  const operations: Record<string, () => Promise<unknown>> = {
    aggregate: () => on.aggregate(pipeline, options).toArray(),
    createCollection: () => on.createCollection(collection, { ...options, pipeline }),
    dropCollection: () => on.dropCollection(collection),
    modifyCollection: () => on.command({ collMod: collection, ...options }),
  };
  return operations[name]!();
};

/** Where an operation's error is not what the case expects of it. */
const errorMatches = (expected: Document, error: unknown): boolean => {
  const { code, message, errorResponse, result } = error as Document;
  if (expected.isClientError !== undefined && error instanceof MongoServerError === expected.isClientError)
    return false;
  if (expected.errorCode !== undefined && code !== expected.errorCode) return false;
  if (expected.errorContains && !message.toLowerCase().includes(String(expected.errorContains).toLowerCase()))
    return false;
  if (expected.expectResult && !matches(expected.expectResult, result, true)) return false;
  return !expected.errorResponse || matches(expected.errorResponse, errorResponse, true);
};

/** How a case went: `refused` = the server said that it does not support what was asked. */
export type Outcome = { kind: 'passed' } | { kind: 'refused'; what: string } | { kind: 'wrong'; why: string };

type Target = (name: string, args: Document) => Promise<unknown>;

/** This driver gives a null `_id` an ObjectId unless it is told that the server makes ids; here the server is asked. */
const optionsOf = (file: Document, options: Document): Document =>
  file.description === 'create-null-ids' ? { ...options, forceServerObjectId: true } : options;

const targetsOf = (client: MongoClient, file: Document): Map<string, Target> => {
  const databases = new Map<string, Db>();
  const targets = new Map<string, Target>([['testRunner', (_, args) => client.db('admin').command(args.failPoint)]]);
  for (const { database, collection } of file.createEntities as Document[]) {
    if (database) {
      const db = client.db(database.databaseName, optionsOf(file, database.databaseOptions ?? {}));
      databases.set(database.id, db);
      targets.set(database.id, (name, args) => onDatabase(db, name, args));
    }
    if (!collection) continue;
    const on = databases.get(collection.database)!.collection(collection.collectionName, collection.collectionOptions);
    targets.set(collection.id, (name, args) => onCollection(on, name, args));
  }
  return targets;
};

const judged = async (target: Target, operation: Document): Promise<Outcome | undefined> => {
  const { name, arguments: args = {}, expectError } = operation;
  try {
    const result = await target(name, args);
    if (expectError) return { kind: 'wrong', why: `${name} should have been refused` };
    if ('expectResult' in operation && !matches(operation.expectResult, result, true))
      return { kind: 'wrong', why: `${name} answered ${EJSON.stringify(result as Document)}` };
  } catch (error) {
    if (expectError && errorMatches(expectError, error)) return undefined;
    const { message } = error as Error;
    const known = refusals.find(([, words]) => words.test(message));
    return known ? { kind: 'refused', what: known[0] } : { kind: 'wrong', why: `${name}: ${message}` };
  }
  return undefined;
};

/** This driver leaves a `bypassDocumentValidation` of false out of its commands. */
const SENT_OTHERWISE = /bypassDocumentValidation: false$/;

const eventsMatch = ({ description, expectEvents }: Document, seen: readonly CommandStartedEvent[]): boolean => {
  const expected = (expectEvents?.[0]?.events ?? []) as Document[];
  if (!expectEvents || SENT_OTHERWISE.test(description) || expected.some((event) => !event.commandStartedEvent))
    return true;
  const sent = seen.map(({ command, commandName, databaseName }) => ({
    command: EJSON.parse(EJSON.stringify(command)) as Document,
    commandName,
    databaseName,
  }));
  return (
    expected.length === sent.length &&
    expected.every(
      ({ commandStartedEvent: { command, ...names } }, i) =>
        matches(command, sent[i]!.command, true) && matches(names, sent[i], true),
    )
  );
};

const leftBehind = async (client: MongoClient, outcome: Document[]): Promise<string | undefined> => {
  for (const { databaseName, collectionName, documents } of outcome) {
    const collection = client.db(databaseName).collection(collectionName);
    const found = await collection.find({}, { sort: { _id: 1 } }).toArray();
    if (!matches(documents, found, false)) return `left behind ${EJSON.stringify(found)}`;
  }
  return undefined;
};

/** Runs one case from clean data. @param client monitors commands, so that those of the case can be compared */
export const play = async (client: MongoClient, { file, test }: Case): Promise<Outcome> => {
  for (const { databaseName, collectionName, documents } of (file.initialData ?? []) as Document[]) {
    const collection = client.db(databaseName).collection(collectionName);
    await collection.drop().catch(() => false);
    if (documents.length > 0) await collection.insertMany(documents);
  }
  const targets = targetsOf(client, file);
  const seen: CommandStartedEvent[] = [];
  const note = (event: CommandStartedEvent): unknown => seen.push(event);
  client.on('commandStarted', note);
  try {
    for (const operation of test.operations as Document[]) {
      const outcome = await judged(targets.get(operation.object)!, operation);
      if (outcome) return outcome;
    }
  } finally {
    client.off('commandStarted', note);
  }
  const why = await leftBehind(client, (test.outcome ?? []) as Document[]);
  if (why) return { kind: 'wrong', why };
  return eventsMatch(test, seen)
    ? { kind: 'passed' }
    : { kind: 'wrong', why: `sent ${EJSON.stringify(seen.map(({ command }) => command))}` };
};
