import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Refused } from '../../kernel/errors.js';
import { type Ownership, takeFolder } from './ownership.js';
import type { LogLine, RunningServer, ServerOptions } from './server.js';
import type { WorkerInput, WorkerMessage } from './worker.js';

/** How to start the built-in database. */
export interface EmbeddedOptions {
  /** Absolute. The store lies in its `store`, the socket beside it, or in a private folder under the temp folder when the path is too long. */
  dataDir: string;
  /** Serves from this thread instead of a worker: for tests. */
  inThread?: boolean;
  /** Replies before the disk has it: for tests. */
  noSync?: boolean;
  /** Looks at every page before it opens the store; so does a start after one that did not end well, while that takes no second. */
  whole?: boolean;
  log?: (line: LogLine) => void;
  /**
   * Told when the worker dies by itself; nothing is served from then on. Without it the error is thrown where nobody catches it,
   * so that the process ends rather than lives on without its database.
   */
  onLost?: (error: Error) => void;
}

/** The running database. */
export interface EmbeddedDatabase {
  /** For the driver, mongoose and agenda. */
  uri: string;
  /** Answers what was asked, then closes connections, store and socket. */
  close(): Promise<void>;
}

const DATABASE = 'water';
/** Some 0.3 s; a larger store is to be back soon after a crash. */
const LOOKED_AT_BYTES = 256 * 1024 * 1024;

/** Where the owner of a socket serves the product's database. */
export const uriOf = (socketPath: string): string =>
  `mongodb://${encodeURIComponent(socketPath)}/${DATABASE}?directConnection=true`;

const throwUncaught = (error: Error): void => {
  process.nextTick(() => {
    throw error;
  });
};

/** The store is loaded by the thread that serves it, and by no other. */
const startHere = async (options: ServerOptions): Promise<RunningServer> => {
  const { startServer } = await import('./server.js');
  return startServer(options);
};

const startWorker = (
  input: WorkerInput,
  log: (line: LogLine) => void,
  onLost: (error: Error) => void,
): Promise<RunningServer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: input });
    let state: 'starting' | 'serving' | 'closing' = 'starting';
    const gone = (error: Error): void => {
      const was = state;
      state = 'closing';
      if (was === 'starting') reject(error);
      else if (was === 'serving') onLost(error);
    };
    const close = async (): Promise<void> => {
      if (state === 'closing') return;
      state = 'closing';
      const closed = new Promise<void>((done) => worker.once('exit', () => done()));
      worker.postMessage('close');
      await closed;
    };
    worker.on('message', (message: WorkerMessage) => {
      if ('log' in message) log(message.log);
      else if ('refused' in message)
        gone(new Refused(message.refused.code, message.refused.detail, message.refused.data));
      else if (message.state === 'ready') {
        state = 'serving';
        resolve({ close });
      }
    });
    worker.on('error', gone);
    worker.on('exit', (code) => gone(new Error(`the database worker ended with code ${code}`)));
  });

/**
 * Starts the built-in database: MongoDB's wire protocol on a Unix socket over a local store, for one machine.
 * @throws Refused data_folder_in_use when a living process owns the folder, data_folder_unwritable when it cannot be used,
 * store_damaged | store_format; nothing is changed then
 */
export const startEmbedded = async (options: EmbeddedOptions): Promise<EmbeddedDatabase> => {
  const { dataDir, inThread, noSync = false, whole = false, log = () => {}, onLost = throwUncaught } = options;
  const ownership: Ownership = takeFolder(dataDir);
  const input: WorkerInput = {
    storePath: join(dataDir, 'store'),
    socketPath: ownership.socketPath,
    noSync,
    whole: whole ? Number.POSITIVE_INFINITY : ownership.inherited ? LOOKED_AT_BYTES : 0,
  };
  try {
    const server = inThread ? await startHere({ ...input, log }) : await startWorker(input, log, onLost);
    return {
      uri: uriOf(ownership.socketPath),
      close: async () => {
        await server.close();
        ownership.release();
      },
    };
  } catch (error) {
    // the lock stays with a damaged store: whoever starts next looks at every page again
    if (!(error instanceof Refused && error.code === 'store_damaged')) ownership.release();
    throw error;
  }
};
