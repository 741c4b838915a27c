import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startEmbedded } from '../../src/database/embedded/index.js';
import { sitDown } from './run.js';

describe('the store of this machine', () => {
  const root = mkdtempSync(join(tmpdir(), 'cli-database-'));
  const dataDir = join(root, 'data');
  const desk = sitDown('http://127.0.0.1:1', { DATA_DIR: dataDir });
  const local = (...args: string[]) => desk.run(['database', ...args], { toServer: false });

  beforeAll(async () => {
    const database = await startEmbedded({ dataDir, inThread: true, noSync: true });
    const client = await MongoClient.connect(database.uri);
    await client.db().collection('bills').insertOne({ month: '2026-10' });
    await client.close();
    await database.close();
  });
  afterAll(() => {
    desk.standUp();
    rmSync(root, { recursive: true, force: true });
  });

  it('tells its sizes without a sign-in', async () => {
    const { code, out } = await local('stats');
    expect(code).toBe(0);
    expect(out).toMatch(/内置，文件格式 2[\s\S]*bills[\s\S]*_id_/);
    const { document } = await desk.json(['database', 'stats']);
    expect(document.collections).toMatchObject([{ name: 'bills', documents: 1 }]);
  });

  it('is backed up, once to a folder', async () => {
    const to = join(root, 'backup');
    const { code, out } = await local('backup', '--to', to);
    expect([code, out]).toEqual([0, expect.stringContaining(`已备份到 ${to}`)]);
    expect(out).toContain('SEAL_KEYS');
    expect(JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8')).collections).toEqual({ 'water.bills': 1 });
    const again = await local('backup', '--to', to);
    expect([again.code, again.out]).toEqual([6, '']);
    expect(again.err).toMatch(/^正在备份[^\n]*\n[^\n]*从不覆盖[^\n]*\n$/);
  });

  it('is restored elsewhere, and checked', async () => {
    const from = join(root, 'for-restore');
    await local('backup', '--to', from);
    const elsewhere = join(root, 'elsewhere');
    const { code, out } = await local('restore', '--from', from, '--data-dir', elsewhere);
    expect([code, out]).toEqual([0, expect.stringContaining('1 个集合，1 个文档，每个集合都核对过')]);
    const there = await local('restore', '--from', from);
    expect([there.code, there.err]).toEqual([6, expect.stringContaining(`mv ${dataDir}/store ${dataDir}/store.old`)]);
    const checked = await desk.json(['database', 'check', '--data-dir', elsewhere]);
    expect(checked).toMatchObject({ code: 0, document: { collections: { 'water.bills': 1 }, errors: [] } });
    expect((await local('check', '--backup', from)).out).toContain('没有问题');
    writeFileSync(join(from, 'data.mdb'), 'not a store');
    const damaged = await local('check', '--backup', from);
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining('这份备份不能用')]);
  });

  it('is exported and imported elsewhere; what was not imported is named, and the exit code tells', async () => {
    const to = join(root, 'json');
    const exported = await local('export', '--to', to, '--collection', 'bills');
    expect([exported.code, exported.out]).toEqual([
      0,
      expect.stringMatching(/已导出到[^\n]*json\n.*1 个集合，1 个文档/),
    ]);
    expect(exported.err).toMatch(/^导出 bills 100%，1 个文档，每秒 \d+ 个\n$/);
    const elsewhere = ['--from', to, '--data-dir', join(root, 'moved')];
    const imported = await local('import', ...elsewhere);
    expect([imported.code, imported.out]).toEqual([0, expect.stringMatching(/bills\s+│ 1\s+│ 0[\s\S]*全部导入了/)]);
    appendFileSync(join(to, 'bills.jsonl'), '{"_id":1}\n');
    const again = await local('import', ...elsewhere);
    expect(again.code).toBe(1);
    expect(again.out).toMatch(/有 2 处没有导入[\s\S]*bills.jsonl 第 2 行：不是文档（the bare number 1/);
    const unknown = await local('export', '--to', join(root, 'other'), '--collection', 'bill');
    expect([unknown.code, unknown.err]).toEqual([5, '没有 bill 这个集合\n']);
  });

  it('is refused in a line where there is none, and where a MongoDB is used', async () => {
    const nowhere = await local('stats', '--data-dir', join(root, 'nowhere'));
    expect([nowhere.code, nowhere.err]).toEqual([5, expect.stringContaining('里没有数据库')]);
    const elsewhere = sitDown('http://127.0.0.1:1', { MONGODB_URI: 'mongodb://127.0.0.1:1/water' });
    const refused = await elsewhere.run(['database', 'backup', '--to', join(root, 'b')], { toServer: false });
    expect([refused.code, refused.err]).toEqual([6, expect.stringContaining('mongodump')]);
    elsewhere.standUp();
  });
});
