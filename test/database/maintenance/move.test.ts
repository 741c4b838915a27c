import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { type EmbeddedDatabase, startEmbedded } from '../../../src/database/embedded/index.js';
import { jsonOf } from '../../../src/database/maintenance/bson-to-json.js';
import { exportCollections, importCollections } from '../../../src/database/maintenance/index.js';
import { insertRaw } from '../../../src/database/maintenance/insert-raw.js';
import { anyStored, documentOf, everyType } from './documents.js';

const root = mkdtempSync(join(tmpdir(), 'move-'));
const here = join(root, 'here');
const there = join(root, 'there');
const stores: EmbeddedDatabase[] = [];
const clients: MongoClient[] = [];
const quiet = (): void => undefined;

const open = async (dataDir: string): Promise<MongoClient> => {
  const store = await startEmbedded({ dataDir, inThread: true, noSync: true });
  const client = await MongoClient.connect(store.uri);
  stores.push(store);
  clients.push(client);
  return client;
};
const stored = async (client: MongoClient, name: string): Promise<Buffer[]> =>
  (await client.db().collection(name).find({}, { raw: true }).sort({ _id: 1 }).toArray()) as unknown as Buffer[];

let from: MongoClient;
let to: MongoClient;
beforeAll(async () => {
  from = await open(here);
  to = await open(there);
});
afterAll(async () => {
  for (const client of clients) await client.close();
  for (const store of stores) await store.close();
  rmSync(root, { recursive: true, force: true });
});
const folder = (name: string): string => join(root, name);
const clear = async (): Promise<void> => {
  for (const client of clients) await client.db().dropDatabase();
};

