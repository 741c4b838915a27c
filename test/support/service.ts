import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from '@jest/globals';
import { type Driver, driver } from './driver.js';

export const DEMO_NOW = '2026-11-21T09:00:00+08:00';

const root = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(root, 'dist/src/main.js');
const CLI = join(root, 'dist/admin-cli/main.js');
const RESET = join(root, 'dist/src/demo-reset.js');
const READY_MS = 60_000;
const CLI_MS = 60_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Real milliseconds since the last signal that this helper sent, or since the start. */
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

export interface Ports {
  web: number;
  sandbox: number;
  admin: number;
}

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
export const startProcess = (env: Record<string, string>, file = MAIN): Started => {
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

const runCli = (args: readonly string[], env: Record<string, string>, stdin: string): Promise<CliRun> => {
  needBuild(CLI);
  const child = spawn(process.execPath, [CLI, ...args], { env: plainEnv(env), stdio: 'pipe', timeout: CLI_MS });
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

export interface Credentials {
  wechat: { appId: string; appSecret: string; token: string; encodingAesKey: string; originalId: string };
  staff: { role: string; user: string; password: string }[];
}

/** One installation of the product: a data folder, three ports, and the processes that were started on them. */
export interface Site extends Driver {
  dataDir: string;
  ports: Ports;
  callback: string;
  admin: string;
  sandbox: string;
  credentials(): Credentials;
  /** Starts a process of these roles (all when not told) and waits until it is ready. */
  start(env?: Record<string, string>): Promise<Started>;
  /** The same without waiting. */
  launch(env?: Record<string, string>): Started;
  /** Runs the staff CLI with a sign-in folder of its own. */
  cli(args: readonly string[], options?: { stdin?: string; as?: string }): Promise<CliRun>;
  /** Runs it with `--json`, expects exit code 0 and reads the one document. */
  cliJson<T>(args: readonly string[], options?: { stdin?: string; as?: string }): Promise<T>;
  signIn(user?: string): Promise<void>;
  /** Wipes the demo's data. */
  reset(): Started;
  close(): Promise<void>;
}

/** Makes a site; nothing runs yet. */
export const openSite = async (): Promise<Site> => {
  const folder = await mkdtemp(join(tmpdir(), 'water-e2e-'));
  const dataDir = join(folder, 'data');
  const ports = await freePorts();
  const started: Started[] = [];
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  const base = {
    DATA_DIR: dataDir,
    PORT: String(ports.web),
    SANDBOX_PORT: String(ports.sandbox),
    ADMIN_PORT: String(ports.admin),
    DEMO_NOW,
    LOG_LEVEL: 'warn',
  };
  const launch = (env: Record<string, string> = {}, file = MAIN): Started => {
    const one = startProcess({ ...base, ...env }, file);
    started.push(one);
    return one;
  };
  const credentials = (): Credentials =>
    JSON.parse(readFileSync(join(dataDir, 'demo-credentials.json'), 'utf8')) as Credentials;
  const cli: Site['cli'] = (args, { stdin = '', as = 'admin' } = {}) =>
    runCli([...args, '--server', at(ports.admin)], { ADMIN_CLI_CONFIG: join(folder, `cli-${as}`) }, stdin);
  const cliJson = async <T>(args: readonly string[], options?: { stdin?: string; as?: string }): Promise<T> => {
    const run = await cli([...args, '--json'], options);
    if (run.code !== 0)
      throw new Error(`admin-cli ${args.join(' ')} ended with ${run.code}\n${run.stdout}${run.stderr}`);
    return JSON.parse(run.stdout) as T;
  };
  return {
    ...driver(`${at(ports.sandbox)}/sandbox/api`),
    dataDir,
    ports,
    callback: `${at(ports.web)}/wechat`,
    admin: at(ports.admin),
    sandbox: at(ports.sandbox),
    credentials,
    launch,
    start: async (env) => {
      const one = launch(env);
      await one.ready;
      return one;
    },
    cli,
    cliJson,
    signIn: async (user = 'admin') => {
      const { password = '' } = credentials().staff.find((account) => account.user === user) ?? {};
      await cliJson(['login', '--user', user, '--password-stdin'], { stdin: password, as: user });
    },
    reset: () => launch({}, RESET),
    close: async () => {
      await Promise.all(started.map((one) => one.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** A site of the calling test file's own, with one process of all roles, ended and removed when the file is done. */
export const withSite = (...processes: readonly Record<string, string>[]): (() => Site) => {
  let site: Site | undefined;
  beforeAll(async () => {
    site = await openSite();
    for (const env of processes.length > 0 ? processes : [{}]) await site.start(env);
  }, READY_MS * 2);
  afterAll(async () => {
    await site?.close();
  });
  return () => {
    if (!site) throw new Error('the site is used before it was started');
    return site;
  };
};
