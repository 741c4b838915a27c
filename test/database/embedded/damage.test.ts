import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startEmbedded } from '../../../src/database/embedded/index.js';
import { checkPages } from '../../../src/database/embedded/page-check.js';
import { keyIn, number } from '../../../src/database/embedded/snapshot.js';
import { digestOf } from '../../../src/kernel/ids.js';

const root = mkdtempSync(join(tmpdir(), 'embedded-damage-'));
const whole = join(root, 'whole', 'store', 'data.mdb');
const PAGE = 4096;
let folders = 0;

const start = (dataDir: string) => startEmbedded({ dataDir, inThread: true, noSync: true });

beforeAll(async () => {
  const database = await start(join(root, 'whole'));
  const client = await MongoClient.connect(database.uri);
  const rows = client.db().collection<{ _id: number; n: number }>('rows');
  await rows.createIndex({ n: 1 });
  for (let portion = 0; portion < 4; portion++)
    await rows.insertMany(
      Array.from({ length: 1000 }, (_, n) => ({
        _id: portion * 1000 + n,
        n,
        // some values have pages of their own
        pad: 'x'.repeat(n % 50 === 0 ? 9000 : 100),
      })),
    );
  await rows.deleteMany({ n: { $gt: 800 } });
  await client.close();
  await database.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A store's folder of its own, spoilt, by default after an end that was no good one. */
const spoilt = (spoil: (file: string) => void, { crashed = true } = {}): { dataDir: string; file: string } => {
  const dataDir = join(root, `spoilt-${++folders}`);
  mkdirSync(join(dataDir, 'store'), { recursive: true });
  const file = join(dataDir, 'store', 'data.mdb');
  copyFileSync(whole, file);
  writeFileSync(join(dataDir, 'store', 'lock.mdb'), '');
  if (crashed) writeFileSync(join(dataDir, 'owner.lock'), 'of a dead process');
  spoil(file);
  return { dataDir, file };
};

/** Overwrites pages in the middle. */
const overwrite =
  (fill: number) =>
  (file: string): void => {
    const bytes = readFileSync(file);
    bytes.fill(fill, 100 * PAGE, 160 * PAGE);
    writeFileSync(file, bytes);
  };

describe('a damaged store', () => {
  it.each<[string, (file: string) => void, boolean]>([
    ['that begins with rubbish', (file) => writeFileSync(file, Buffer.alloc(3 * PAGE, 'rubbish')), false],
    ['that is too short to be one', (file) => truncateSync(file, 100), false],
    ['that lost its end', (file) => truncateSync(file, 200 * PAGE), false],
    ['that is empty', (file) => truncateSync(file, 0), false],
    ['that is gone', (file) => rmSync(file), false],
    ['with zeroed pages, after a crash', overwrite(0), true],
    ['with pages of rubbish, after a crash', overwrite(0xa5), true],
  ])('%s is refused and left as it is, again and again', async (_, spoil, crashed) => {
    const { dataDir } = spoilt(spoil, { crashed });
    const contents = (): string[] =>
      readdirSync(join(dataDir, 'store')).map(
        (name) => `${name} ${digestOf(readFileSync(join(dataDir, 'store', name), 'latin1'))}`,
      );
    const before = contents();
    const refused = await start(dataDir).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'store_damaged', detail: expect.stringContaining('nothing was changed') });
    expect(contents()).toEqual(before);
    // the lock stays, as that of a process which then ends
    writeFileSync(join(dataDir, 'owner.lock'), 'of a dead process');
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'store_damaged' });
  });

  it('is not seen where there is none', async () => {
    expect(() => checkPages(whole, true)).not.toThrow();
    const { dataDir } = spoilt(() => undefined);
    const database = await start(dataDir);
    await database.close();
    expect(readdirSync(dataDir)).toEqual(['store']);
  });
});

describe('a store of another format', () => {
  it('is refused with what to do, and left as it is', async () => {
    const dataDir = join(root, 'newer');
    const database = await start(dataDir);
    await database.close();
    const file = join(dataDir, 'store', 'data.mdb');
    const key = keyIn(0, Buffer.from('\0format'));
    const bytes = readFileSync(file);
    for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + 1)) number(3).copy(bytes, at + key.length);
    writeFileSync(file, bytes);
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'store_format',
      detail: expect.stringMatching(/has format 3, this version reads format 2; nothing was changed\. Export it/),
      data: { format: 3, known: 2 },
    });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});
