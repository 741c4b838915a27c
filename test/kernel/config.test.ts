import { isAbsolute } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type DemoSecrets, loadConfig, variableNames } from '../../src/kernel/config.js';
import { Refused } from '../../src/kernel/errors.js';

const bytes32 = Buffer.alloc(32, 7).toString('base64');
const aesKey = 'a'.repeat(43);
const made: DemoSecrets = {
  wechat: { appId: 'wxdemo', appSecret: 's', token: 't', encodingAesKey: aesKey, originalId: 'gh_1' },
  staff: [],
  speech: { secretId: 'id', secretKey: 'key', hfToken: 'hf_x' },
  sms: { key: 'sms' },
  doorKey: 'door',
  sealKey: bytes32,
  indexKey: bytes32,
};
const live: NodeJS.ProcessEnv = {
  WECHAT_APP_ID: 'wx1',
  WECHAT_APP_SECRET: 'secret',
  WECHAT_TOKEN: 'token',
  WECHAT_AES_KEY: aesKey,
  SEAL_KEYS: `k2:${bytes32},k1:${bytes32}`,
  BLIND_INDEX_KEY: bytes32,
  TARIFF_FILE: 'tariff.json',
};
const load = (env: NodeJS.ProcessEnv) => loadConfig(env, () => made);
const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    load(env);
  } catch (error) {
    if (error instanceof Refused && error.code === 'bad_configuration') return error.detail;
    throw error;
  }
  return 'accepted';
};

describe('demo mode', () => {
  it('needs no variable at all', () => {
    const config = load({});
    expect(config).toMatchObject({
      mode: 'demo',
      host: '127.0.0.1',
      port: 8080,
      sandboxPort: 8081,
      adminPort: 8082,
      trustProxy: false,
      logLevel: 'info',
      wechat: { appId: 'wxdemo', aesKey, apiOrigin: 'http://127.0.0.1:8081' },
      speech: [
        { name: 'tencent', endpoint: 'http://127.0.0.1:8081', engine: '16k_zh' },
        { name: 'hugging_face', endpoint: 'http://127.0.0.1:8081/hf-inference/models/openai/whisper-large-v3' },
      ],
      sms: { endpoint: 'http://127.0.0.1:8081' },
    });
    expect([...config.roles].sort()).toEqual(['database', 'sandbox', 'web', 'worker']);
    expect(config.wechat).not.toHaveProperty('encodingAesKey');
  });

  it('takes an empty variable as unset', () => {
    const { roles, ...rest } = load({ PORT: '', WECHAT_APP_ID: '  ', DEMO_NOW: '', COMPANY_NAME: ' ', ROLES: '' });
    const { roles: all, ...plain } = load({});
    expect(rest).toEqual(plain);
    expect([...roles]).toEqual([...all]);
  });

  it('asks for secrets with an absolute data folder, once', () => {
    const asked: string[] = [];
    const config = loadConfig({ DATA_DIR: 'some/where' }, (dataDir) => {
      asked.push(dataDir);
      return made;
    });
    expect(isAbsolute(config.dataDir)).toBe(true);
    expect(config.dataDir.endsWith('/some/where')).toBe(true);
    expect(asked).toEqual([config.dataDir]);
  });

  it('starts its clock where DEMO_NOW says', () => {
    expect(load({ DEMO_NOW: '2026-11-21T09:00:00+08:00' }).demo?.now).toEqual(new Date('2026-11-21T01:00:00Z'));
    expect(load({}).demo).not.toHaveProperty('now');
    expect(refusal({ DEMO_NOW: '2026-11-21T09:00:00' })).toContain('DEMO_NOW');
  });

  it('is refused in production', () => {
    expect(refusal({ NODE_ENV: 'production' })).toContain('WECHAT_APP_ID');
  });

  it('does without the database role when a MongoDB is named', () => {
    const { roles, mongodbUri } = load({ MONGODB_URI: 'mongodb://127.0.0.1/water' });
    expect([...roles]).toEqual(['web', 'worker', 'sandbox']);
    expect(mongodbUri).toBe('mongodb://127.0.0.1/water');
  });
});

