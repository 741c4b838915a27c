import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { realNow } from '../../kernel/clock.js';
import { reasonOf } from '../../kernel/errors.js';
import { execute } from './commands/index.js';
import type { Surroundings } from './commands/request.js';
import { Cursors } from './cursors.js';
import { Store } from './storage.js';
import { sweepExpired } from './ttl.js';
import { Framer, type Message, parseMessage, replyTo } from './wire.js';

/** A line for the service’s log; holds no data of documents. */
export interface LogLine {
  level: 'info' | 'warn' | 'error';
  msg: string;
}

/** How to serve a store. */
export interface ServerOptions {
  /** Folder of the LMDB files. */
  storePath: string;
  /** Unix socket; an old file there is removed. */
  socketPath: string;
  noSync?: boolean;
  /** As StoreOptions has it. */
  whole?: number;
  log: (line: LogLine) => void;
}

/** A server that listens. */
export interface RunningServer {
  /** Answers what was asked, closes connections and the store. */
  close(): Promise<void>;
}

/** Each may keep one message that comes and one reply that is not taken. */
const MAX_CONNECTIONS = 1000;
const SWEEP_MS = 60_000;
/** Commands still running this long after close are cut off. */
const PATIENCE_MS = 2000;

/** One client: its messages are answered in their order. */
class Connection {
  private readonly framer = new Framer();
  private work: Promise<void> | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly id: number,
    private readonly surroundings: Surroundings,
    private readonly log: ServerOptions['log'],
  ) {
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => void this.idle.then(() => socket.end()));
  }

  /** Resolves when everything received so far is answered. */
  get idle(): Promise<void> {
    return this.work ?? Promise.resolve();
  }

  end(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.framer.push(chunk);
    this.work ??= this.answerAll().then(() => {
      this.work = undefined;
      this.socket.resume();
    });
  }

  /** While it answers nothing more is read, so a client that asks faster than it reads its replies fills its own buffers. */
  private async answerAll(): Promise<void> {
    this.socket.pause();
    try {
      for (let next = this.framer.next(); next && !this.socket.destroyed; next = this.framer.next())
        await this.answer(parseMessage(next));
    } catch (error) {
      this.log({ level: 'warn', msg: `connection ${this.id} closed: ${reasonOf(error)}` });
      this.socket.destroy();
    }
  }

  private async answer(message: Message): Promise<void> {
    const body = await execute(message.command, this.id, this.surroundings, (command, error) =>
      this.log({ level: 'error', msg: `${command}: ${error instanceof Error ? error.stack : reasonOf(error)}` }),
    );
    if (message.silent || !this.socket.writable || this.socket.write(replyTo(message, body))) return;
    await new Promise<void>((taken) => {
      this.socket.once('drain', taken).once('close', taken);
    });
  }
}

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** Resolves with the promise, or after so many milliseconds. */
const within = async (promise: Promise<unknown>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
};

/** What a machine does by itself once a minute: TTL indexes and idle cursors. */
const startSweeping = ({ store, cursors }: Surroundings, log: ServerOptions['log']): { stop(): Promise<void> } => {
  let running: Promise<unknown> = Promise.resolve();
  let sweeping = false;
  const sweep = async (): Promise<void> => {
    if (sweeping) return;
    sweeping = true;
    try {
      cursors.sweep(realNow());
      await sweepExpired(store, realNow());
    } catch (error) {
      log({ level: 'error', msg: `sweep: ${reasonOf(error)}` });
    } finally {
      sweeping = false;
    }
  };
  const timer = setInterval(() => {
    running = sweep();
  }, SWEEP_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};

/** Opens the store and serves it on the socket. @throws when either cannot be had */
export const startServer = async ({
  storePath,
  socketPath,
  noSync = false,
  whole = 0,
  log,
}: ServerOptions): Promise<RunningServer> => {
  const onRerun = (): void => log({ level: 'warn', msg: 'LMDB gave a batch of writes up; it is run again' });
  const store = new Store({ path: storePath, noSync, whole, onRerun });
  const surroundings: Surroundings = { store, cursors: new Cursors() };
  const connections = new Set<Connection>();
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = new Connection(socket, ++accepted, surroundings, log);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  try {
    rmSync(socketPath, { force: true });
    await listen(server, socketPath);
    chmodSync(socketPath, 0o600);
  } catch (error) {
    server.close();
    await store.close();
    throw error;
  }
  server.maxConnections = MAX_CONNECTIONS;
  server.on('drop', () => log({ level: 'warn', msg: `a connection over the limit of ${MAX_CONNECTIONS} was closed` }));
  server.on('error', (error) => log({ level: 'error', msg: `socket: ${reasonOf(error)}` }));
  const sweeping = startSweeping(surroundings, log);
  return {
    close: async () => {
      server.close();
      await within(Promise.all([sweeping.stop(), ...[...connections].map(({ idle }) => idle)]), PATIENCE_MS);
      for (const connection of connections) connection.end();
      await store.close();
    },
  };
};
