import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { prepareModels } from '../src/database/connect.js';
import { createDoctor, type DoctorDeps } from '../src/doctor.js';
import { lateJobs } from '../src/health.js';
import { handClock, realNow, systemClock } from '../src/kernel/clock.js';
import type { Config } from '../src/kernel/config.js';
import { createSeal } from '../src/kernel/crypto.js';
import { Refused } from '../src/kernel/errors.js';
import { probeStore } from '../src/probe-store.js';
import { withDatabase } from './support/database.js';

const NOW = new Date('2026-11-21T01:00:00Z');
const templates = { bill: 'B', ticket: 'T', notice: 'N' };
const config = {
  mode: 'live',
  dataDir: tmpdir(),
  wechat: { apiOrigin: 'https://api.weixin.qq.com', templates },
  speech: [{ name: 'tencent' }],
  sms: { endpoint: 'https://sms', key: 'k' },
} as unknown as Config;

const well: DoctorDeps = {
  config,
  clock: systemClock,
  ping: async () => undefined,
  probes: {
    write: async () => undefined,
    markKeys: async () => undefined,
    lostKeys: async () => ({ keys: [], index: false }),
  },
  out: {
    client: {
      introduce: async () => undefined,
      listTemplates: async () => [
        { id: 'B', title: '' },
        { id: 'T', title: '' },
        { id: 'N', title: '' },
      ],
    },
    platformClock: async () => new Date(realNow()),
  },
  speech: { check: async () => [{ name: 'tencent', engine: '16k_zh_dialect', wrong: undefined }] },
  look: async () => [{ job: 'a', reached: NOW, running: false }],
};
const examine = (sick: Partial<DoctorDeps>) => createDoctor({ ...well, ...sick }).doctor();
const refusing = (error: Error) => async (): Promise<never> => {
  throw error;
};

