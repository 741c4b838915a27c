import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCli } from '../../admin-cli/program.js';

/** A member of staff at a terminal: a config folder of its own and command lines, run in this process. */
export const sitDown = (server: string, environment: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'admin-cli-'));
  const run = async (args: readonly string[], { stdin = '', tty = false, toServer = true } = {}) => {
    const streams = { out: '', err: '' };
    const input = Object.assign(new PassThrough(), { isTTY: tty });
    input.end(stdin);
    let keys = 0;
    const code = await runCli([...args, ...(toServer ? ['--server', server] : [])], {
      stdin: input,
      stdout: { write: (text) => (streams.out += text) },
      stderr: { write: (text) => (streams.err += text), isTTY: tty },
      configFolder: join(folder, 'config'),
      environment,
      newKey: () => `key-${++keys}`,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    });
    return { code, ...streams };
  };
  return {
    folder,
    run,
    /** With `--json`: the exit code and the one document on stdout. */
    json: async (args: readonly string[], options: { stdin?: string } = {}) => {
      const { code, out, err } = await run([...args, '--json'], options);
      return { code, document: JSON.parse(out), lines: out.trimEnd().split('\n').length, err };
    },
    login: (user: string, password: string) =>
      run(['login', '--user', user, '--password-stdin'], { stdin: `${password}\n` }),
    standUp: () => rmSync(folder, { recursive: true, force: true }),
  };
};
