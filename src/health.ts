import type { DoctorReport, StatusReport } from './admin-api/index.js';
import type { Clock } from './kernel/clock.js';
import { realNow } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import { reasonOf } from './kernel/errors.js';
import type { WechatOut } from './wechat/index.js';

export interface HealthDeps {
  config: Config;
  /** @throws when the store does not answer in time */
  ping(): Promise<void>;
  client: WechatOut['client'];
  clock: Clock;
  version: string;
  /** Messages that are being worked on. */
  busy(): number;
}

type Check = DoctorReport['checks'][number];

/** WeChat refuses signatures that are older than this. */
const SKEW_MS = 60_000;

const asked = async (act: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await act();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
};

const configured = ({ speech, sms, wechat, mode }: Config): Check[] => {
  const missing = [
    ...(speech.length > 0 ? [] : ['TENCENT_SECRET_ID or HF_TOKEN']),
    ...(sms ? [] : ['SMS_ENDPOINT']),
    ...['bill', 'ticket'].filter((key) => !wechat.templates[key]).map((key) => `WECHAT_TEMPLATES ${key}`),
  ];
  return [
    missing.length === 0
      ? { name: 'configuration', result: 'ok', detail: `${mode} mode` }
      : {
          name: 'configuration',
          result: 'warning',
          detail: `not set: ${missing.join(', ')}`,
          remedy: 'see the configuration table of the README',
        },
  ];
};

export interface Health {
  status(): Promise<StatusReport>;
  doctor(): Promise<DoctorReport>;
}

/** What the service says of itself to staff. */
export const createHealth = ({ config, ping, client, clock, version, busy }: HealthDeps): Health => {
  const startedAt = clock.now();

  const platform = async (): Promise<Check[]> => {
    const refused = await asked(() => client.check());
    if (refused)
      return [
        {
          name: 'platform',
          result: 'failed',
          detail: refused,
          remedy: 'check WECHAT_APP_ID, WECHAT_APP_SECRET and the IP whitelist',
        },
      ];
    const ids = new Set<string>();
    const listed = await asked(async () => {
      for (const { id } of await client.listTemplates()) ids.add(id);
    });
    const wrong = Object.entries(config.wechat.templates).filter(([, id]) => !ids.has(id));
    return [
      { name: 'platform', result: 'ok', detail: config.wechat.apiOrigin },
      listed || wrong.length > 0
        ? {
            name: 'templates',
            result: 'failed',
            detail: listed ?? `unknown: ${wrong.map(([key]) => key).join(', ')}`,
            remedy: 'put the ids of the account into WECHAT_TEMPLATES',
          }
        : { name: 'templates', result: 'ok', detail: `${ids.size} in use` },
    ];
  };

  const clockCheck = (): Check => {
    const skew = Math.abs(clock.now().getTime() - realNow());
    if (config.mode === 'demo')
      return { name: 'clock', result: 'ok', detail: `demo clock, ${clock.now().toISOString()}` };
    return skew < SKEW_MS
      ? { name: 'clock', result: 'ok', detail: 'real time' }
      : { name: 'clock', result: 'failed', detail: `${skew} ms off` };
  };

  return {
    status: async (): Promise<StatusReport> => {
      const down = await asked(ping);
      return {
        status: down ? 'degraded' : 'ok',
        version,
        mode: config.mode === 'demo' ? 'demo' : 'production',
        roles: [...config.roles],
        pid: process.pid,
        now: clock.now().toISOString(),
        startedAt: startedAt.toISOString(),
        parts: [
          { name: 'database', ok: !down, detail: down ?? (config.mongodbUri ? 'MongoDB' : 'built-in store') },
          { name: 'messages', ok: true, detail: `${busy()} in work` },
        ],
      };
    },
    doctor: async (): Promise<DoctorReport> => {
      const down = await asked(ping);
      const checks: Check[] = [
        ...configured(config),
        down
          ? { name: 'database', result: 'failed', detail: down, remedy: 'check MONGODB_URI or DATA_DIR' }
          : { name: 'database', result: 'ok', detail: 'answers' },
        ...(await platform()),
        clockCheck(),
      ];
      return { ok: checks.every(({ result }) => result !== 'failed'), checks };
    },
  };
};
