import { resolve } from 'node:path';
import { z } from 'zod';
import { type DailySpan, readDailySpan } from './daily.js';
import { refuse } from './errors.js';
import type { LogLevel } from './log.js';
import { type OpeningHours, readWeekly } from './opening.js';
import {
  configuredSecondOpinion,
  demoSecondOpinion,
  type SecondOpinionConfig,
  secondOpinionVariables,
} from './second-opinion-config.js';
import { configuredSpeech, demoSpeech, inOrder, type SpeechRecogniser, speechVariables } from './speech-config.js';

export const roles = ['web', 'worker', 'database', 'sandbox'] as const;
export type ProcessRole = (typeof roles)[number];

const filled = z.string().trim().min(1);
const A_PORT = 'must be a whole number from 0 to 65535';
const port = z.coerce.number(A_PORT).int(A_PORT).min(0, A_PORT).max(65_535, A_PORT);
const url = z.url({ protocol: /^https?$/ });
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const key32 = filled
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32, 'must be 32 bytes in base64');
const keyList = filled
  .transform((text) =>
    text.split(',').map((pair) => ({ id: pair.slice(0, pair.indexOf(':')), text: pair.slice(pair.indexOf(':') + 1) })),
  )
  .transform((pairs) => pairs.map(({ id, text }) => ({ id, key: Buffer.from(text, 'base64') })))
  .refine(
    (keys) => keys.every(({ id, key }) => /^[\w-]{1,16}$/.test(id) && key.length === 32),
    'must be id:key,… with keys of 32 bytes in base64',
  )
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'must not give one id to two keys');
const quietHours = filled.refine(
  (text) => text === 'off' || readDailySpan(text) !== undefined,
  'must be HH:MM-HH:MM or off',
);
/** Whose residents sleep; in demo mode nobody does, and a push tried at night is seen. */
const QUIET_BY_DEFAULT: Readonly<Record<Config['mode'], string>> = { live: '21:00-08:00', demo: 'off' };
const deskHours = filled.refine(
  (text) => text === 'off' || readWeekly(text) !== undefined,
  'must be like Mo-Fr 08:30-17:30; Sa 09:00-12:00; PH off, or off',
);
const roleList = filled
  .transform((text) => text.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(roles)).min(1));

/** Every variable that the service reads. An empty one counts as unset. */
const environment = z.object({
  /** `production` refuses demo mode. */
  NODE_ENV: filled.optional(),
  /** Which parts this process runs: any of web, worker, database, sandbox, with commas. */
  ROLES: roleList.optional(),
  /** Address that all listeners bind. */
  HOST: filled.default('127.0.0.1'),
  /** Port of WeChat's callback. */
  PORT: port.default(8080),
  /** Port of the sandbox and its phone page (demo mode). */
  SANDBOX_PORT: port.default(8081),
  /** Port of the admin API; never to be reachable from the internet. */
  ADMIN_PORT: port.default(8082),
  /** Folder of the embedded store, the sandbox and the demo's secrets. */
  DATA_DIR: filled.default('./data'),
  /** A MongoDB to use instead of the embedded store. */
  MONGODB_URI: filled.regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb://').optional(),
  /** Official Account id; unset = demo mode. */
  WECHAT_APP_ID: filled.optional(),
  /** Official Account secret. */
  WECHAT_APP_SECRET: filled.optional(),
  /** Token that signs callbacks. */
  WECHAT_TOKEN: filled.optional(),
  /** EncodingAESKey, 43 characters. */
  WECHAT_AES_KEY: filled.regex(/^[A-Za-z0-9+/]{43}$/, 'must be 43 characters of base64').optional(),
  /** The key before the last change: still opens what WeChat sealed with it. */
  WECHAT_AES_KEY_PREVIOUS: filled.regex(/^[A-Za-z0-9+/]{43}$/, 'must be 43 characters of base64').optional(),
  /** The account's original id (gh_…); when set, callbacks for another are refused. */
  WECHAT_ORIGINAL_ID: filled.optional(),
  /** Where WeChat's API is. */
  WECHAT_API_ORIGIN: url.optional(),
  /** Template ids in the account: key=id pairs with commas; keys bill, ticket, notice. */
  WECHAT_TEMPLATES: filled.regex(/^\w+=[\w-]+(,\w+=[\w-]+)*$/, 'must be key=id,…').optional(),
  ...speechVariables,
  ...secondOpinionVariables,
  /** Address and bearer key of the SMS gateway. */
  SMS_ENDPOINT: url.optional(),
  SMS_KEY: filled.optional(),
  /** Sealing keys, id:base64 pairs with commas, the first is current. */
  SEAL_KEYS: keyList.optional(),
  /** Key of the blind indexes, 32 bytes in base64; never changes. */
  BLIND_INDEX_KEY: key32.optional(),
  /** `1` when a reverse proxy of ours sets X-Forwarded-For. */
  TRUST_PROXY: z.enum(['0', '1']).default('0'),
  /** The utility's name and hotline as residents read them. */
  COMPANY_NAME: filled.max(20).default('某某自来水有限公司'),
  HOTLINE: filled.max(20).default('96123'),
  /** silent, error, warn, info or debug. */
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  /** JSON file of the household price table; needed with a real account. */
  TARIFF_FILE: filled.optional(),
  /** Beijing hours in which no bill is pushed, HH:MM-HH:MM, or off. */
  QUIET_HOURS: quietHours.optional(),
  /** When clerks speak to residents in the chat, as OpenStreetMap writes hours: `Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00; PH off`; or off. */
  DESK_HOURS: deskHours.default('Mo-Su 08:30-17:30'),
  /** Recipients above which a push that staff start needs a second person; 0 = never. */
  PUSH_APPROVAL_OVER: z.coerce.number().int().min(0).default(50_000),
  /** Where the demo clock starts (demo mode only), ISO with an offset. */
  DEMO_NOW: instant.optional(),
});

