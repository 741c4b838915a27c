import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { type Connection, connectDatabase } from '../../src/database/connect.js';
import { type EmbeddedDatabase, startEmbedded } from '../../src/database/embedded/index.js';
import { silentLog } from '../../src/kernel/log.js';

export interface TestDatabase {
  /** The connection; usable inside tests and hooks that run after this helper's own. */
  db(): Connection;
  uri(): string;
  /** Empties every collection and keeps its indexes. */
  clear(): Promise<void>;
}

/** An embedded store of the calling test file's own, in a temp folder that is removed when the file is done. */
export const withDatabase = (): TestDatabase => {
  let dir: string | undefined;
  let store: EmbeddedDatabase | undefined;
  let connection: Connection | undefined;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'water-test-'));
    store = await startEmbedded({ dataDir: dir, inThread: true, noSync: true });
    connection = await connectDatabase({ uri: store.uri, log: silentLog });
  });
  afterAll(async () => {
    await connection?.close();
    await store?.close();
    if (dir) await rm(dir, { recursive: true, force: true });
  });

  const db = (): Connection => {
    if (!connection) throw new Error('the test database is used before it was started');
    return connection;
  };
  return {
    db,
    uri: () => {
      if (!store) throw new Error('the test database is used before it was started');
      return store.uri;
    },
    clear: async () => {
      await Promise.all(Object.values(db().models).map((model) => model.deleteMany({})));
    },
  };
};
