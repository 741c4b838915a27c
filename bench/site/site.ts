import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Driver, driver } from './driver.js';
import { built, type CliRun, freePorts, type Ports, runCli, type Started, startProcess } from './process.js';

/** When the demo of every site begins. */
export const DEMO_NOW = '2026-11-21T09:00:00+08:00';

/** What the first demo start made up. */
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

/** The address that a started `database` process prints for the others. */
export const databaseUri = (database: Started): string =>
  database
    .words()
    .find((line) => line.startsWith('database'))
    ?.split(/\s+/)[1] ?? '';

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
  const launch = (env: Record<string, string> = {}, file: string = built.main): Started => {
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
    reset: () => launch({}, built.reset),
    close: async () => {
      await Promise.all(started.map((one) => one.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** An installation for as long as `use` takes. */
export const onSite = async <T>(use: (site: Site) => Promise<T>): Promise<T> => {
  const site = await openSite();
  try {
    return await use(site);
  } finally {
    await site.close();
  }
};
