import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { Refused, reasonOf, refuse } from '../../kernel/errors.js';
import { DATA_FILE } from '../embedded/environment.js';
import { startEmbedded, uriOf } from '../embedded/index.js';

/** Which store is meant. */
export interface Place {
  /** Absolute. */
  dataDir: string;
  /** A MongoDB, which is then meant instead. */
  mongodbUri?: string | undefined;
}

/** Where the built-in store's files lie. */
export const storeIn = (dataDir: string): string => join(dataDir, 'store');

const SELECT_MS = 10_000;

const connected = async <T>(uri: string, use: (client: MongoClient) => Promise<T>): Promise<T> => {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: SELECT_MS });
  try {
    await client
      .connect()
      .catch((error: unknown) => refuse('database_unreachable', `the database does not answer: ${reasonOf(error)}`));
    return await use(client);
  } finally {
    await client.close();
  }
};

/**
 * Connects to the store: to the process that owns it, else it is served by this one for as long as `use` takes.
 * @param make begins a store where the folder holds none
 * @throws Refused store_missing when the folder holds none, database_unreachable, and what startEmbedded refuses
 */
export const withStore = async <T>(
  { dataDir, mongodbUri }: Place,
  use: (client: MongoClient) => Promise<T>,
  { make = false }: { make?: boolean } = {},
): Promise<T> => {
  if (mongodbUri) return connected(mongodbUri, use);
  if (!make && !existsSync(join(storeIn(dataDir), DATA_FILE)))
    return refuse('store_missing', `there is no store in ${dataDir}`, { folder: dataDir });
  const mine = await startEmbedded({ dataDir, inThread: true, whole: true }).catch((error: unknown) => {
    const socketPath = error instanceof Refused ? error.data.socketPath : undefined;
    if (typeof socketPath === 'string') return uriOf(socketPath);
    throw error;
  });
  if (typeof mine === 'string') return connected(mine, use);
  try {
    return await connected(mine.uri, use);
  } finally {
    await mine.close();
  }
};
