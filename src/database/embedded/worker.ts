import { parentPort, workerData } from 'node:worker_threads';
import { Refused } from '../../kernel/errors.js';
import { type RunningServer, type ServerOptions, startServer } from './server.js';

/** What the starting thread hands over. */
export type WorkerInput = Omit<ServerOptions, 'log'>;

/** What the worker says: a log line, that it serves, that everything is closed, or why it does not start. */
export type WorkerMessage =
  | { log: Parameters<ServerOptions['log']>[0] }
  | { state: 'ready' | 'closed' }
  | { refused: Pick<Refused, 'code' | 'detail' | 'data'> };

const say = (message: WorkerMessage): void => parentPort?.postMessage(message);

const run = async (input: WorkerInput): Promise<void> => {
  const server: RunningServer = await startServer({ ...input, log: (line) => say({ log: line }) });
  parentPort?.once('message', async () => {
    await server.close();
    say({ state: 'closed' });
    parentPort?.close();
  });
  say({ state: 'ready' });
};

// an error's class does not cross to the other thread
await run(workerData as WorkerInput).catch((error: unknown) => {
  if (!(error instanceof Refused)) throw error;
  const { code, detail, data } = error;
  say({ refused: { code, detail, data } });
});
