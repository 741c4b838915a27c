import mongoose, { type Connection, type Model } from 'mongoose';
import { Refused, reasonOf } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';

export type { Connection } from 'mongoose';

/** Milliseconds to find a server at the start; while running, a stalled one is waited for. */
const SELECT_MS = 10_000;

/** @throws Refused database_unreachable */
export const connectDatabase = async ({ uri, log }: { uri: string; log: Log }): Promise<Connection> => {
  mongoose.set('strictQuery', 'throw');
  const db = mongoose.createConnection(uri, { serverSelectionTimeoutMS: SELECT_MS, autoIndex: true, maxPoolSize: 20 });
  db.on('disconnected', () => log.warn('database disconnected'));
  db.on('reconnected', () => log.info('database reconnected'));
  try {
    await db.asPromise();
  } catch (error) {
    await db.close(true).catch(() => undefined);
    throw new Refused('database_unreachable', reasonOf(error));
  }
  return db;
};

/** Waits until every model's collection and indexes exist, so that the first message finds its unique keys in place. */
export const prepareModels = async (db: Connection): Promise<void> => {
  await Promise.all(Object.values(db.models).map((model: Model<unknown>) => model.init()));
};

/** Asks the server for a sign of life. @param ms real milliseconds it may take @throws when it does not answer */
export const pingDatabase = async (db: Connection, ms: number): Promise<void> => {
  if (!db.db) throw new Error('not connected');
  await db.db.admin().command({ ping: 1 }, { timeoutMS: ms });
};
