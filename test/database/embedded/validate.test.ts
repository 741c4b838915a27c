import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize } from 'bson';
import type { RootDatabase } from 'lmdb';
import { type Doc, encode } from '../../../src/database/embedded/bson-values.js';
import { encodeCollection } from '../../../src/database/embedded/catalog.js';
import { execute } from '../../../src/database/embedded/commands/index.js';
import { Cursors } from '../../../src/database/embedded/cursors.js';
import { encodeId } from '../../../src/database/embedded/key-encoding.js';
import { CATALOG, COUNTS, keyIn, number } from '../../../src/database/embedded/snapshot.js';
import { Store } from '../../../src/database/embedded/storage.js';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-validate-'));
  store = new Store({ path: folder, noSync: true });
  await run({ createIndexes: 'things', indexes });
  await run({ insert: 'things', documents: Array.from({ length: 700 }, (_, n) => thing(n)) });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const indexes = [
  { key: { code: 1 }, name: 'code', unique: true },
  { key: { group: 1, at: -1 }, name: 'groups' },
  { key: { tags: 1 }, name: 'tags' },
  { key: { alias: 1 }, name: 'alias', unique: true, sparse: true },
  { key: { at: 1 }, name: 'open', partialFilterExpression: { open: true } },
];

const thing = (n: number): Doc => ({
  _id: n,
  code: `c${n}`,
  group: n % 7,
  at: new Date(n),
  tags: [n % 3, 'all'],
  ...(n % 2 ? { alias: n } : {}),
  open: n % 5 === 0,
});

const run = async (body: Doc): Promise<Doc> =>
  deserialize(
    await execute({ ...body, $db: 'db' }, 1, { store, cursors: new Cursors() }, (_, error) => {
      throw error;
    }),
  );
const validated = () => run({ validate: 'things', full: true });

const space = (index: string): number =>
  store.collection('db.things')!.indexes.find(({ name }) => name === index)!.space;
const entryOf = (index: string, id: unknown): Buffer => {
  const wanted = encodeId(id);
  for (const { key, value } of store.scan(space(index), { low: Buffer.alloc(0), high: undefined }))
    if (value.equals(wanted)) return keyIn(space(index), key);
  throw new Error(`no entry of ${String(id)}`);
};
type Rows = RootDatabase<Buffer, Buffer>;
const damage = (change: (rows: Rows) => unknown) =>
  store.write(() => void change((store as unknown as { root: Rows }).root));

describe('a store of format 1', () => {
  it.each([
    ['that says so', (rows: Rows) => rows.putSync(keyIn(CATALOG, Buffer.from('\0format')), number(1))],
    ['from before it was written down', (rows: Rows) => rows.removeSync(keyIn(CATALOG, Buffer.from('\0format')))],
  ])('%s has its indexes built anew at the start', async (_, age) => {
    await damage((rows) => {
      rows.putSync(keyIn(space('tags'), Buffer.from('xyz')), Buffer.from('yz'));
      rows.removeSync(entryOf('groups', 5));
      age(rows);
    });
    expect((await validated()).valid).toBe(false);
    for (let starts = 0; starts < 2; starts++) {
      await store.close();
      store = new Store({ path: folder, noSync: true });
      expect(await validated()).toMatchObject({ valid: true, nrecords: 700 });
    }
  });
});

