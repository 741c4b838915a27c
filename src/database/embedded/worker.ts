import { parentPort, workerData } from 'node:worker_threads';
import { type RunningServer, type ServerOptions, startServer } from './server.js';

/** What the starting thread hands over. */
export type WorkerInput = Omit<ServerOptions, 'log'>;

/** What the worker says: a log line, or that it serves, or that everything is closed. */
export type WorkerMessage = { log: Parameters<ServerOptions['log']>[0] } | { state: 'ready' | 'closed' };

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

await run(workerData as WorkerInput);