describe('live mode', () => {
  it('runs web, worker and database against WeChat', () => {
    const config = load(live);
    expect(config).toMatchObject({
      mode: 'live',
      wechat: { appId: 'wx1', aesKey, apiOrigin: 'https://api.weixin.qq.com', templates: {} },
    });
    expect([...config.roles]).toEqual(['web', 'worker', 'database']);
    expect(config.seal.keys.map(({ id }) => id)).toEqual(['k2', 'k1']);
    expect(config.seal.indexKey).toHaveLength(32);
    expect(config).not.toHaveProperty('demo');
    expect(config.speech).toEqual([]);
    expect(config).not.toHaveProperty('sms');
  });

  it('never makes demo secrets', () => {
    const asked: string[] = [];
    loadConfig(live, (dataDir) => {
      asked.push(dataDir);
      return made;
    });
    expect(asked).toEqual([]);
  });

  it.each([
    'WECHAT_APP_SECRET',
    'WECHAT_TOKEN',
    'WECHAT_AES_KEY',
    'SEAL_KEYS',
    'BLIND_INDEX_KEY',
    'TARIFF_FILE',
  ])('needs %s', (name) => {
    expect(refusal({ ...live, [name]: '' })).toContain(name);
  });

  it('names everything that is missing at once', () => {
    const detail = refusal({ WECHAT_APP_ID: 'wx1' });
    for (const name of Object.keys(live).slice(1)) expect(detail).toContain(name);
  });

  it('is refused a moved clock and a sandbox', () => {
    expect(refusal({ ...live, DEMO_NOW: '2026-11-21T09:00:00+08:00' })).toContain('DEMO_NOW');
    expect(refusal({ ...live, ROLES: 'web,sandbox,database' })).toContain('sandbox');
  });

  it('reads templates, the older key, speech and SMS', () => {
    const config = load({
      ...live,
      WECHAT_TEMPLATES: 'bill=T-1,ticket=T_2',
      WECHAT_AES_KEY_PREVIOUS: 'b'.repeat(43),
      TENCENT_SECRET_ID: 'id',
      TENCENT_SECRET_KEY: 'key',
      TENCENT_ASR_ENGINE: '16k_zh_dialect',
      SMS_ENDPOINT: 'https://sms.example',
      SMS_KEY: 'k',
      TRUST_PROXY: '1',
    });
    expect(config).toMatchObject({
      wechat: { templates: { bill: 'T-1', ticket: 'T_2' }, previousAesKey: 'b'.repeat(43) },
      speech: [
        {
          name: 'tencent',
          secretId: 'id',
          secretKey: 'key',
          endpoint: 'https://asr.tencentcloudapi.com',
          engine: '16k_zh_dialect',
        },
      ],
      sms: { endpoint: 'https://sms.example', key: 'k' },
      trustProxy: true,
    });
  });

  it('asks the recognisers that are configured, Tencent first, or in the order that is wanted', () => {
    const both = { ...live, TENCENT_SECRET_ID: 'id', TENCENT_SECRET_KEY: 'key', HF_TOKEN: 'hf_1' };
    const names = (env: NodeJS.ProcessEnv) => load(env).speech.map(({ name }) => name);
    expect(names(both)).toEqual(['tencent', 'hugging_face']);
    expect(names({ ...both, SPEECH: 'hugging_face, tencent' })).toEqual(['hugging_face', 'tencent']);
    expect(names({ ...both, SPEECH: 'hugging_face' })).toEqual(['hugging_face']);
    expect(load({ ...live, HF_TOKEN: 'hf_1', HF_ASR_MODEL: 'a/b' }).speech).toEqual([
      { name: 'hugging_face', token: 'hf_1', endpoint: 'https://router.huggingface.co/hf-inference/models/a/b' },
    ]);
    expect(load({ ...live, HF_ENDPOINT: 'https://asr.example/hear' }).speech).toEqual([
      { name: 'hugging_face', endpoint: 'https://asr.example/hear' },
    ]);
    expect(refusal({ ...live, SPEECH: 'tencent' })).toContain('SPEECH names tencent');
    expect(refusal({ ...both, SPEECH: 'tencent,tencent' })).toContain('SPEECH');
    expect(refusal({ ...both, TENCENT_ASR_ENGINE: '16k_dialect' })).toContain('TENCENT_ASR_ENGINE');
    expect(refusal({ ...both, SPEECH: 'siri' })).toContain('SPEECH');
    expect(refusal({ ...live, HF_ENDPOINT: 'http://asr.example/hear' })).toContain('HF_ENDPOINT: must be https');
    expect(load({ ...live, HF_ENDPOINT: 'http://127.0.0.1:9000/hear' }).speech).toHaveLength(1);
  });

  it.each([
    ['TENCENT_SECRET_ID', 'TENCENT_SECRET_KEY'],
    ['TENCENT_SECRET_KEY', 'TENCENT_SECRET_ID'],
    ['SMS_KEY', 'SMS_ENDPOINT'],
    ['SMS_ENDPOINT', 'SMS_KEY'],
  ])('does not take %s without %s', (one, other) => {
    const detail = refusal({ ...live, [one]: one === 'SMS_ENDPOINT' ? 'https://sms.example' : 'x' });
    expect(detail).toContain(one);
    expect(detail).toContain(other);
  });
});

