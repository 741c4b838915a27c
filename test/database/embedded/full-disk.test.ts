import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startEmbedded } from '../../../src/database/embedded/index.js';

const disk = mkdtempSync(join(tmpdir(), 'embedded-full-'));
const mount = (options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
/** A disk of its own wants the right to mount. */
const mounted = mount('size=2m');

afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmdirSync(disk);
});

// lmdb tells it on its own too
beforeAll(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));

(mounted ? describe : describe.skip)('on a full disk, the store', () => {
  it('refuses writes with MongoDB’s code, has every acknowledged one, reads on, and writes on once there is room', async () => {
    const problems: string[] = [];
    const dataDir = join(disk, 'data');
    const database = await startEmbedded({ dataDir, inThread: true, log: ({ msg }) => problems.push(msg) });
    const client = await MongoClient.connect(database.uri);
    const rows = client.db().collection<{ _id: string; n: number }>('rows');
    await rows.createIndex({ n: 1 });
    const acknowledged: string[] = [];
    const refusals = new Set<unknown>();
    const writer = async (name: number): Promise<void> => {
      for (let n = 0; refusals.size === 0 || n % 3 !== 0; n++)
        await rows.insertOne({ _id: `${name}-${n}`, n, ...{ pad: 'x'.repeat(1500) } }).then(
          () => acknowledged.push(`${name}-${n}`),
          ({ code }) => refusals.add(code),
        );
    };
    await Promise.all(Array.from({ length: 16 }, (_, name) => writer(name)));
    expect([...refusals]).toEqual([14031]);
    expect(problems[0]).toMatch(/^insert: .*the disk of .* is full: nothing was written/);

    // a collection that could not be made is not there: what comes next does not build on it
    await expect(
      client
        .db()
        .collection('late')
        .insertMany([{ pad: 'x'.repeat(500_000) }]),
    ).rejects.toMatchObject({
      code: 14031,
    });
    const kept = new Set((await rows.find().toArray()).map(({ _id }) => _id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(await rows.estimatedDocumentCount()).toBe(kept.size);

    expect(mount('remount,size=20m')).toBe(true);
    await client
      .db()
      .collection('late')
      .insertMany([{ n: 1 }, { n: 2 }]);
    await rows.insertOne({ _id: 'again', n: 0 });
    for (const name of ['rows', 'late'])
      expect(await client.db().command({ validate: name })).toMatchObject({ valid: true, errors: [] });
    await client.close();
    await database.close();

    const reopened = await startEmbedded({ dataDir, inThread: true });
    const reader = await MongoClient.connect(reopened.uri);
    expect(
      await reader
        .db()
        .collection('rows')
        .countDocuments({ n: { $gte: 0 } }),
    ).toBe(kept.size + 1);
    expect(await reader.db().collection('late').countDocuments({})).toBe(2);
    await reader.close();
    await reopened.close();
  });
});
