import { createHash } from 'node:crypto';
import {
  existsSync,
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
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Db, MongoClient } from 'mongodb';
import { startEmbedded } from '../../../src/database/embedded/index.js';
import { backUp, checkBackup, checkStore, readStats, restore } from '../../../src/database/maintenance/index.js';

let root: string;
let dataDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maintenance-'));
  dataDir = join(root, 'data');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A service at work on a data folder, for as long as `use` takes. */
const running = async <T>(use: (db: Db) => Promise<T>, folder = dataDir): Promise<T> => {
  const database = await startEmbedded({ dataDir: folder, inThread: true });
  const client = await MongoClient.connect(database.uri);
  try {
    return await use(client.db());
  } finally {
    await client.close();
    await database.close();
  }
};

const fill = (db: Db, count: number) =>
  db
    .collection<{ _id: number; n: number }>('rows')
    .insertMany(Array.from({ length: count }, (_, n) => ({ _id: n, n })));

describe('the sizes of a store', () => {
  it('are told by its owner while it runs, and without one', async () => {
    const live = await running(async (db) => {
      await db.collection('rows').createIndex({ n: 1 });
      await fill(db, 100);
      return readStats({ dataDir });
    });
    expect(live).toMatchObject({ kind: 'embedded', format: 2, version: '7.0.0', database: 'water' });
    const [rows] = live.collections;
    expect(rows).toMatchObject({ name: 'rows', documents: 100, bytes: 100 * 21, average: 21 });
    expect(rows!.indexes.map(({ name }) => name)).toEqual(['_id_', 'n_1']);
    for (const { bytes } of rows!.indexes) expect(bytes).toBeGreaterThan(0);
    expect(live.fileBytes).toBeLessThanOrEqual(statSync(join(dataDir, 'store', 'data.mdb')).size);
    expect(live.freeBytes).toBeLessThan(live.fileBytes);
    expect(await readStats({ dataDir })).toEqual(live);
    expect(readdirSync(dataDir)).toEqual(['store']);
  });

  it('of no store are refused, and none is made', async () => {
    await expect(readStats({ dataDir })).rejects.toMatchObject({ code: 'store_missing' });
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('a backup', () => {
  it('is one moment of a store that 16 writers write to', async () => {
    const to = join(root, 'backup');
    const early: string[] = [];
    await running(async (db) => {
      await fill(db, 2000);
      await db.collection('pairs').createIndex({ writer: 1, n: 1 });
      let stopped = false;
      const written = Array.from({ length: 16 }, () => 0);
      const pairs = db.collection<{ _id: string; writer: number; n: number }>('pairs');
      const writers = written.map(async (_, writer) => {
        for (let n = 0; !stopped; n++) {
          await pairs.insertMany(['a', 'b'].map((half) => ({ _id: `${writer}-${n}-${half}`, writer, n })));
          written[writer] = n + 1;
        }
      });
      while (written.some((n) => n < 3)) await new Promise((resolve) => setImmediate(resolve));
      for (const [writer, count] of written.entries())
        for (let n = 0; n < count; n++) early.push(`${writer}-${n}-a`, `${writer}-${n}-b`);
      const made = await backUp({ dataDir }, to);
      stopped = true;
      await Promise.all(writers);
      expect(made.collections).toMatchObject({ 'water.rows': 2000 });
      expect(made.collections['water.pairs']).toBeGreaterThanOrEqual(early.length);
      // one command's two documents are in it or are not
      expect(made.collections['water.pairs']! % 2).toBe(0);
    });
    const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'));
    const file = readFileSync(join(to, 'data.mdb'));
    expect(manifest).toMatchObject({
      format: 2,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    });
    expect(readdirSync(to).sort()).toEqual(['data.mdb', 'manifest.json']);
    for (const [name, mode] of [['', 0o700] as const, ['data.mdb', 0o600] as const, ['manifest.json', 0o600] as const])
      expect(statSync(join(to, name)).mode & 0o777).toBe(mode);

    const elsewhere = join(root, 'elsewhere');
    const told: string[] = [];
    await restore({ dataDir: elsewhere }, to, ({ collection, done, total }) =>
      told.push(`${collection} ${done}/${total}`),
    );
    expect(told.sort()).toEqual(['water.pairs 0/2', 'water.rows 1/2']);
    expect(readdirSync(elsewhere)).toEqual(['store']);
    expect(readdirSync(join(elsewhere, 'store'))).toEqual(['data.mdb']);
    expect(await checkStore({ dataDir: elsewhere }, () => {})).toEqual({
      collections: manifest.collections,
      errors: [],
    });
    await running(async (db) => {
      const kept = new Set((await db.collection<{ _id: string }>('pairs').find().toArray()).map(({ _id }) => _id));
      expect(early.filter((id) => !kept.has(id))).toEqual([]);
    }, elsewhere);
  });

  it('overwrites nothing, leaves nothing half, and takes an empty folder', async () => {
    await running((db) => fill(db, 3));
    const [taken, empty] = [join(root, 'taken'), join(root, 'empty')];
    for (const folder of [taken, empty]) mkdirSync(folder);
    writeFileSync(join(taken, 'bills.txt'), 'mine');
    await expect(backUp({ dataDir }, taken)).rejects.toMatchObject({ code: 'folder_taken' });
    await expect(backUp({ dataDir }, join(taken, 'bills.txt'))).rejects.toMatchObject({ code: 'folder_taken' });
    await expect(backUp({ dataDir }, join(root, 'no', 'folder'))).rejects.toMatchObject({ code: 'backup_failed' });
    await expect(backUp({ dataDir, mongodbUri: 'mongodb://x' }, empty)).rejects.toMatchObject({
      code: 'store_is_mongodb',
    });
    expect(await backUp({ dataDir }, empty)).toMatchObject({ collections: { 'water.rows': 3 } });
    expect(readdirSync(root).sort()).toEqual(['data', 'empty', 'taken']);
    expect(readdirSync(taken)).toEqual(['bills.txt']);
  });
});

describe('a restore', () => {
  const quiet = () => {};
  const backup = async (): Promise<string> => {
    const to = join(root, 'backup');
    await running((db) => fill(db, 500));
    await backUp({ dataDir }, to);
    return to;
  };
  const code = (wanted: string) => expect.objectContaining({ code: wanted });

  it('never overwrites, and not under a running service', async () => {
    const from = await backup();
    await expect(restore({ dataDir }, from, quiet)).rejects.toEqual(code('store_there'));
    await running(() => expect(restore({ dataDir }, from, quiet)).rejects.toEqual(code('data_folder_in_use')));
    rmSync(join(dataDir, 'store', 'data.mdb'));
    await expect(restore({ dataDir }, from, quiet)).rejects.toEqual(code('store_there'));
    rmSync(join(dataDir, 'store', 'lock.mdb'));
    expect(await restore({ dataDir }, from, quiet)).toMatchObject({ collections: { 'water.rows': 500 } });
    expect(await running((db) => db.collection('rows').countDocuments({ n: { $gte: 0 } }))).toBe(500);
  });

  it('of a damaged backup changes nothing', async () => {
    const from = await backup();
    const [file, page] = [join(from, 'data.mdb'), join(from, 'manifest.json')];
    const [whole, manifest] = [readFileSync(file), JSON.parse(readFileSync(page, 'utf8'))];
    const elsewhere = join(root, 'elsewhere');
    const flipped = Buffer.from(whole);
    flipped[whole.length - 5000]! ^= 1;
    const spoil: [what: string, spoil: () => void, code: string][] = [
      ['a byte', () => writeFileSync(file, flipped), 'backup_damaged'],
      ['its end', () => writeFileSync(file, whole.subarray(0, -4096)), 'backup_damaged'],
      ['the file', () => rmSync(file), 'backup_damaged'],
      ['the format', () => writeFileSync(page, JSON.stringify({ ...manifest, format: 3 })), 'store_format'],
      [
        'a count',
        () => writeFileSync(page, JSON.stringify({ ...manifest, collections: { 'water.rows': 501 } })),
        'backup_damaged',
      ],
      ['the manifest', () => writeFileSync(page, '{'), 'backup_damaged'],
    ];
    for (const [what, spoilIt, wanted] of spoil) {
      writeFileSync(file, whole);
      writeFileSync(page, JSON.stringify(manifest));
      spoilIt();
      const refusal = await restore({ dataDir: elsewhere }, from, quiet).catch((error: unknown) => error);
      expect([what, refusal]).toEqual([what, code(wanted)]);
      await expect(checkBackup(from, quiet)).rejects.toEqual(code(wanted));
      expect(existsSync(elsewhere) ? readdirSync(elsewhere) : []).toEqual([]);
    }
  });
});
