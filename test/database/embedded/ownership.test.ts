import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startEmbedded } from '../../../src/database/embedded/index.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'embedded-own-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const start = (dataDir: string) => startEmbedded({ dataDir, inThread: true, noSync: true });
const mode = (path: string): number => statSync(path).mode & 0o777;

describe('a data folder', () => {
  it('is private, served to one owner, and free again after close', async () => {
    const dataDir = join(root, 'a', 'data');
    const first = await start(dataDir);
    expect(mode(dataDir)).toBe(0o700);
    expect(mode(join(dataDir, 'mongo.sock'))).toBe(0o600);
    expect(mode(join(dataDir, 'owner.lock'))).toBe(0o600);
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'data_folder_in_use', data: { pid: process.pid } });
    const client = await MongoClient.connect(first.uri);
    await client.db().collection('t').insertOne({ n: 1 });
    await client.close();
    await first.close();
    expect(readdirSync(dataDir)).toEqual(['store']);
    const second = await start(dataDir);
    const again = await MongoClient.connect(second.uri);
    expect(await again.db().collection('t').countDocuments({})).toBe(1);
    await again.close();
    await second.close();
  });

  it('is taken over from a dead process, also when its pid lives again', async () => {
    const dataDir = join(root, 'data');
    mkdirSync(dataDir);
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.once('exit', resolve));
    for (const owner of [
      { pid: dead.pid, started: 'boot:1', socketPath: join(dataDir, 'mongo.sock') },
      { pid: process.pid, started: 'an earlier boot:1', socketPath: join(dataDir, 'mongo.sock') },
      'rubbish',
    ]) {
      writeFileSync(join(dataDir, 'owner.lock'), JSON.stringify(owner));
      writeFileSync(join(dataDir, 'mongo.sock'), '');
      const database = await start(dataDir);
      expect(JSON.parse(readFileSync(join(dataDir, 'owner.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
      await database.close();
    }
    expect(readdirSync(dataDir)).toEqual(['store']);
  });

  it('that cannot be made is refused', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(start(join(root, 'file', 'data'))).rejects.toMatchObject({ code: 'data_folder_unwritable' });
  });

  it('with a long path has its socket in a private folder elsewhere', async () => {
    const dataDir = join(root, 'x'.repeat(120));
    const database = await start(dataDir);
    const socket = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(database.uri)![1]!);
    const client = await MongoClient.connect(database.uri);
    expect(await client.db().command({ ping: 1 })).toEqual({ ok: 1 });
    await client.close();
    expect(readdirSync(dataDir).sort()).toEqual(['owner.lock', 'store']);
    const { socketPath } = JSON.parse(readFileSync(join(dataDir, 'owner.lock'), 'utf8'));
    expect(socketPath).toBe(socket);
    expect(mode(join(socketPath, '..'))).toBe(0o700);
    await database.close();
    expect(() => statSync(join(socketPath, '..'))).toThrow(/ENOENT/);
  });
});