describe('validate', () => {
  it('finds a collection well that was written through every index', async () => {
    await run({
      update: 'things',
      updates: [{ q: { group: 3 }, u: { $set: { tags: ['x'], open: true } }, multi: true }],
    });
    await run({ delete: 'things', deletes: [{ q: { group: 4 }, limit: 0 }] });
    expect(await validated()).toEqual({
      ns: 'db.things',
      nInvalidDocuments: 0,
      nrecords: 600,
      keysPerIndex: { _id_: 600, code: 600, groups: 600, tags: 1100, alias: 300, open: 200 },
      indexDetails: Object.fromEntries(
        ['_id_', 'code', 'groups', 'tags', 'alias', 'open'].map((name) => [name, { valid: true }]),
      ),
      nIndexes: 6,
      valid: true,
      errors: [],
      warnings: [],
      ok: 1,
    });
  });

  it.each<[string, string, () => Promise<unknown>, RegExp]>([
    [
      'an entry is missing',
      'groups',
      () => damage((rows) => rows.removeSync(entryOf('groups', 5))),
      /no entry .* of _id 5/,
    ],
    [
      'an entry is of no document',
      'tags',
      () => damage((rows) => rows.putSync(keyIn(space('tags'), Buffer.from('xyz')), Buffer.from('yz'))),
      /1401 entries, the documents give 1400/,
    ],
    [
      'two documents have one unique value',
      'code',
      () =>
        damage((rows) =>
          rows.putSync(
            keyIn(store.collection('db.things')!.space, encodeId(2)),
            Buffer.from(encode({ ...thing(2), code: 'c1' })),
          ),
        ),
      /no entry .* of _id 2/,
    ],
    [
      'an entry names another document',
      'alias',
      () => damage((rows) => rows.putSync(entryOf('alias', 7), encodeId(9))),
      /no entry .* of _id 7/,
    ],
    [
      'a multikey mark is off',
      'tags',
      () => {
        const collection = store.collection('db.things')!;
        collection.indexes[2]!.multikey = [false];
        return damage((rows) => rows.putSync(keyIn(CATALOG, Buffer.from('db.things')), encodeCollection(collection)));
      },
      /multikey marks do not cover/,
    ],
    [
      'the count is wrong',
      '_id_',
      () => damage((rows) => rows.putSync(keyIn(COUNTS, number(store.collection('db.things')!.space)), number(3))),
      /the kept count is 3, there are 700/,
    ],
  ])('says when %s', async (_, index, damageIt, words) => {
    await damageIt();
    const found = await validated();
    expect(found).toMatchObject({
      valid: false,
      nInvalidDocuments: 0,
      errors: expect.arrayContaining([expect.stringMatching(words)]),
    });
    const invalid = Object.entries(found.indexDetails as Doc).filter(([, details]) => !(details as Doc).valid);
    expect(invalid.map(([name]) => name)).toEqual([index]);
  });

  it.each<[string, (doc: Doc) => Uint8Array]>([
    ['cannot be decoded', (doc) => encode(doc).subarray(0, -9)],
    ['lies under the key of another', (doc) => encode({ ...doc, _id: 12345 })],
  ])('counts a document that %s', async (_, broken) => {
    const { space: documents } = store.collection('db.things')!;
    await damage((rows) => rows.putSync(keyIn(documents, encodeId(8)), Buffer.from(broken(thing(8)))));
    expect(await validated()).toMatchObject({ valid: false, nInvalidDocuments: 1, nrecords: 700 });
  });

  it('sees one moment, while others write and are not kept waiting', async () => {
    await run({ insert: 'things', documents: Array.from({ length: 3000 }, (_, n) => thing(10_000 + n)) });
    let done = false;
    const verdict = validated().finally(() => {
      done = true;
    });
    let meanwhile = 0;
    for (; !done; meanwhile++) {
      await run({ insert: 'things', documents: [thing(1000 + meanwhile)] });
      await run({ delete: 'things', deletes: [{ q: { _id: meanwhile }, limit: 1 }] });
      await run({ update: 'things', updates: [{ q: { group: 2 }, u: { $inc: { group: 7 } }, multi: true }] });
    }
    expect(meanwhile).toBeGreaterThan(1);
    expect(await verdict).toMatchObject({ valid: true, nrecords: 3700, errors: [] });
    expect(await validated()).toMatchObject({ valid: true, errors: [] });
  });

  it('refuses what is not there and what it does not do', async () => {
    expect(await run({ validate: 'nothing' })).toMatchObject({ ok: 0, code: 26 });
    expect(await run({ validate: 'things', repair: true })).toMatchObject({ ok: 0, code: 40415 });
  });

  it('finds the marks kept that a refused document taught', async () => {
    await run({
      createIndexes: 'marks',
      indexes: [
        { key: { a: 1 }, name: 'a' },
        { key: { b: 1, c: 1 }, name: 'bc' },
      ],
    });
    expect(await run({ insert: 'marks', documents: [{ _id: 1, a: [1, 2], b: [1], c: [1] }] })).toMatchObject({ n: 0 });
    expect(await run({ insert: 'marks', documents: [{ _id: 2, a: [3, 9] }] })).toMatchObject({ n: 1 });
    expect(await run({ validate: 'marks' })).toMatchObject({ valid: true, errors: [] });
  });
});
