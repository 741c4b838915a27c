import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startEmbedded } from '../../src/database/embedded/index.js';
import { openSite, type Site, type Started } from '../support/service.js';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const health = async (url: string): Promise<{ status: string; pid: number; roles: string[] }> =>
  (await (await fetch(`${url}/healthz`)).json()) as { status: string; pid: number; roles: string[] };

let site: Site;
let service: Started;

beforeAll(async () => {
  site = await openSite();
  service = await site.start();
}, 120_000);
afterAll(async () => {
  await site?.close();
});

const key = Buffer.alloc(32, 7).toString('base64');
/** All that a real account needs. */
const live = {
  WECHAT_APP_ID: 'wx0123456789abcdef',
  WECHAT_APP_SECRET: 'secret',
  WECHAT_TOKEN: 'token',
  WECHAT_AES_KEY: key.slice(0, 43),
  SEAL_KEYS: `k1:${key}`,
  BLIND_INDEX_KEY: key,
  TARIFF_FILE: '/dev/null',
};

/** It said one line and ended with 1, soon. */
const expectRefused = async (started: Started, line: RegExp): Promise<void> => {
  const { code, ms } = await started.ended;
  expect(started.words().length).toBe(1);
  expect(started.words()[0]).toMatch(line);
  expect(code).toBe(1);
  expect(ms).toBeLessThan(15_000);
};

