import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoSecrets } from './kernel/config.js';
import { reasonOf, refuse } from './kernel/errors.js';
import { makeFolder } from './kernel/folder.js';

const base64 = (bytes: number): string => randomBytes(bytes).toString('base64');
const url64 = (bytes: number): string => randomBytes(bytes).toString('base64url');

const makeToken = (): string => `hf_${randomBytes(17).toString('hex')}`;

const makeSecrets = (): DemoSecrets => ({
  wechat: {
    appId: `wx${randomBytes(8).toString('hex')}`,
    appSecret: randomBytes(16).toString('hex'),
    token: randomBytes(12).toString('hex'),
    encodingAesKey: base64(32).slice(0, 43),
    originalId: `gh_${randomBytes(6).toString('hex')}`,
  },
  staff: [
    { role: 'super_admin', user: 'admin', password: url64(12) },
    { role: 'support', user: 'support', password: url64(12) },
    { role: 'district', user: 'district', password: url64(12) },
    { role: 'viewer', user: 'viewer', password: url64(12) },
  ],
  speech: { secretId: `AKID${randomBytes(12).toString('hex')}`, secretKey: url64(24), hfToken: makeToken() },
  sms: { key: url64(24) },
  doorKey: url64(24),
  sealKey: base64(32),
  indexKey: base64(32),
});

const writePrivate = (file: string, value: unknown): void => {
  writeFileSync(`${file}.tmp`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return refuse('bad_configuration', `${file} cannot be read: ${reasonOf(error)}`);
  }
};

/**
 * The demo's secrets, made at random on the first start and kept in `demo-credentials.json`, mode 0600.
 * @throws Refused data_folder_unwritable | bad_configuration
 */
export const demoSecrets = (dataDir: string): DemoSecrets => {
  const file = join(dataDir, 'demo-credentials.json');
  makeFolder(dataDir);
  const kept = readJson(file) as DemoSecrets | undefined;
  if (kept?.speech.hfToken) return kept;
  if (kept) {
    // made before there was a second recogniser
    const whole = { ...kept, speech: { ...kept.speech, hfToken: makeToken() } };
    writePrivate(file, whole);
    return whole;
  }
  const made = makeSecrets();
  writePrivate(file, made);
  return made;
};
