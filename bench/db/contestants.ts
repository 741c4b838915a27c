import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import mongoose, { type Connection, Schema } from 'mongoose';
import { startEmbedded } from '../../src/database/embedded/index.js';
import type { ResponderInput } from './responder.js';
import type { Row } from './rows.js';

const schema = new Schema<Row>(
  { openid: String, account: String, number: String, kind: String, batch: String, fen: Number, at: Date },
  { autoIndex: false, autoCreate: false },
);
schema.index({ openid: 1, at: -1 });
schema.index({ account: 1 });
schema.index({ number: 1 }, { unique: true });

const rowsIn = (db: Connection) => db.model('Row', schema, 'rows');

/** The mongoose model that everything is asked through. */
export type Rows = ReturnType<typeof rowsIn>;

/** One server and a mongoose model over it. */
export interface Contestant {
  rows: Rows;
  /** Absolute; holds the server's files. */
  folder: string;
  close(): Promise<void>;
}

/** The product's own number of connections. */
const POOL = 20;

const connect = (uri: string): Promise<Connection> => mongoose.createConnection(uri, { maxPoolSize: POOL }).asPromise();

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'water-bench-'));

/** The database as the product starts it: in a worker thread of this process, on an empty folder, every reply after the disk has it. */
export const startOurs = async (): Promise<Contestant> => {
  const folder = newFolder();
  const database = await startEmbedded({ dataDir: folder });
  const db = await connect(database.uri);
  const rows = rowsIn(db);
  await rows.createIndexes();
  return {
    rows,
    folder,
    close: async () => {
      await db.close();
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
};

/** The responder in a worker thread: what is left is mongoose, the driver and the socket. */
export const startYardstick = async (): Promise<Contestant> => {
  const folder = newFolder();
  const input: ResponderInput = { socketPath: join(folder, 'responder.sock') };
  const worker = new Worker(new URL('./responder.js', import.meta.url), { workerData: input });
  await once(worker, 'message');
  const db = await connect(`mongodb://${encodeURIComponent(input.socketPath)}/water?directConnection=true`);
  return {
    rows: rowsIn(db),
    folder,
    close: async () => {
      await db.close();
      await worker.terminate();
      rmSync(folder, { recursive: true });
    },
  };
};