describe('a running service', () => {
  it('was ready soon and says what to open and how to sign in', async () => {
    expect((await service.ready).ms).toBeLessThan(60_000);
    const words = service.words().join('\n');
    expect(words).toContain(`http://127.0.0.1:${site.ports.sandbox}/`);
    expect(words).toContain('demo-credentials.json');
    for (const { password } of site.credentials().staff) expect(service.said()).not.toContain(password);
  });

  it('tells its health on each listener', async () => {
    for (const url of [`http://127.0.0.1:${site.ports.web}`, site.admin, site.sandbox]) {
      const told = await health(url);
      expect(told).toMatchObject({ status: 'ok', pid: service.pid });
      expect([...told.roles].sort()).toEqual(['database', 'sandbox', 'web', 'worker']);
    }
  });

  it('keeps its secrets and its socket to its own user', () => {
    expect(modeOf(join(site.dataDir, 'demo-credentials.json'))).toBe('600');
    expect(modeOf(site.dataDir)).toBe('700');
    const socket = decodeURIComponent(/^database\s+mongodb:\/\/([^/]+)\//m.exec(service.said())?.[1] ?? '');
    expect(statSync(socket).isSocket()).toBe(true);
    expect(modeOf(socket)).toBe('600');
  });

  it('has no admin door on the public listener, and no foreign Host at the sandbox', async () => {
    expect((await fetch(`http://127.0.0.1:${site.ports.web}/admin/api/tickets`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${site.ports.web}/demo/facts`)).status).toBe(404);
    expect((await fetch(`${site.admin}/demo/facts`)).status).toBe(401);
    expect(
      (await fetch(`${site.sandbox}/sandbox/api/demo`, { headers: { origin: 'http://evil.example' } })).status,
    ).toBe(403);
  });
});

describe('a second one', () => {
  let other: Site;
  beforeAll(async () => {
    other = await openSite();
  });
  afterAll(async () => {
    await other.close();
  });

  it('is refused the same data folder', async () => {
    const { web, sandbox, admin } = other.ports;
    await expectRefused(
      site.launch({ PORT: String(web), SANDBOX_PORT: String(sandbox), ADMIN_PORT: String(admin) }),
      /data_folder_in_use/,
    );
    expect(await health(site.admin)).toMatchObject({ pid: service.pid });
  });

  it.each([
    'PORT',
    'SANDBOX_PORT',
    'ADMIN_PORT',
  ])('is refused a %s that is taken, and leaves nothing behind', async (name) => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address();
        resolve(address && typeof address === 'object' ? address.port : 0);
      });
    });
    await expectRefused(other.launch({ [name]: String(port) }), new RegExp(`port_in_use.*${port}`));
    await close(taken);
    expect(existsSync(join(other.dataDir, 'owner.lock'))).toBe(false);
  });

  it.each([
    ['PORT', { PORT: 'eighty' }],
    ['ROLES', { ROLES: 'web,cook' }],
    ['DEMO_NOW', { DEMO_NOW: 'yesterday' }],
    ['MONGODB_URI', { MONGODB_URI: 'postgres://x' }],
    ['MONGODB_URI', { ROLES: 'web,worker' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['NODE_ENV', { NODE_ENV: 'production' }],
    ['DEMO_NOW', live],
    ['sandbox', { ...live, DEMO_NOW: '', ROLES: 'web,worker,database,sandbox' }],
    ['WECHAT_TOKEN', { WECHAT_APP_ID: 'wx0123456789abcdef', DEMO_NOW: '' }],
  ])('is refused a bad %s', async (name, env) => {
    await expectRefused(other.launch(env), new RegExp(`^bad_configuration: .*${name}`));
  });

  it('is refused a store that a newer version has changed', async () => {
    const store = await startEmbedded({ dataDir: other.dataDir, inThread: true });
    const client = await MongoClient.connect(store.uri);
    await client
      .db()
      .collection<{ _id: number; name: string }>('migrations')
      .insertOne({ _id: 9999, name: 'of-tomorrow' });
    await client.close();
    await store.close();
    await expectRefused(other.launch(), /^database_newer: .* 9999 \(of-tomorrow\).*nothing was touched/);
  });

  it('is refused a data folder that cannot be written', async () => {
    const file = join(other.dataDir, '..', 'a-file');
    mkdirSync(join(other.dataDir, '..'), { recursive: true });
    writeFileSync(file, '');
    await expectRefused(other.launch({ DATA_DIR: join(file, 'data') }), /data_folder_unwritable/);
    await expectRefused(other.launch({ DATA_DIR: '/proc/water/data' }), /data_folder_unwritable/);
  });
});

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

describe('the end and the beginning', () => {
  it('cannot be reset while it runs', async () => {
    await expectRefused(site.reset(), /data_folder_in_use/);
    expect(await health(site.admin)).toMatchObject({ pid: service.pid });
  });

  it('ends with 0 within 5 s of a SIGTERM, and takes a second signal within a second for the same', async () => {
    const one = await site.follower();
    const waiting = one.thread();
    service.signal('SIGTERM');
    service.signal('SIGINT');
    const { code, signal, ms } = await service.ended;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(ms).toBeLessThan(5000);
    await waiting.catch(() => undefined);
    expect(service.said()).not.toMatch(/unhandled|did not end cleanly/);
    expect(existsSync(join(site.dataDir, 'owner.lock'))).toBe(false);
  });

  it('goes on where its clock, its secrets and its residents were', async () => {
    service = await site.start();
    const before = site.credentials();
    const one = await site.bound('00451190');
    const moved = Date.parse(await site.pass(5 * 86_400));
    expect((await service.stop()).code).toBe(0);
    service = await site.start();
    const now = Date.parse((await site.demo()).now);
    expect(now).toBeGreaterThanOrEqual(moved);
    expect(now).toBeLessThan(moved + 60_000);
    expect(site.credentials()).toEqual(before);
    expect(await one.says('上个月水费多少')).toContain('2026年10月');
  }, 60_000);

  it('survives a kill: the next start takes the folder over', async () => {
    await service.kill();
    expect(existsSync(join(site.dataDir, 'owner.lock'))).toBe(true);
    service = await site.start();
    expect(await health(site.admin)).toMatchObject({ status: 'ok', pid: service.pid });
  }, 60_000);

  it('moves: what is exported is imported elsewhere, and served there', async () => {
    const one = await site.bound('00451190');
    expect((await service.stop()).code).toBe(0);
    const [to, copy] = ['json', 'copy'].map((name) => join(site.dataDir, '..', name)) as [string, string];
    type Moved = { collections: { name: string; documents?: number; inserted?: number }[] };
    const move = async (...args: string[]) =>
      (await site.cliJson<Moved>(['database', ...args])).collections.map((one) => [
        one.name,
        one.documents ?? one.inserted,
      ]);
    const exported = await move('export', '--to', to, '--data-dir', site.dataDir);
    expect(exported.length).toBeGreaterThan(20);
    expect(await move('import', '--from', to, '--data-dir', copy)).toEqual(exported);
    for (const name of ['demo-credentials.json', 'sandbox'])
      cpSync(join(site.dataDir, name), join(copy, name), { recursive: true });
    service = await site.start({ DATA_DIR: copy });
    expect(await one.says('上个月水费多少')).toContain('2026年10月');
    expect(service.said()).not.toMatch(/"level":(40|50)/);
  }, 60_000);

  it('is reset to an empty demo; the credentials stay', async () => {
    const before = site.credentials();
    const notices = (await site.demo()).notices.length;
    expect((await service.stop()).code).toBe(0);
    const reset = site.reset();
    expect((await reset.ended).code).toBe(0);
    expect(readdirSync(site.dataDir)).toEqual(['demo-credentials.json']);
    service = await site.start();
    expect(site.credentials()).toEqual(before);
    const demo = await site.demo();
    expect(demo.now.slice(0, 10)).toBe('2026-11-21');
    expect(demo.notices.length).toBe(notices);
    expect(await site.sms()).toEqual([]);
    await site.signIn();
    expect((await site.cliJson<{ items: unknown[] }>(['tickets', 'list'])).items).toEqual([]);
  }, 60_000);
});