describe('the doctor', () => {
  it('finds nothing where all is well', async () => {
    const report = await examine({});
    expect(report.checks.filter(({ result }) => result !== 'ok')).toEqual([]);
    expect(report.ok).toBe(true);
    expect(new Set(report.checks.map(({ name }) => name)).size).toBe(9);
  });

  it.each<[string, Partial<DoctorDeps>, { name: string; result: string; code: string; data?: object }]>([
    [
      'a database that does not answer',
      { ping: () => new Promise<never>(() => undefined) },
      { name: 'database', result: 'failed', code: 'database_down' },
    ],
    [
      'a database that takes no writes',
      { probes: { ...well.probes, write: refusing(new Error('read-only')) } },
      { name: 'database', result: 'failed', code: 'database_takes_no_writes' },
    ],
    [
      'a sealing key that is gone',
      { probes: { ...well.probes, lostKeys: async () => ({ keys: ['k1'], index: false }) } },
      { name: 'keys', result: 'failed', code: 'keys_lost', data: { ids: 'k1' } },
    ],
    [
      'another index key',
      { probes: { ...well.probes, lostKeys: async () => ({ keys: [], index: true }) } },
      { name: 'keys', result: 'failed', code: 'index_key_changed' },
    ],
    [
      'a folder that is gone',
      { config: { ...config, dataDir: '/nowhere' } },
      { name: 'disk', result: 'failed', code: 'disk_gone' },
    ],
    [
      'an address that is not on the whitelist',
      {
        out: {
          ...well.out,
          client: {
            ...well.out.client,
            introduce: refusing(new Refused('platform_refused', 'no access token: 40164')),
          },
        },
      },
      { name: 'platform', result: 'failed', code: 'platform_refused', data: { errcode: 40164 } },
    ],
    [
      'a platform out of reach',
      {
        out: {
          ...well.out,
          client: { ...well.out.client, introduce: refusing(new Refused('platform_unreachable', 'no access token')) },
        },
      },
      { name: 'platform', result: 'failed', code: 'platform_unreachable' },
    ],
    [
      'a template of another account',
      { out: { ...well.out, client: { ...well.out.client, listTemplates: async () => [{ id: 'B', title: '' }] } } },
      { name: 'templates', result: 'failed', code: 'templates_unknown', data: { names: 'ticket, notice' } },
    ],
    [
      'a clock that is fast',
      { out: { ...well.out, platformClock: async () => new Date(realNow() - 300_000) } },
      { name: 'clock', result: 'failed', code: 'clock_off', data: { seconds: 300 } },
    ],
    [
      'a clock that is a little slow',
      { out: { ...well.out, platformClock: async () => new Date(realNow() + 60_000) } },
      { name: 'clock', result: 'warning', code: 'clock_off', data: { seconds: -60 } },
    ],
    [
      'a platform that does not tell the time',
      { out: { ...well.out, platformClock: refusing(new Refused('platform_unreachable')) } },
      { name: 'clock', result: 'warning', code: 'clock_unknown' },
    ],
    [
      'the first recogniser down',
      { speech: { check: async () => [{ name: 'tencent', wrong: 'AuthFailure' }] } },
      { name: 'speech', result: 'failed', code: 'speech_down' },
    ],
    [
      'a helper that is down, which is no failure',
      { helper: { check: async () => 'HTTP 503' } },
      { name: 'second opinion', result: 'warning', code: 'opinion_down', data: { reason: 'HTTP 503' } },
    ],
    [
      'jobs that nobody ran',
      { clock: handClock(NOW), look: async () => [{ job: 'push', running: false }] },
      { name: 'jobs', result: 'failed', code: 'jobs_late', data: { names: 'push' } },
    ],
    [
      'what is not configured',
      { config: { ...config, speech: [], wechat: { ...config.wechat, templates: {} } } },
      { name: 'configuration', result: 'warning', code: 'not_set' },
    ],
  ])('finds %s, and says what to do', async (_what, sick, expected) => {
    const { ok, checks } = await examine(sick);
    const found = checks.filter(({ result }) => result !== 'ok');
    expect(found).toContainEqual(
      expect.objectContaining({
        ...expected,
        ...(expected.data ? { data: expect.objectContaining(expected.data) } : {}),
      }),
    );
    for (const { remedy } of found) expect(remedy).toEqual(expect.any(String));
    expect(ok).toBe(expected.result !== 'failed');
  });

  it('says that a check itself failed', async () => {
    const { checks } = await examine({ look: refusing(new Error('bug')) });
    expect(checks).toContainEqual(expect.objectContaining({ name: 'jobs', result: 'failed', code: 'not_checked' }));
  });
});

describe('late jobs', () => {
  const at = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
  it('are those that nobody runs though they are due since minutes, or never ran', () => {
    const jobs = [
      { job: 'on time', reached: at(1), running: false },
      { job: 'just due', reached: at(10), dueSince: at(4), running: false },
      { job: 'running', reached: at(60), dueSince: at(50), running: true },
      { job: 'late', reached: at(60), dueSince: at(6), running: false },
      { job: 'never', running: false },
    ];
    expect(lateJobs(jobs, NOW).map(({ job }) => job)).toEqual(['late', 'never']);
  });
});

describe('the marks of the keys', () => {
  const database = withDatabase();
  const key = (byte: number): Buffer => Buffer.alloc(32, byte);
  const sealOf = (keys: readonly [string, number][], index = 9) =>
    createSeal({ keys: keys.map(([id, byte]) => ({ id, key: key(byte) })), indexKey: key(index) });

  it('tell keys that were taken away or changed, not those that were added', async () => {
    const first = probeStore(database.db(), sealOf([['k1', 1]]));
    await prepareModels(database.db());
    await first.markKeys();
    await first.write(NOW);
    await first.write(NOW);
    const seen = (...of: Parameters<typeof sealOf>) => probeStore(database.db(), sealOf(...of)).lostKeys();
    expect(await seen([['k1', 1]])).toEqual({ keys: [], index: false });
    const both: [string, number][] = [
      ['k2', 2],
      ['k1', 1],
    ];
    await probeStore(database.db(), sealOf(both)).markKeys();
    expect(await seen(both)).toEqual({ keys: [], index: false });
    expect(await seen([['k2', 2]])).toEqual({ keys: ['k1'], index: false });
    expect(await seen([['k1', 7]], 8)).toEqual({ keys: ['k1', 'k2'], index: true });
  });
});
