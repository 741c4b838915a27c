import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { type EmbeddedDatabase, startEmbedded } from '../../../src/database/embedded/index.js';

/** A database and a client of the calling test file's own. */
export const serving = (
  options: MongoClientOptions = {},
): { db(): Db; client(): MongoClient; uri(): string; problems: string[] } => {
  const dataDir = mkdtempSync(join(tmpdir(), 'embedded-test-'));
  const problems: string[] = [];
  let database: EmbeddedDatabase;
  let client: MongoClient;
  beforeAll(async () => {
    database = await startEmbedded({
      dataDir,
      inThread: true,
      noSync: true,
      log: ({ level, msg }) => level !== 'info' && problems.push(msg),
    });
    client = await MongoClient.connect(database.uri, options);
  });
  afterAll(async () => {
    await client?.close();
    await database?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { db: () => client.db(), client: () => client, uri: () => database.uri, problems };
};
