import { createRequire } from 'node:module';
import { demoSecrets } from './demo-secrets.js';
import { realNow } from './kernel/clock.js';
import { loadConfig } from './kernel/config.js';
import { Refused } from './kernel/errors.js';
import { createLog } from './kernel/log.js';

/** Everything ends within this, or is cut. */
const STOP_MS = 5000;
/** A terminal's Ctrl-C reaches the process twice: as signal to the group, and passed on by npm. */
const SAME_SIGNAL_MS = 1000;

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const main = async (): Promise<void> => {
  const config = loadConfig(process.env, demoSecrets);
  const log = createLog(config.logLevel);
  let stoppedAt: number | undefined;
  let stop: () => Promise<void> = async () => undefined;
  const onSignal = (): void => {
    if (stoppedAt !== undefined) {
      if (realNow() - stoppedAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppedAt = realNow();
    const cut = setTimeout(() => process.exit(0), STOP_MS - 200);
    void stop().finally(() => {
      clearTimeout(cut);
      process.exit(0);
    });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // loaded once the configuration is known to be good: a mistake in it is told at once
  const { start } = await import('./start.js');
  const running = await start({ config, log, version });
  stop = running.close;
  if (stoppedAt !== undefined) {
    await running.close();
    process.exit(0);
  }
  for (const hint of running.hints) say(hint);
  say('ready');
};

process.on('unhandledRejection', (error) => {
  say(`unhandled: ${error instanceof Error ? error.stack : String(error)}`);
});

main().catch((error: unknown) => {
  say(
    error instanceof Refused
      ? `${error.code}: ${error.detail}`
      : `failed: ${error instanceof Error ? error.stack : String(error)}`,
  );
  process.exit(1);
});
