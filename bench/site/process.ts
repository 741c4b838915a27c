import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The product's folder, seen from the sources and from what was built of them alike. */
const rootAbove = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
const root = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** What was built, by what it is for. */
export const built = {
  main: join(root, 'dist/src/main.js'),
  cli: join(root, 'dist/admin-cli/main.js'),
  reset: join(root, 'dist/src/demo-reset.js'),
} as const;

/** Real milliseconds in which a process must be ready. */
export const READY_MS = 60_000;
const CLI_MS = 60_000;

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Real milliseconds since the last signal that was sent from here, or since the start. */
  ms: number;
}

/** One started process of the product. */
export interface Started {
  pid: number;
  /** What it printed on stderr so far, logs included. */
  said(): string;
  /** Printed hints, without the log's JSON lines. */
  words(): string[];
  /** Resolves when `ready` is printed; rejects with its words when it ends before. */
  ready: Promise<{ ms: number }>;
  ended: Promise<Exit>;
  signal(name: NodeJS.Signals): void;
  /** Ends it in order and waits. */
  stop(): Promise<Exit>;
  kill(): Promise<Exit>;
}

/** Where one installation listens. */
export interface Ports {
  web: number;
  sandbox: number;
  admin: number;
}

/** One run of the staff CLI. */
export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

const needBuild = (file: string): void => {
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first`);
};

/** Nothing of the machine's own configuration reaches the product. */
const plainEnv = (env: Record<string, string>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  TMPDIR: tmpdir(),
  ...env,
});

/** Starts one process with these variables and nothing else. */
export const startProcess = (env: Record<string, string>, file: string = built.main): Started => {
  needBuild(file);
  let from = performance.now();
  const child = spawn(process.execPath, [file], { env: plainEnv(env), stdio: ['ignore', 'ignore', 'pipe'] });
  living.add(child);
  let said = '';
  const ended = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      living.delete(child);
      resolve({ code, signal, ms: performance.now() - from });
    });
  });
  const ready = new Promise<{ ms: number }>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready within ${READY_MS} ms:\n${said}`)), READY_MS);
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (!/^ready$/m.test(said)) return;
      clearTimeout(late);
      resolve({ ms: performance.now() - from });
    });
    void ended.then(({ code, signal }) => {
      clearTimeout(late);
      reject(new Error(`ended with ${code ?? signal} before it was ready:\n${said}`));
    });
  });
  ready.catch(() => undefined);
  const signal = (name: NodeJS.Signals): void => {
    from = performance.now();
    child.kill(name);
  };
  const end = (name: NodeJS.Signals): Promise<Exit> => {
    if (child.exitCode === null && child.signalCode === null) signal(name);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    said: () => said,
    words: () => said.split('\n').filter((line) => line !== '' && !line.startsWith('{')),
    ready,
    ended,
    signal,
    stop: () => end('SIGTERM'),
    kill: () => {
      child.kill('SIGCONT');
      return end('SIGKILL');
    },
  };
};

/** Three ports that were free a moment ago. */
export const freePorts = async (): Promise<Ports> => {
  const servers = [createServer(), createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(address && typeof address === 'object' ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [web = 0, sandbox = 0, admin = 0] = ports;
  return { web, sandbox, admin };
};

/** Runs the staff CLI with these variables and nothing else. */
export const runCli = (args: readonly string[], env: Record<string, string>, stdin: string): Promise<CliRun> => {
  needBuild(built.cli);
  const child = spawn(process.execPath, [built.cli, ...args], { env: plainEnv(env), stdio: 'pipe', timeout: CLI_MS });
  living.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  child.stdin.end(stdin);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      living.delete(child);
      resolve({ code, stdout, stderr });
    });
  });
};