describe('a wrong variable', () => {
  const wrong: Readonly<Record<string, string>> = {
    ROLES: 'web,cook',
    PORT: 'eighty',
    SANDBOX_PORT: '65536',
    ADMIN_PORT: '-1',
    MONGODB_URI: 'http://127.0.0.1',
    WECHAT_AES_KEY: 'short',
    WECHAT_AES_KEY_PREVIOUS: 'short',
    WECHAT_API_ORIGIN: 'ftp://example',
    WECHAT_TEMPLATES: 'bill',
    TENCENT_ASR_ENDPOINT: 'nowhere',
    SMS_ENDPOINT: 'nowhere',
    SEAL_KEYS: 'k1',
    BLIND_INDEX_KEY: 'c2hvcnQ=',
    TRUST_PROXY: 'yes',
    COMPANY_NAME: '水'.repeat(21),
    HOTLINE: '9'.repeat(21),
    LOG_LEVEL: 'loud',
    DEMO_NOW: 'tomorrow',
  };

  it.each(Object.entries(wrong))('%s=%s is named', (name, value) => {
    expect(refusal({ [name]: value })).toContain(`${name}: `);
    expect(variableNames).toContain(name);
  });

  it('is named with all others in one refusal', () => {
    const detail = refusal(wrong);
    for (const name of Object.keys(wrong)) expect(detail).toContain(`${name}: `);
  });

  it.each([
    'PORT=80.5',
    'PORT=NaN',
    `SEAL_KEYS=k 1:${bytes32}`,
    `SEAL_KEYS=:${bytes32}`,
    `SEAL_KEYS=${'k'.repeat(17)}:${bytes32}`,
    `SEAL_KEYS=k1:${bytes32},k1:${bytes32}`,
    `SEAL_KEYS=k1:${bytes32},`,
    'ROLES=,',
  ])('is refused: %s', (pair) => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    expect(refusal({ [name]: pair.slice(at + 1) })).toContain(`${name}: `);
  });

  it.each(['eighty', '80.5', '-1', '65536'])('PORT=%s is told what a port is', (PORT) => {
    expect(refusal({ PORT })).toBe('PORT: must be a whole number from 0 to 65535');
  });

  it('is not repeated when it may be a secret', () => {
    const detail = refusal({ SEAL_KEYS: 'k1:geheim', BLIND_INDEX_KEY: 'geheim', WECHAT_AES_KEY: 'geheim' });
    expect(detail).not.toContain('geheim');
  });
});