describe('export and import', () => {
  it('bring every document over byte for byte, with indexes and empty collections', async () => {
    const documents = fc.sample(
      fc
        .array(fc.constant(0), { minLength: 1 })
        .chain(() => fc.tuple(...Array.from({ length: 200 }, (_, n) => anyStored(n)))),
      1,
    )[0]!;
    expect(await insertRaw(from.db(), 'any.thing/at all', documents)).toEqual([]);
    expect(await insertRaw(from.db(), 'types', [everyType])).toEqual([]);
    await from.db().createCollection('empty');
    await from
      .db()
      .collection('types')
      .createIndexes([
        { key: { int: 1, long: -1 }, unique: true },
        { key: { date: 1 }, expireAfterSeconds: 3600 },
        { key: { string: 1 }, partialFilterExpression: { int: { $gt: 5 } } },
      ]);
    const told: string[] = [];
    const exported = await exportCollections({ dataDir: here }, { to: folder('a') }, ({ collection, done, total }) =>
      told.push(`${collection} ${done}/${total}`),
    );
    expect(exported.collections.map(({ name, documents: count }) => [name, count])).toEqual([
      ['any.thing/at all', 200],
      ['empty', 0],
      ['types', 1],
    ]);
    expect(told).toContain('types 1/1');
    expect(readdirSync(root).filter((name) => name.includes('partial'))).toEqual([]);
    expect(statSync(join(folder('a'), 'types.jsonl')).mode & 0o777).toBe(0o600);

    const imported = await importCollections({ dataDir: there }, { from: folder('a') }, quiet);
    expect(imported.problems).toEqual([]);
    for (const { name } of exported.collections) {
      expect(await stored(to, name)).toEqual(await stored(from, name));
      expect(await to.db().collection(name).listIndexes().toArray()).toEqual(
        await from.db().collection(name).listIndexes().toArray(),
      );
    }
    const again = await importCollections({ dataDir: there }, { from: folder('a') }, quiet);
    expect(again.problems).toEqual([]);
    expect(again.collections.map(({ inserted, there: same }) => [inserted, same])).toEqual([
      [0, 200],
      [0, 0],
      [0, 1],
    ]);
    await clear();
  });

  it('put _id in front, as a server does', async () => {
    mkdirSync(folder('g'));
    writeFileSync(join(folder('g'), 'rows.jsonl'), '{"10":"a","_id":"x","2":"b"}\n');
    for (const [inserted, same] of [
      [1, 0],
      [0, 1],
    ] as const) {
      const { collections } = await importCollections({ dataDir: there }, { from: folder('g') }, quiet);
      expect(collections).toEqual([{ name: 'rows', inserted, there: same, indexes: 0 }]);
    }
    await to
      .db()
      .collection<{ _id: string }>('rows')
      .updateOne({ _id: 'x' }, { $set: { n: 'c' } });
    await to
      .db()
      .collection<{ _id: string }>('rows')
      .findOneAndUpdate({ _id: 'y' }, { $set: { '7': 'd' } }, { upsert: true });
    expect((await stored(to, 'rows')).map(jsonOf)).toEqual([
      '{"_id":"x","2":"b","10":"a","n":"c"}',
      '{"_id":"y","7":"d"}',
    ]);
    await clear();
  });

  it('go on after a break, and report what differs, is broken or missing without touching it', async () => {
    const rows = Array.from({ length: 2500 }, (_, _id) => ({ _id, n: _id }));
    await from.db().collection<{ _id: number; n: number }>('rows').insertMany(rows);
    await exportCollections({ dataDir: here }, { to: folder('b') }, quiet);
    const file = join(folder('b'), 'rows.jsonl');
    const whole = readFileSync(file, 'utf8');
    const lines = whole.split('\n');
    await to
      .db()
      .collection<{ _id: number; n: number }>('rows')
      .insertMany([...rows.slice(0, 1200), { _id: 1500, n: 7 }]);
    lines[1300] = '{"_id":{"$numberInt":"1300"},"n":1}';
    lines[1301] = '{"_id":{"$numberInt":"1301"},"n":';
    lines[1302] = '{"n":{"$numberInt":"1302"}}';
    writeFileSync(file, lines.slice(0, 2499).join('\n'));
    appendFileSync(file, Buffer.of(10, 0x22, 0xff));
    const { collections, problems, problemCount } = await importCollections(
      { dataDir: there },
      { from: folder('b') },
      quiet,
    );
    expect(collections).toEqual([{ name: 'rows', inserted: 1295, there: 1200, indexes: 0 }]);
    expect(problems.map(({ line, kind, reason }) => [line, kind, reason])).toEqual([
      [1301, 'broken', expect.stringMatching(/bare number 1/)],
      [1302, 'broken', expect.stringMatching(/expected a value at column 34/)],
      [1303, 'broken', 'expected one _id'],
      [1501, 'differs', expect.any(String)],
      [2500, 'broken', expect.stringMatching(/valid/)],
    ]);
    expect(problemCount).toBe(5);
    expect(await to.db().collection<{ _id: number }>('rows').findOne({ _id: 1500 })).toEqual({ _id: 1500, n: 7 });

    writeFileSync(file, whole.split('\n').slice(0, 1000).join('\n'));
    const short = await importCollections({ dataDir: there }, { from: folder('b') }, quiet);
    expect(short.problems).toEqual([
      { file: 'rows.jsonl', kind: 'short', reason: '1000 documents, 2500 were exported' },
    ]);
    await to.db().collection<{ _id: number }>('rows').deleteOne({ _id: 1500 });
    writeFileSync(file, whole);
    expect((await importCollections({ dataDir: there }, { from: folder('b') }, quiet)).problems).toEqual([]);
    expect(await stored(to, 'rows')).toEqual(await stored(from, 'rows'));
    await clear();
  });

  it('tell of indexes that cannot be made, and of keys that are taken', async () => {
    await from
      .db()
      .collection<{ _id: number; k: number }>('keys')
      .insertMany([
        { _id: 1, k: 1 },
        { _id: 2, k: 2 },
      ]);
    await from.db().collection('keys').createIndex({ k: 1 }, { unique: true });
    await exportCollections({ dataDir: here }, { to: folder('c'), collections: ['keys'] }, quiet);
    await to.db().collection<{ _id: number; k: number }>('keys').insertOne({ _id: 9, k: 2 });
    const first = await importCollections({ dataDir: there }, { from: folder('c') }, quiet);
    expect(first.problems).toMatchObject([{ kind: 'refused', reason: expect.stringMatching(/index k_1: E11000/) }]);
    await to.db().collection<{ _id: number }>('keys').deleteOne({ _id: 2 });
    await to.db().collection('keys').createIndex({ k: 1 }, { unique: true });
    const second = await importCollections({ dataDir: there }, { from: folder('c') }, quiet);
    expect(second.problems).toMatchObject([{ line: 2, kind: 'refused', reason: expect.stringMatching(/E11000.*k_1/) }]);
    await clear();
  });

  it('refuse by _id what JSON cannot say, and leave nothing behind', async () => {
    const disguised = documentOf([
      ['_id', [16, Buffer.of(7, 0, 0, 0)]],
      ['a', [3, documentOf([['$numberInt', [2, Buffer.from('\x02\0\0\x005\0')]]])]],
    ]);
    expect(await insertRaw(from.db(), 'odd', [disguised])).toEqual([]);
    await expect(exportCollections({ dataDir: here }, { to: folder('d') }, quiet)).rejects.toMatchObject({
      code: 'export_not_exact',
      data: { collection: 'odd', id: '{"$numberInt":"7"}' },
    });
    expect(readdirSync(root).filter((name) => name.startsWith('d'))).toEqual([]);
    await clear();
  });

  it('refuse a folder that is taken, a collection that is not there, and a store that is missing', async () => {
    const anywhere = { to: folder('e') };
    await expect(exportCollections({ dataDir: here }, { to: folder('a') }, quiet)).rejects.toMatchObject({
      code: 'folder_taken',
    });
    await expect(
      exportCollections({ dataDir: here }, { ...anywhere, collections: ['nope'] }, quiet),
    ).rejects.toMatchObject({ code: 'collection_unknown' });
    await expect(exportCollections({ dataDir: folder('nowhere') }, anywhere, quiet)).rejects.toMatchObject({
      code: 'store_missing',
    });
    await expect(importCollections({ dataDir: there }, { from: here }, quiet)).rejects.toMatchObject({
      code: 'collection_unknown',
    });
    await expect(importCollections({ dataDir: there }, { from: folder('nowhere') }, quiet)).rejects.toMatchObject({
      code: 'collection_unknown',
    });
  });

  it('refuse to put documents where a migration was done that they have not been through', async () => {
    const migrations = (client: MongoClient) => client.db().collection<{ _id: number; name: string }>('migrations');
    await migrations(from).insertOne({ _id: 1, name: 'one' });
    await exportCollections({ dataDir: here }, { to: folder('f') }, quiet);
    await migrations(to).insertMany([
      { _id: 1, name: 'one' },
      { _id: 2, name: 'two' },
    ]);
    await expect(importCollections({ dataDir: there }, { from: folder('f') }, quiet)).rejects.toMatchObject({
      code: 'import_older',
      data: { migration: 2 },
    });
    await migrations(to).deleteOne({ _id: 2 });
    expect((await importCollections({ dataDir: there }, { from: folder('f') }, quiet)).collections).toEqual([
      { name: 'migrations', inserted: 0, there: 1, indexes: 0 },
    ]);
    await clear();
  });
});
