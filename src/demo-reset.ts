import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takeFolder } from './database/embedded/ownership.js';
import { Refused, reasonOf } from './kernel/errors.js';

/** Wipes what the demo keeps: store and sandbox; the credentials stay. The next start seeds anew. */
const reset = async (dataDir: string): Promise<void> => {
  // taking the folder proves that no service runs on it
  const ownership = takeFolder(dataDir);
  for (const part of ['store', 'sandbox']) rmSync(join(dataDir, part), { recursive: true, force: true });
  ownership.release();
};

const dataDir = resolve(process.env.DATA_DIR?.trim() || './data');
reset(dataDir).then(
  () => process.stderr.write(`${dataDir} is empty; the next start seeds it\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Refused ? `${error.code}: ${error.detail}` : reasonOf(error)}\n`);
    process.exit(1);
  },
);
