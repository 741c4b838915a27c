import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { Connection } from '../../../src/database/connect.js';
import { connectDatabase } from '../../../src/database/connect.js';
import { migrations } from '../../../src/database/migrations/index.js';
import { migrate } from '../../../src/database/migrations/migrate.js';
import type { Migration } from '../../../src/database/migrations/migration.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';
import { startMigrator } from './migrator.js';

const { db, uri } = withDatabase();
const log = silentLog;
const records = () => db().db!.collection<{ _id: number; name: string }>('migrations');
const rows = () => db().db!.collection<{ _id: number; doubled?: number; times?: number }>('numbers');

const folder = mkdtempSync(join(tmpdir(), 'migrator-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await Promise.all([records().deleteMany({}), rows().deleteMany({})]);
});

/** Doubles the numbers, three a portion; `before` is told the place of each. */
const doubling = (before: (place: number) => void = () => undefined): Migration => ({
  number: 1,
  name: 'double-numbers',
  portion: async (database, place) => {
    const from = Number(place ?? 0);
    before(from);
    const numbers = database.collection<{ _id: number }>('numbers');
    const portion = await numbers
      .find({ _id: { $gt: from } })
      .sort({ _id: 1 })
      .limit(3)
      .toArray();
    for (const { _id } of portion) await numbers.updateOne({ _id }, { $set: { doubled: 2 * _id }, $inc: { times: 1 } });
    return portion.at(-1)?._id;
  },
});
const noting = (number: number, said: string[]): Migration => ({
  number,
  name: `note-${number}`,
  portion: async () => void said.push(`note-${number}`),
});
const fill = (count: number) => rows().insertMany(Array.from({ length: count }, (_, i) => ({ _id: i + 1 })));
const wrong = async (): Promise<number> =>
  (await rows().find().toArray()).filter(({ _id, doubled, times }) => doubled !== 2 * _id || times !== 1).length;

describe('migrations', () => {
  it('of the product are numbered from 1 without a gap', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, i) => i + 1));
  });

  it('run once each, in order, and leave a record of name, time and length', async () => {
    const said: string[] = [];
    const three = [doubling(), noting(2, said), noting(3, said)];
    await fill(10);
    await migrate({ db: db(), log, migrations: three.slice(0, 2) });
    await migrate({ db: db(), log, migrations: three });
    await migrate({ db: db(), log, migrations: three });
    expect(said).toEqual(['note-2', 'note-3']);
    expect(await wrong()).toBe(0);
    expect(await records().find().toArray()).toEqual(
      ['double-numbers', 'note-2', 'note-3'].map((name, i) => ({
        _id: i + 1,
        name,
        startedAt: expect.any(Date),
        doneAt: expect.any(Date),
        ms: expect.any(Number),
      })),
    );
  });

  it('go on after an error where they stopped, and no later one is begun', async () => {
    await fill(10);
    const said: string[] = [];
    const places: number[] = [];
    const failing = doubling((place) => {
      places.push(place);
      if (place === 6 && places.length === 3) throw new Error('no room');
    });
    const two = [failing, noting(2, said)];
    await expect(migrate({ db: db(), log, migrations: two })).rejects.toMatchObject({
      code: 'migration_failed',
      detail: expect.stringMatching(/migration 1 \(double-numbers\) stopped: no room\. It is not done/),
    });
    expect(said).toEqual([]);
    expect(await records().findOne({ _id: 1 })).toMatchObject({ place: 6 });
    expect(await records().countDocuments()).toBe(1);
    await migrate({ db: db(), log, migrations: two });
    expect(places).toEqual([0, 3, 6, 6, 9, 10]);
    expect(await wrong()).toBe(0);
    expect(said).toEqual(['note-2']);
  });

  it('refuse a store that a newer version has changed, or begun to', async () => {
    const said: string[] = [];
    const newer = {
      ...doubling(() => {
        throw new Error('cut');
      }),
      number: 2,
      name: 'of-tomorrow',
    };
    await expect(migrate({ db: db(), log, migrations: [noting(1, said), newer] })).rejects.toMatchObject({
      code: 'migration_failed',
    });
    await expect(migrate({ db: db(), log, migrations: [noting(1, said), noting(3, said)] })).rejects.toMatchObject({
      code: 'database_newer',
      detail: expect.stringMatching(
        /migration 2 \(of-tomorrow\), which this version does not know; nothing was touched/,
      ),
    });
    expect(said).toEqual(['note-1']);
  });

  it('are done by one of two processes that start at once; the other waits until all is done', async () => {
    await fill(30);
    const connections: Connection[] = await Promise.all([0, 1].map(() => connectDatabase({ uri: uri(), log })));
    const places: number[] = [];
    await Promise.all(
      connections.map(async (connection) => {
        await migrate({ db: connection, log, migrations: [doubling((place) => places.push(place))] });
        expect(await records().findOne({ _id: 1 })).toHaveProperty('doneAt');
        await connection.close();
      }),
    );
    expect(places).toHaveLength(11);
    expect(await wrong()).toBe(0);
  });

  it('are taken over from a process that was killed in the middle', async () => {
    await fill(30);
    const migrator = await startMigrator(folder, uri(), 200);
    const [place] = await once(migrator, 'message');
    expect(await rows().countDocuments({ doubled: { $exists: true } })).toBe(7);
    const gone = once(migrator, 'exit');
    migrator.kill('SIGKILL');
    await gone;
    expect(await records().findOne({ _id: 1 })).toMatchObject({ place });
    const places: number[] = [];
    await migrate({ db: db(), log, migrations: [doubling((from) => places.push(from))], leaseMs: 200 });
    expect(places[0]).toBe(place);
    expect(await rows().distinct('times')).toEqual([1, 2]); // the half portion was done again
    expect((await rows().find().toArray()).every(({ _id, doubled }) => doubled === 2 * _id)).toBe(true);
  });
});
