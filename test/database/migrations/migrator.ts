import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildInto } from '../embedded/built.js';

const SCRIPT = `
import { connectDatabase } from './src/database/connect.js';
import { migrate } from './src/database/migrations/migrate.js';
const [uri, leaseMs] = process.argv.slice(2);
const log = { info() {}, warn() {} };
const db = await connectDatabase({ uri, log });
await migrate({ db, log, leaseMs: Number(leaseMs), migrations: [{
  number: 1,
  name: 'double-numbers',
  portion: async (database, place = 0) => {
    const numbers = database.collection('numbers');
    for (let _id = place + 1; _id <= place + 3; _id++) {
      await numbers.updateOne({ _id }, { $set: { doubled: 2 * _id }, $inc: { times: 1 } });
      if (_id === 7) {
        process.send(place);
        await new Promise(() => undefined);
      }
    }
    return place + 3;
  },
}] });
`;

/** A process that doubles numbers, three a portion; at 7 it tells the place and hangs. @param folder where it is built */
export const startMigrator = async (folder: string, uri: string, leaseMs: number): Promise<ChildProcess> => {
  await buildInto(folder);
  const script = join(folder, 'migrator.mjs');
  writeFileSync(script, SCRIPT);
  return spawn(process.execPath, [pathToFileURL(script).pathname, uri, String(leaseMs)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
};
