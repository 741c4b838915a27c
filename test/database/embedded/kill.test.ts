import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Collection, MongoClient } from 'mongodb';
import { buildInto } from './built.js';

const root = mkdtempSync(join(tmpdir(), 'embedded-kill-'));
const script = join(root, 'serve.mjs');
let child: ChildProcess | undefined;

beforeAll(async () => {
  const entry = await buildInto(root);
  writeFileSync(
    script,
    `import { startEmbedded } from ${JSON.stringify(pathToFileURL(entry).href)};
     const database = await startEmbedded({ dataDir: ${JSON.stringify(join(root, 'data'))} });
     process.on('SIGTERM', () => database.close().then(() => process.send('closed', () => process.exit(0))));
     process.send(database.uri);`,
  );
}, 60_000);
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const serve = async (): Promise<string> => {
  child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const [uri] = await once(child, 'message');
  return uri as string;
};

interface Row {
  _id: string;
  n: number;
  key: string;
}

/** What the server said it had done. */
interface Acknowledged {
  rows: Map<string, number>;
  deleted: Set<string>;
  writes: number;
}

/** One writer: inserts, increments and deletes until the server dies; notes each answer. */
const writer = async (rows: Collection<Row>, name: string, said: Acknowledged): Promise<void> => {
  try {
    for (let i = 0; ; i++) {
      const _id = `${name}-${i}`;
      await rows.insertOne({ _id, n: 0, key: `k-${_id}` });
      said.rows.set(_id, 0);
      said.writes++;
      const after = await rows.findOneAndUpdate({ key: `k-${_id}` }, { $inc: { n: 1 } }, { returnDocument: 'after' });
      said.rows.set(_id, after!.n);
      said.writes++;
      if (i % 3 !== 0) continue;
      said.rows.delete(_id);
      await rows.deleteOne({ _id });
      said.deleted.add(_id);
      said.writes++;
    }
  } catch {
    // the server is gone; what was not acknowledged is not counted
  }
};

describe('a killed server', () => {
  it('has kept every acknowledged write, in documents and indexes, and starts again on its folder', async () => {
    const said: Acknowledged = { rows: new Map(), deleted: new Set(), writes: 0 };
    for (let round = 0; round < 3; round++) {
      const client = await MongoClient.connect(await serve(), { retryWrites: false, retryReads: false });
      const rows = client.db().collection<Row>('rows');
      await rows.createIndex({ key: 1 }, { unique: true });
      const enough = said.writes + 60 + 40 * round;
      const writers = Array.from({ length: 8 }, (_, i) => writer(rows, `${round}.${i}`, said));
      while (said.writes < enough) await new Promise((resolve) => setImmediate(resolve));
      const gone = once(child!, 'exit');
      child!.kill('SIGKILL');
      await Promise.all([gone, ...writers]);
      await client.close(true);
    }
    const client = await MongoClient.connect(await serve());
    const rows = client.db().collection<Row>('rows');
    const found = new Map((await rows.find().toArray()).map((row) => [row._id, row.n]));
    expect([...said.rows].filter(([id, n]) => (found.get(id) ?? -1) < n)).toEqual([]);
    expect([...said.deleted].filter((id) => found.has(id))).toEqual([]);
    const byIndex = await rows.find().hint('key_1').toArray();
    expect(byIndex.map(({ _id }) => _id).sort()).toEqual([...found.keys()].sort());
    expect(await rows.estimatedDocumentCount()).toBe(found.size);
    await client.close();
    const closed = once(child!, 'message');
    child!.kill('SIGTERM');
    expect((await closed)[0]).toBe('closed');
  }, 60_000);
});