/** Secrets that demo mode makes at random on its first start and keeps in the data folder. */
export interface DemoSecrets {
  wechat: { appId: string; appSecret: string; token: string; encodingAesKey: string; originalId: string };
  staff: readonly { role: 'super_admin' | 'support' | 'district' | 'viewer'; user: string; password: string }[];
  speech: { secretId: string; secretKey: string; hfToken: string };
  sms: { key: string };
  /** Opens the door by which the sandbox asks the service for demo facts. */
  doorKey: string;
  sealKey: string;
  indexKey: string;
}

export interface Config {
  readonly mode: 'demo' | 'live';
  readonly roles: ReadonlySet<ProcessRole>;
  readonly host: string;
  readonly port: number;
  readonly sandboxPort: number;
  readonly adminPort: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly mongodbUri?: string;
  readonly wechat: {
    readonly appId: string;
    readonly appSecret: string;
    readonly token: string;
    readonly aesKey: string;
    readonly previousAesKey?: string;
    readonly originalId?: string;
    readonly apiOrigin: string;
    readonly templates: Readonly<Record<string, string>>;
  };
  /** In the order in which they are asked; empty: none. */
  readonly speech: readonly SpeechRecogniser[];
  /** Who is asked about unclear sentences; absent: nobody. */
  readonly secondOpinion?: SecondOpinionConfig;
  readonly sms?: { readonly endpoint: string; readonly key: string };
  readonly seal: { readonly keys: readonly { id: string; key: Buffer }[]; readonly indexKey: Buffer };
  readonly trustProxy: boolean;
  /** When bills are not pushed, and above how many recipients a second person is asked. */
  readonly push: { readonly quiet?: DailySpan; readonly approvalOver: number };
  /** When clerks speak to residents in the chat; absent: never. */
  readonly deskHours?: OpeningHours;
  readonly company: { readonly name: string; readonly hotline: string };
  readonly logLevel: LogLevel;
  /** Absolute; absent in demo mode. */
  readonly tariffFile?: string;
  readonly demo?: { readonly secrets: DemoSecrets; readonly now?: Date };
}

type Environment = z.infer<typeof environment>;

const needed = [
  'TARIFF_FILE',
  'WECHAT_APP_SECRET',
  'WECHAT_TOKEN',
  'WECHAT_AES_KEY',
  'SEAL_KEYS',
  'BLIND_INDEX_KEY',
] as const;

const pushOf = (
  { QUIET_HOURS, PUSH_APPROVAL_OVER: approvalOver }: Environment,
  mode: Config['mode'],
): Config['push'] => {
  const quiet = readDailySpan(QUIET_HOURS ?? QUIET_BY_DEFAULT[mode]);
  return quiet ? { quiet, approvalOver } : { approvalOver };
};

const deskHoursOf = ({ DESK_HOURS: text }: Environment): Pick<Config, 'deskHours'> => {
  const hours = readWeekly(text);
  return hours ? { deskHours: hours } : {};
};

const common = (env: Environment, mode: Config['mode']) => ({
  mode,
  host: env.HOST,
  port: env.PORT,
  sandboxPort: env.SANDBOX_PORT,
  adminPort: env.ADMIN_PORT,
  dataDir: resolve(env.DATA_DIR),
  ...(env.MONGODB_URI ? { mongodbUri: env.MONGODB_URI } : {}),
  trustProxy: env.TRUST_PROXY === '1',
  company: { name: env.COMPANY_NAME, hotline: env.HOTLINE },
  push: pushOf(env, mode),
  ...deskHoursOf(env),
  logLevel: env.LOG_LEVEL,
});

const opinion = (secondOpinion: SecondOpinionConfig | undefined) => (secondOpinion ? { secondOpinion } : {});

