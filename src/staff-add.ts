import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { connectDatabase, prepareModels } from './database/connect.js';
import { startEmbedded } from './database/embedded/index.js';
import { migrate } from './database/migrations/index.js';
import { demoSecrets } from './demo-secrets.js';
import { createActivity } from './domain/activity/index.js';
import { createStaff, type Role } from './domain/staff/index.js';
import { systemClock } from './kernel/clock.js';
import { loadConfig } from './kernel/config.js';
import { Refused, reasonOf, refuse } from './kernel/errors.js';
import { randomIds } from './kernel/ids.js';
import { silentLog } from './kernel/log.js';

const roles: readonly string[] = ['super_admin', 'support', 'district', 'viewer'] satisfies Role[];
const isRole = (role: string | undefined): role is Role => role !== undefined && roles.includes(role);

/** Makes a staff account on the server itself: the first one, before anybody can sign in. The password comes from stdin. */
const add = async (): Promise<string> => {
  const { values } = parseArgs({
    options: { user: { type: 'string' }, role: { type: 'string' }, district: { type: 'string' } },
  });
  const { user, role, district } = values;
  if (!user || !isRole(role))
    return refuse('bad_input', `--user NAME --role ${roles.join('|')} [--district NAME], the password on stdin`);
  const password = (await text(process.stdin)).trim();
  const config = loadConfig(process.env, demoSecrets);
  const store = config.mongodbUri ? undefined : await startEmbedded({ dataDir: config.dataDir, inThread: true });
  const db = await connectDatabase({ uri: config.mongodbUri ?? store?.uri ?? '', log: silentLog });
  try {
    await migrate({ db, log: silentLog });
    const deps = { db, clock: systemClock, log: silentLog };
    const { record } = createActivity(deps);
    const staff = createStaff({ ...deps, ids: randomIds, audit: record });
    await prepareModels(db);
    await staff.putAccount({ user, role, ...(district ? { district } : {}), password });
    await record({ who: 'system', what: 'staff.put_account', which: user, result: 'done', detail: { role } });
    return user;
  } finally {
    await db.close();
    await store?.close();
  }
};

add().then(
  (user) => process.stderr.write(`${user} can sign in\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Refused ? `${error.code}: ${error.detail}` : reasonOf(error)}\n`);
    process.exit(1);
  },
);