describe('roles', () => {
  it.each([
    ['web , worker,database', ['web', 'worker', 'database']],
    ['database', ['database']],
    ['sandbox', ['sandbox']],
  ])('%s', (asked, expected) => expect([...load({ ROLES: asked }).roles]).toEqual(expected));

  it('without the database need to be told where the store is', () => {
    expect(refusal({ ROLES: 'web' })).toContain('MONGODB_URI');
    expect(refusal({ ROLES: 'worker,sandbox' })).toContain('MONGODB_URI');
    expect([...load({ ROLES: 'web', MONGODB_URI: 'mongodb://%2Ftmp%2Fstore.sock/' }).roles]).toEqual(['web']);
  });
});

describe('the configuration', () => {
  it('is frozen, its parts too', () => {
    const config = load(live);
    const parts: object[] = [
      config,
      config.wechat,
      config.wechat.templates,
      config.company,
      config.seal,
      config.seal.keys,
    ];
    expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true));
    expect(() => Object.assign(config.wechat, { token: 'other' })).toThrow();
  });

  it('keeps the night quiet beside a real account, and not in demo mode unless told', () => {
    expect(load(live).push.quiet).toEqual({ from: '21:00', to: '08:00' });
    expect(load({ ...live, QUIET_HOURS: 'off' }).push.quiet).toBeUndefined();
    expect(load({}).push.quiet).toBeUndefined();
    expect(load({ QUIET_HOURS: '22:00-07:30' }).push.quiet).toEqual({ from: '22:00', to: '07:30' });
  });

  it('knows its variables by name, each once', () => {
    expect(variableNames).toContain('WECHAT_ORIGINAL_ID');
    expect(new Set(variableNames).size).toBe(variableNames.length);
  });
});

describe('the second opinion', () => {
  const token = { HF_TOKEN: 'hf_t' };
  it('is nobody’s unless a model or an address is named: the token alone is for voices', () => {
    expect(load(live).secondOpinion).toBeUndefined();
    expect(load({ ...live, ...token }).secondOpinion).toBeUndefined();
    expect(load({}).secondOpinion).toBeUndefined();
    expect(refusal({ ...live, ...token, HF_NLU_TASK: 'chat' })).toMatch(/HF_NLU_MODEL or HF_NLU_ENDPOINT/);
    expect(refusal({ ...live, HF_NLU_MODEL: 'a/b' })).toMatch(/needs HF_TOKEN/);
  });

  it.each([
    ['zero-shot', 'https://router.huggingface.co/hf-inference/models/a/b'],
    ['embeddings', 'https://router.huggingface.co/hf-inference/models/a/b/pipeline/feature-extraction'],
    ['chat', 'https://router.huggingface.co'],
  ])('by %s is at the router', (task, endpoint) => {
    const config = load({ ...live, ...token, HF_NLU_MODEL: 'a/b', HF_NLU_TASK: task });
    expect(config.secondOpinion).toEqual({ task, endpoint, model: 'a/b', token: 'hf_t', daily: 2000 });
  });

  it('may be a server of one’s own, without a token, over https or on this machine', () => {
    const own = load({ ...live, HF_NLU_ENDPOINT: 'http://127.0.0.1:9000/nli', HF_NLU_DAILY: '5' }).secondOpinion;
    expect(own).toEqual({ task: 'zero-shot', endpoint: 'http://127.0.0.1:9000/nli', model: 'default', daily: 5 });
    expect(refusal({ ...live, HF_NLU_ENDPOINT: 'http://models.example/nli' })).toMatch(/must be https/);
  });

  it('is the sandbox’s in demo mode, when a task is named', () => {
    expect(
      load({ HF_NLU_TASK: 'chat', SANDBOX_PORT: '9001', HF_TOKEN: 'real', HF_NLU_ENDPOINT: 'https://real' }),
    ).toMatchObject({
      secondOpinion: { task: 'chat', endpoint: 'http://127.0.0.1:9001', token: 'hf_x' },
    });
  });
});