/** Half a pair is a slip of the pen: what it was to switch on would silently stay off. */
const pairs = [
  ['TENCENT_SECRET_ID', 'TENCENT_SECRET_KEY'],
  ['SMS_ENDPOINT', 'SMS_KEY'],
] as const;

const liveConfig = (env: Environment): Config => {
  const missing = needed.filter((name) => env[name] === undefined);
  if (missing.length > 0) refuse('bad_configuration', `with WECHAT_APP_ID these are needed too: ${missing.join(', ')}`);
  for (const [one, other] of pairs)
    if ((env[one] === undefined) !== (env[other] === undefined))
      refuse('bad_configuration', `${one} and ${other} are set together or not at all`);
  if (env.DEMO_NOW) refuse('bad_configuration', 'DEMO_NOW is for demo mode only');
  const asked = env.ROLES ?? ['web', 'worker', ...(env.MONGODB_URI ? [] : (['database'] as const))];
  if (asked.includes('sandbox')) refuse('bad_configuration', 'the sandbox never runs beside a real account');
  return {
    ...common(env, 'live'),
    tariffFile: resolve(env.TARIFF_FILE!),
    roles: new Set(asked),
    wechat: {
      appId: env.WECHAT_APP_ID!,
      appSecret: env.WECHAT_APP_SECRET!,
      token: env.WECHAT_TOKEN!,
      aesKey: env.WECHAT_AES_KEY!,
      ...(env.WECHAT_AES_KEY_PREVIOUS ? { previousAesKey: env.WECHAT_AES_KEY_PREVIOUS } : {}),
      ...(env.WECHAT_ORIGINAL_ID ? { originalId: env.WECHAT_ORIGINAL_ID } : {}),
      apiOrigin: env.WECHAT_API_ORIGIN ?? 'https://api.weixin.qq.com',
      templates: Object.fromEntries(
        (env.WECHAT_TEMPLATES ?? '')
          .split(',')
          .filter(Boolean)
          .map((pair) => pair.split('=', 2)),
      ),
    },
    speech: inOrder(configuredSpeech(env), env.SPEECH),
    ...opinion(configuredSecondOpinion(env)),
    ...(env.SMS_ENDPOINT && env.SMS_KEY ? { sms: { endpoint: env.SMS_ENDPOINT, key: env.SMS_KEY } } : {}),
    seal: { keys: env.SEAL_KEYS!, indexKey: env.BLIND_INDEX_KEY! },
  };
};

const demoConfig = (env: Environment, secrets: (dataDir: string) => DemoSecrets): Config => {
  if (env.NODE_ENV === 'production')
    refuse('bad_configuration', 'NODE_ENV=production needs WECHAT_APP_ID; demo mode is refused');
  const made = secrets(resolve(env.DATA_DIR));
  const { encodingAesKey, ...account } = made.wechat;
  const sandbox = `http://127.0.0.1:${env.SANDBOX_PORT}`;
  return {
    ...common(env, 'demo'),
    roles: new Set(env.ROLES ?? (env.MONGODB_URI ? (['web', 'worker', 'sandbox'] as const) : roles)),
    wechat: {
      ...account,
      aesKey: encodingAesKey,
      apiOrigin: sandbox,
      templates: { bill: 'DEMO_BILL', ticket: 'DEMO_TICKET', notice: 'DEMO_NOTICE' },
    },
    speech: inOrder(demoSpeech(made.speech, sandbox, env.TENCENT_ASR_ENGINE), env.SPEECH),
    ...opinion(demoSecondOpinion(env, made.speech.hfToken, sandbox)),
    sms: { endpoint: sandbox, key: made.sms.key },
    seal: {
      keys: [{ id: 'demo', key: Buffer.from(made.sealKey, 'base64') }],
      indexKey: Buffer.from(made.indexKey, 'base64'),
    },
    demo: { secrets: made, ...(env.DEMO_NOW ? { now: env.DEMO_NOW } : {}) },
  };
};

/** Frozen to the last plain object; keys of bytes and the set of roles are typed read-only. */
const frozen = <T>(value: T): T => {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value) || value instanceof Date) return value;
  if (Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
};

/**
 * Reads and checks the whole environment at once.
 * @param secrets the demo's, read or made for a data folder; asked for in demo mode only
 * @throws Refused bad_configuration naming every variable that is wrong
 */
export const loadConfig = (env: NodeJS.ProcessEnv, secrets: (dataDir: string) => DemoSecrets): Config => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success)
    return refuse(
      'bad_configuration',
      parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join('; '),
    );
  const config = parsed.data.WECHAT_APP_ID ? liveConfig(parsed.data) : demoConfig(parsed.data, secrets);
  if (!config.mongodbUri && !config.roles.has('database') && (config.roles.has('web') || config.roles.has('worker')))
    refuse('bad_configuration', 'without the database role MONGODB_URI must say where the store is');
  return frozen(config);
};

/** The names of all variables, for the documents' test. */
export const variableNames: readonly string[] = Object.keys(environment.shape);
