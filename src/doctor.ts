import { statfs } from 'node:fs/promises';
import type { DoctorReport } from './admin-api/index.js';
import { lateJobs } from './health.js';
import { type Clock, realNow } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import { Refused, reasonOf } from './kernel/errors.js';
import { inTime } from './kernel/in-time.js';
import type { Probes } from './probe-store.js';
import type { JobState } from './scheduler/index.js';
import type { Helper } from './second-opinion/index.js';
import type { Speech } from './speech/index.js';
import type { WechatOut } from './wechat/index.js';

export interface DoctorDeps {
  config: Config;
  clock: Clock;
  ping(): Promise<void>;
  probes: Probes;
  out: { client: Pick<WechatOut['client'], 'introduce' | 'listTemplates'>; platformClock: WechatOut['platformClock'] };
  speech: Pick<Speech, 'check'>;
  helper?: Pick<Helper, 'check'> | undefined;
  look(): Promise<readonly JobState[]>;
}

type Check = DoctorReport['checks'][number];
type Found = Omit<Check, 'name'>;

/** Real milliseconds for each check; they are made side by side. */
const CHECK_MS = 12_000;
const STORE_MS = 3_000;
const SPEECH_MS = 8_000;
/** Callbacks that look older than a few minutes are refused: half a minute is worth a word, two minutes a repair. */
const SKEW_S = { warning: 30, failed: 120 } as const;
const MEGABYTE = 1024 * 1024;
const ROOM_MB = { warning: 2048, failed: 256 } as const;
const TEMPLATES = ['bill', 'ticket', 'notice'] as const;

const fine = (code: string, detail: string, data?: Found['data']): Found => ({
  result: 'ok',
  code,
  detail,
  ...(data ? { data } : {}),
});
const wrong = (result: 'warning' | 'failed', code: string, detail: string, remedy: string, data?: Found['data']) => ({
  result,
  code,
  detail,
  remedy,
  ...(data ? { data } : {}),
});

const configuration = ({ config: { mode, sms, speech, wechat } }: DoctorDeps): Found => {
  const missing = [
    ...(speech.length > 0 ? [] : ['TENCENT_SECRET_ID / HF_TOKEN']),
    ...(sms ? [] : ['SMS_ENDPOINT']),
    ...TEMPLATES.filter((key) => !wechat.templates[key]).map((key) => `WECHAT_TEMPLATES (${key}=)`),
  ];
  if (missing.length === 0) return fine('configured', `${mode} mode`, { mode });
  const names = missing.join(', ');
  return wrong('warning', 'not_set', `not set: ${names}`, 'see the configuration table of the README', { names });
};

const database = async ({ ping, probes, clock }: DoctorDeps): Promise<Found> => {
  const remedy = 'check that the database runs, and MONGODB_URI or DATA_DIR';
  const began = realNow();
  try {
    await inTime(STORE_MS, ping());
  } catch (error) {
    return wrong('failed', 'database_down', reasonOf(error), remedy, { reason: reasonOf(error) });
  }
  try {
    await inTime(STORE_MS, probes.write(clock.now()));
  } catch (error) {
    return wrong(
      'failed',
      'database_takes_no_writes',
      reasonOf(error),
      'look for a full disk or a read-only database',
      {
        reason: reasonOf(error),
      },
    );
  }
  const ms = realNow() - began;
  return fine('database_well', `reads and writes, ${ms} ms`, { ms });
};

const keys = async ({ probes }: DoctorDeps): Promise<Check[]> => {
  const lost = await probes.lostKeys();
  const ids = lost.keys.join(', ');
  const found: Found[] = [
    ...(lost.index
      ? [
          wrong(
            'failed',
            'index_key_changed',
            'BLIND_INDEX_KEY is not the one that the data was made with',
            'put the first key back',
          ),
        ]
      : []),
    ...(ids
      ? [
          wrong(
            'failed',
            'keys_lost',
            `SEAL_KEYS lacks or changed: ${ids}`,
            'put these keys back behind the current one',
            { ids },
          ),
        ]
      : []),
  ];
  const all = found.length > 0 ? found : [fine('keys_well', 'what was sealed can be opened')];
  return all.map((each) => ({ name: 'keys', ...each }));
};

const disk = async ({ config }: DoctorDeps): Promise<Found> => {
  const { dataDir, mongodbUri } = config;
  const room = await statfs(dataDir).catch(() => undefined);
  if (!room)
    return mongodbUri
      ? fine('disk_unused', 'DATA_DIR is not used here')
      : wrong('failed', 'disk_gone', `${dataDir} cannot be read`, 'check DATA_DIR', { folder: dataDir });
  const megabytes = Math.floor((room.bavail * room.bsize) / MEGABYTE);
  const data = { megabytes, folder: dataDir };
  if (megabytes >= ROOM_MB.warning) return fine('disk_well', `${megabytes} MB free`, data);
  const how = megabytes < ROOM_MB.failed ? 'failed' : 'warning';
  return wrong(how, 'disk_full', `${megabytes} MB free in ${dataDir}`, 'make room; a full disk ends the service', data);
};

/** WeChat's error code stands in the refusal's words. */
const errcodeOf = (error: unknown): number =>
  error instanceof Refused ? Number(/\b\d{5}\b/.exec(error.detail)?.[0] ?? 0) : 0;

