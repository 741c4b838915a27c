import { join } from 'node:path';
import { type Closers, createClosers } from './closers.js';
import { startEmbedded } from './database/embedded/index.js';
import { type Clock, demoClock, systemClock } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import { refuse } from './kernel/errors.js';
import type { Log } from './kernel/log.js';

/** A started process. */
export interface Running {
  /** What a person opens or types next, a line each. */
  hints: readonly string[];
  /** Ends everything in the reverse order of its start. */
  close(): Promise<void>;
}

export interface StartOptions {
  config: Config;
  log: Log;
  version: string;
  /** Tests keep the store in their own thread. */
  storeInThread?: boolean;
}

const clockOf = ({ demo, dataDir }: Config): Clock =>
  demo ? demoClock(join(dataDir, 'sandbox', 'clock.json'), demo.now) : systemClock;

const startStore = async (
  { config, log, storeInThread }: StartOptions,
  closers: Closers,
): Promise<string | undefined> => {
  if (!config.roles.has('database')) return config.mongodbUri;
  const store = await startEmbedded({
    dataDir: config.dataDir,
    ...(storeInThread ? { inThread: true } : {}),
    log: ({ level, msg }) => log[level](msg),
  });
  closers.add('store', () => store.close());
  return store.uri;
};

const startSandboxRole = async ({ config, log }: StartOptions, clock: Clock, closers: Closers): Promise<void> => {
  const { demo, host } = config;
  if (!demo || !config.roles.has('sandbox') || !('advance' in clock)) return;
  const { startSandbox } = await import('./sandbox/index.js');
  const sandbox = await startSandbox({
    host,
    port: config.sandboxPort,
    dataDir: join(config.dataDir, 'sandbox'),
    clock: clock as ReturnType<typeof demoClock>,
    log,
    companyName: config.company.name,
    wechat: demo.secrets.wechat,
    speech: demo.secrets.speech,
    sms: demo.secrets.sms,
    service: {
      callbackUrl: `http://127.0.0.1:${config.port}/wechat`,
      doorUrl: `http://127.0.0.1:${config.adminPort}/demo`,
      doorKey: demo.secrets.doorKey,
    },
    roles: [...config.roles],
  });
  closers.add('sandbox', () => sandbox.close());
};

const hintsOf = (config: Config, uri: string | undefined): string[] => {
  const at = (port: number): string => `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`;
  return [
    ...(config.roles.has('sandbox') ? [`phone page   ${at(config.sandboxPort)}/`] : []),
    ...(config.roles.has('web')
      ? [`callback     ${at(config.port)}/wechat`, `admin API    ${at(config.adminPort)}/admin/api`]
      : []),
    ...(config.roles.has('database') && uri ? [`database     ${uri}`] : []),
    ...(config.demo && config.roles.has('web')
      ? [
          `sign in      npx --no admin-cli login --user admin   (password: ${join(config.dataDir, 'demo-credentials.json')})`,
        ]
      : []),
  ];
};

/**
 * Starts the roles asked for. When one part cannot start, those that did are ended again.
 * @throws Refused port_in_use | data_folder_in_use | data_folder_unwritable | database_unreachable | database_newer | migration_failed |
 *   bad_configuration
 */
export const start = async (options: StartOptions): Promise<Running> => {
  const { config, log } = options;
  const closers = createClosers(log);
  try {
    const clock = clockOf(config);
    // loaded while the store opens, and not at all by a database of its own, which so is back the sooner
    const serves = config.roles.has('web') || config.roles.has('worker');
    const service = serves ? import('./start-service.js') : undefined;
    const uri = await startStore(options, closers);
    await startSandboxRole(options, clock, closers);
    if (service)
      await (await service).startService(
        options,
        uri ?? refuse('bad_configuration', 'MONGODB_URI is not set'),
        clock,
        closers,
      );
    return { hints: hintsOf(config, uri), close: closers.close };
  } catch (error) {
    await closers.close();
    throw error;
  }
};
