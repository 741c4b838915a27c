import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { EJSON } from 'bson';
import { type Db, type Document, MongoClient } from 'mongodb';
import { serving } from '../embedded/serving.js';

/** A document. */
export type Row = Document;

/** Collections hold documents with any `_id`. */
export type Collected = Document & { _id: number };

/** The page of MongoDB's manual that an expectation is taken from. */
export const manual = (page: string): string =>
  `https://www.mongodb.com/docs/v7.0/${/^(tutorial|core)/.test(page) ? '' : 'reference/'}${page}/`;

const other = process.env.MONGODB_URI;

const elsewhere = (uri: string): (() => Db) => {
  let client: MongoClient;
  let db: Db;
  beforeAll(async () => {
    client = await MongoClient.connect(uri);
    db = client.db(`contract_${randomBytes(6).toString('hex')}`);
  });
  afterAll(async () => {
    await db?.dropDatabase();
    await client?.close();
  });
  return () => db;
};

/** The server whose answers are judged: the built-in one, or that of `MONGODB_URI`, in a database that is dropped afterwards. */
export const server = (): (() => Db) => (other ? elsewhere(other) : serving().db);

/** With every BSON type and the order of fields: what two documents that read the same also share. */
export const exact = (value: unknown): string => EJSON.stringify(value, { relaxed: false });

/** The code of MongoDB's refusal; 0 when there was none. */
export const codeOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => 0,
    (error: { code?: unknown; message: string }) => Number(error.code ?? Number.NaN) || error.message,
  );
