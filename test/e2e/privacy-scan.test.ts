import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesIn, type Haystack, leaks, type Secret } from '../support/leak-scan.js';
import { openSite, type Site, type Started } from '../support/service.js';

let site: Site;
let service: Started;
/** What residents wrote and proved themselves with, as it came about. */
const wrote: Secret[] = [];
let metrics = '';
/** Places that may hold something, and those in which a planted word must be found. */
let everywhere: Haystack[] = [];

const said = (what: string, value: string): string => {
  wrote.push({ what, value });
  return value;
};

const photo = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  Buffer.from(said('what a photo shows', 'PHOTO-OF-A-LICENCE-PLATE-7Q3X9')),
  Buffer.alloc(2000, 0x55),
]);

/** One who binds by code, with a wrong one before, names her home, subscribes and complains in every way. */
const bindsAndComplains = async (): Promise<string> => {
  const { mobile } = await site.customer('00451190');
  const li = await site.follower();
  await li.says('绑定户号 00451190');
  await li.says('同意');
  const code = said('a code', await site.code(mobile));
  await li.says(said('a wrong code', code === '430917' ? '430918' : '430917'));
  expect(await li.says(code)).toMatch(/绑好了/);
  expect(await li.says(`给尾号1190起名叫${said('a name for a home', '耄耋旧宅')}`)).toMatch(/改好了/);
  expect(await li.says('订阅')).toMatch(/订好了/);
  await li.says('我要投诉');
  await li.send({ type: 'image', base64: photo.toString('base64') });
  expect(await li.speaks(said('a complaint by voice', '囫囵水表叮咚三更半夜龃龉作响'))).toMatch(/在什么地方/);
  await li.place(30.56, 114.29, said('a sent place', '魑魅巷九号旁'));
  const filed = await li.says('提交');
  expect(filed).toMatch(/已登记，单号 TS/);
  await li.says('我要投诉');
  await li.says(said('a complaint never filed', '犄角旮旯的井盖踉踉跄跄'));
  await li.says('取消');
  return /TS\d+/.exec(filed)?.[0] ?? '';
};

/** One who binds by name and password, tries wrong ones first, and unbinds. */
const provesByPassword = async (): Promise<void> => {
  const { password, holder } = await site.customer('00612204');
  const wang = await site.follower();
  await wang.says('绑定');
  await wang.says('同意');
  await wang.says('换号');
  await wang.says('00612204');
  await wang.says(said('a wrong name', '欧阳饕餮'));
  await wang.says(said('a wrong password', '908172'));
  await wang.says(`户主是${holder}`);
  expect(await wang.says(`密码是 ${password}`)).toMatch(/绑好了/);
  await wang.says('上个月水费多少');
  await wang.says('解绑');
  await wang.says('1');
  await wang.says(said('another wrong password', '665544'));
  expect(await wang.says(password)).toMatch(/解绑好了/);
};

const asksAround = async (): Promise<void> => {
  const { address } = await site.customer('00777016');
  const one = await site.follower();
  await one.says(`${address}停水了吗`);
  await one.says(said('a question about a place', '貔貅里弄今天停水吗'));
  await one.says(said('words that nobody understands', '氤氲缱绻的饕餮筵席'));
  await one.says(`我的身份证是${said('an ID number', '110101199003074514')}帮我查`);
  await one.says(`卡号${said('a bank card', '6222021234567890128')}扣的钱`);
  await one.says(`我电话${said('a mobile that nobody asked for', '13912345678')}打给我`);
  await one.says(said('a request for a person', '找个活人来评评理魍魉'));
  await one.speaks(said('a spoken question', '踟蹰小区几点来水啊'));
};

const secretsOfDemo = async (): Promise<Secret[]> =>
  (await site.demo()).customers.flatMap(({ account, holder, mobile, address, password }) => [
    { what: `the holder of ${account}`, value: holder },
    { what: `the mobile of ${account}`, value: mobile },
    { what: `the address of ${account}`, value: address },
    { what: `the password of ${account}`, value: password },
  ]);

let secrets: Secret[] = [];

beforeAll(async () => {
  site = await openSite();
  await site.start({ ROLES: 'sandbox' });
  const env = { ROLES: 'web,worker,database', LOG_LEVEL: 'debug' };
  service = await site.start(env);
  await site.signIn();
  const ticket = await bindsAndComplains();
  await provesByPassword();
  await asksAround();
  await site.cliJson(['tickets', 'take', ticket]);
  await site.cliJson(['tickets', 'show', ticket, '--full']);
  await site.cliJson(['tickets', 'reply', ticket, '--text', said("a clerk's answer", '师傅已到魑魅巷请放心')]);
  await site.cliJson(['bills', 'push', '--month', '2026-10']);
  await site.pass(600);
  secrets = [...(await secretsOfDemo()), ...wrote];
  const tokens = (await site.calls('/cgi-bin/')).map(({ query }) => query.access_token ?? '');
  for (const token of new Set(tokens)) if (token) secrets.push({ what: 'an access token', value: token });
  for (const { user, password } of site.credentials().staff)
    secrets.push({ what: `${user}'s password`, value: password });
  metrics = await (await fetch(`${site.admin}/metrics`)).text();
  const whileRunning = filesIn(site.dataDir, ['sandbox', 'demo-credentials.json']);
  await service.stop();
  const folder = dirname(site.dataDir);
  everywhere = [
    ...whileRunning.map(({ from, bytes }) => ({ from: `${from} (running)`, bytes })),
    ...filesIn(folder, ['data/sandbox', 'data/demo-credentials.json']),
    { from: 'the log', bytes: Buffer.from(service.said()) },
    { from: '/metrics', bytes: Buffer.from(metrics) },
  ];
}, 300_000);
afterAll(() => site?.close());

describe('after a full run of the service', () => {
  it("nothing personal is in its files, its log, its figures or the clerk's folder", () => {
    expect(secrets.length).toBeGreaterThan(190);
    expect(leaks(secrets, everywhere)).toEqual([]);
  });

  it('would have been found: what is not secret is found in the same places, in each form', () => {
    const [store] = everywhere.filter(({ from }) => from.endsWith('data.mdb'));
    const found = (value: string, at: Haystack | undefined): number =>
      at ? leaks([{ what: 'it', value }], [at]).length : 0;
    expect(found('芳草园', store)).toBe(1);
    expect(found('00451190', store)).toBe(1);
    expect(found('turn answered', everywhere.at(-2))).toBe(1);
    expect(found('water_turn_seconds', everywhere.at(-1))).toBe(1);
    expect(readdirSync(dirname(site.dataDir))).toContain('cli-admin');
    for (const before of ['', 'a', 'ab', 'abc'])
      expect(
        found('欧阳饕餮', { from: 'x', bytes: Buffer.from(Buffer.from(`${before}欧阳饕餮尾`).toString('base64')) }),
      ).toBe(1);
    expect(found('张三', { from: 'x', bytes: Buffer.from('…张三…') })).toBe(1);
    expect(found('246810', { from: 'x', bytes: Buffer.from('"246810"') })).toBe(1);
    expect(found('246810', { from: 'x', bytes: Buffer.from('a246810') })).toBe(0);
  });

  it('is no secret of the platform: the sandbox, another party, has them all', () => {
    const platform = filesIn(site.dataDir, ['store', 'demo-credentials.json']);
    expect(leaks([{ what: 'words', value: '氤氲缱绻的饕餮筵席' }], platform).length).toBeGreaterThan(0);
  });
});
