#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runCli } from './program.js';

const LOOK_MS = 1000;
const configHome = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');

// A reader that stops early (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

// Not `exit()`: what is still on its way through a pipe must arrive.
process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  configFolder: process.env.ADMIN_CLI_CONFIG || join(configHome, 'water-admin-cli'),
  environment: process.env,
  newKey: randomUUID,
  pause: () => setTimeout(LOOK_MS, undefined, { ref: false }),
});