const platform = async ({ config, out: { client } }: DoctorDeps): Promise<Check[]> => {
  const { templates, apiOrigin } = config.wechat;
  try {
    await client.introduce();
    const ids = new Set((await client.listTemplates()).map(({ id }) => id));
    const unknown = Object.entries(templates).filter(([, id]) => !ids.has(id));
    const named = unknown.map(([key]) => key).join(', ');
    return [
      { name: 'platform', ...fine('platform_well', apiOrigin, { origin: apiOrigin }) },
      {
        name: 'templates',
        ...(unknown.length === 0
          ? fine('templates_well', `${Object.keys(templates).length} configured`, {
              count: Object.keys(templates).length,
            })
          : wrong(
              'failed',
              'templates_unknown',
              `not in the account: ${named}`,
              "put the account's ids into WECHAT_TEMPLATES",
              { names: named },
            )),
      },
    ];
  } catch (error) {
    const errcode = errcodeOf(error);
    const code =
      error instanceof Refused && error.code === 'platform_refused' ? 'platform_refused' : 'platform_unreachable';
    const remedy =
      code === 'platform_refused'
        ? 'check WECHAT_APP_ID, WECHAT_APP_SECRET and the IP whitelist'
        : 'check the way out to WECHAT_API_ORIGIN: network, proxy, firewall';
    const data = { origin: apiOrigin, ...(errcode ? { errcode } : {}) };
    return [{ name: 'platform', ...wrong('failed', code, reasonOf(error), remedy, data) }];
  }
};

const clock = async ({ config, clock: ours, out }: DoctorDeps): Promise<Found> => {
  const theirs = await out.platformClock().catch(() => undefined);
  if (!theirs)
    return wrong('warning', 'clock_unknown', 'the platform did not tell the time', 'mend the platform first');
  // what is signed and sent goes by real time even where the demo's clock was moved
  const seconds = Math.round((realNow() - theirs.getTime()) / 1000);
  const off = Math.abs(seconds);
  if (off >= SKEW_S.warning)
    return wrong(
      off >= SKEW_S.failed ? 'failed' : 'warning',
      'clock_off',
      `${seconds} s from the platform's`,
      'let NTP set the clock',
      { seconds },
    );
  if (config.demo)
    return fine('clock_demo', `demo clock, ${ours.now().toISOString()}`, { now: ours.now().toISOString() });
  return fine('clock_well', `${seconds} s from the platform's`, { seconds });
};

const speech = async ({ speech: recognisers }: DoctorDeps): Promise<Check[]> =>
  (await recognisers.check(SPEECH_MS)).map(({ name: recogniser, engine, wrong: why }, i) => ({
    name: 'speech',
    ...(why === undefined
      ? fine('speech_well', [recogniser, engine, 'hears'].filter(Boolean).join(' '), {
          recogniser,
          ...(engine ? { engine } : {}),
        })
      : wrong(
          i === 0 ? 'failed' : 'warning',
          'speech_down',
          `${recogniser}: ${why}`,
          'check its key, its address and its quota',
          { recogniser, reason: why },
        )),
  }));

/** It is missed by nobody: without it what is unclear is asked back. */
const secondOpinion = async ({ helper }: DoctorDeps): Promise<Check[]> => {
  if (!helper) return [];
  const why = await helper.check(SPEECH_MS);
  const remedy = 'check HF_NLU_ENDPOINT or HF_NLU_MODEL, HF_TOKEN and the quota';
  const found =
    why === undefined
      ? fine('opinion_well', 'the model answers')
      : wrong('warning', 'opinion_down', why, remedy, { reason: why });
  return [{ name: 'second opinion', ...found }];
};

const jobs = async ({ look, clock: { now } }: DoctorDeps): Promise<Found> => {
  const states = await look();
  const late = lateJobs(states, now());
  if (late.length === 0) return fine('jobs_well', `${states.length} jobs on time`, { count: states.length });
  const names = late.map(({ job }) => job).join(', ');
  return wrong(
    'failed',
    'jobs_late',
    `not run in time: ${names}`,
    'start a process with the worker role, and read its log',
    { names, late: late.length, count: states.length },
  );
};

/** Checks what the service stands on; each check in its own time, all side by side. Never throws. */
export const createDoctor = (deps: DoctorDeps): { doctor(): Promise<DoctorReport> } => {
  const made = async (name: string, check: () => Found | Check[] | Promise<Found | Check[]>): Promise<Check[]> => {
    try {
      const found = await inTime(CHECK_MS, Promise.resolve().then(check));
      return Array.isArray(found) ? found : [{ name, ...found }];
    } catch (error) {
      return [
        {
          name,
          ...wrong('failed', 'not_checked', reasonOf(error), 'mend what is above first', { reason: reasonOf(error) }),
        },
      ];
    }
  };
  return {
    doctor: async () => {
      const checks = await Promise.all([
        made('configuration', () => configuration(deps)),
        made('database', () => database(deps)),
        made('keys', () => keys(deps)),
        made('disk', () => disk(deps)),
        made('platform', () => platform(deps)),
        made('clock', () => clock(deps)),
        made('speech', () => speech(deps)),
        made('second opinion', () => secondOpinion(deps)),
        made('jobs', () => jobs(deps)),
      ]);
      const all = checks.flat();
      return { ok: all.every(({ result }) => result !== 'failed'), checks: all };
    },
  };
};
