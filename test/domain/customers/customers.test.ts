import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prepareModels } from '../../../src/database/connect.js';
import {
  type Customers,
  createCustomers,
  type NewCustomer,
  type SendSms,
  type TellBinder,
  type TellEnded,
  type TellEnding,
} from '../../../src/domain/customers/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { createSeal } from '../../../src/kernel/crypto.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

const database = withDatabase();
const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) });
const start = new Date('2026-11-21T09:00:00+08:00');

const person = (account: string, change: Partial<NewCustomer> = {}): NewCustomer => ({
  account,
  holder: '李四',
  mobile: '13800000002',
  address: '芳草园8幢1单元302',
  district: '城东区',
  property: '自住',
  latitude: 30.601,
  longitude: 114.326,
  password: '135790',
  ...change,
});

let clock: HandClock;
let sms: { mobile: string; text: string; cause: string; code: string }[];
let gateway: 'sent' | 'failed' | 'throws';
let told: Parameters<TellBinder>[0][];
let ending: Parameters<TellEnding>[0][];
let acts: unknown[];
let endedFor: Parameters<TellEnded>[0][];
let ended: { openid: string; account: string; cause: string }[];
let customers: Customers;
let causes = 0;
const cause = (): string => {
  causes += 1;
  return `cause-${causes}`;
};
const openid = 'resident-1';
const account = '00451190';

const sendSms: SendSms = async (message) => {
  if (gateway === 'throws') throw new Error('gateway down');
  if (gateway === 'sent') sms.push(message);
  return gateway;
};
const make = (): Customers =>
  createCustomers({
    db: database.db(),
    clock,
    ids: randomIds,
    seal,
    sendSms,
    codeWords: (code, minutes) => `验证码${code}，${minutes}分钟内有效`,
    tellBinder: async (note) => told.push(note),
    tellEnding: async (note) => ending.push(note),
    tellEnded: async (note) => endedFor.push(note),
    audit: async ({ what, which, detail }) => acts.push({ what, which, detail }),
    endSubscription: async (input) => ended.push(input),
    log: silentLog,
  });
const send = (of = account, by = openid, because = cause()) =>
  customers.sendBindingCode({ openid: by, account: of, cause: because });
const prove = (code: string, because = cause(), of = account, by = openid) =>
  customers.proveCode({ openid: by, account: of, code, cause: because });
const bind = (of = account, because = cause(), by = openid) =>
  customers.bind({ openid: by, account: of, cause: because });
const lastCode = (): string => sms.at(-1)?.code ?? '';
const wrongCode = (): string => String((Number(lastCode()) + 1) % 1_000_000).padStart(6, '0');
const bindFully = async (of: string): Promise<void> => {
  await send(of);
  await prove(lastCode(), cause(), of);
  expect(await bind(of)).toMatchObject({ kind: 'bound' });
};

beforeAll(async () => {
  clock = handClock(start);
  make();
  await prepareModels(database.db());
});
beforeEach(async () => {
  await database.clear();
  clock = handClock(start);
  sms = [];
  told = [];
  ending = [];
  endedFor = [];
  acts = [];
  ended = [];
  gateway = 'sent';
  customers = make();
  await customers.importCustomers([person(account)]);
});

describe('binding, as it should go', () => {
  it('sends a six-digit code to the registered mobile, proves it and binds', async () => {
    expect(await send()).toEqual({ kind: 'sent', mobile: '138****0002', validSeconds: 300 });
    expect(sms).toHaveLength(1);
    expect(sms[0]).toMatchObject({ mobile: '13800000002', text: `验证码${lastCode()}，5分钟内有效` });
    expect(lastCode()).toMatch(/^\d{6}$/);
    expect(await prove(lastCode())).toEqual({ kind: 'right' });
    expect(await bind()).toMatchObject({
      kind: 'bound',
      home: { account, label: '自住', holder: '李*', tail: '1190' },
    });
    expect((await customers.resident(openid)).homes).toHaveLength(1);
    expect(await customers.whichHome(openid)).toMatchObject({ kind: 'one', home: { account } });
  });

  it('keeps neither code nor personal data readable in the store', async () => {
    await send();
    const rows = await Promise.all(
      ['customers', 'residents', 'binding_codes', 'send_counts'].map((name) =>
        database.db().collection(name).find({}).toArray(),
      ),
    );
    const stored = JSON.stringify(rows);
    expect(stored).toContain(account);
    for (const secret of [lastCode(), '13800000002', '李四', '8幢', '30.601', '135790'])
      expect(stored).not.toContain(secret);
    expect(stored).toContain('$argon2id$');
  });
});

describe('limits on sending', () => {
  it('60 seconds between two, and the earlier code still holds', async () => {
    await send();
    clock.advance(59);
    expect(await send()).toEqual({ kind: 'too soon', mobile: '138****0002', waitSeconds: 1 });
    expect(sms).toHaveLength(1);
    expect(await prove(lastCode())).toEqual({ kind: 'right' });
  });

  it('a resend after that replaces the code', async () => {
    await send();
    const first = lastCode();
    clock.advance(60);
    expect(await send()).toMatchObject({ kind: 'sent' });
    const second = lastCode();
    if (first !== second) expect(await prove(first)).toEqual({ kind: 'wrong', left: 2 });
    expect(await prove(second)).toEqual({ kind: 'right' });
  });

  it('five a Beijing day for one account, then not before midnight', async () => {
    for (let i = 0; i < 5; i += 1) {
      expect(await send(account, `other-${i}`)).toMatchObject({ kind: 'sent' });
    }
    expect(await send()).toEqual({ kind: 'too many', until: new Date('2026-11-22T00:00:00+08:00') });
    expect(sms).toHaveLength(5);
    clock.set(new Date('2026-11-22T00:00:00+08:00'));
    expect(await send()).toMatchObject({ kind: 'sent' });
  });

  it('five a day for one openid, over several accounts of several mobiles', async () => {
    const many = Array.from({ length: 6 }, (_, i) => person(`0060000${i}`, { mobile: `1380000010${i}` }));
    await customers.importCustomers(many);
    for (const { account: one } of many.slice(0, 5)) await bindFully(one);
    expect(await send('00600005')).toMatchObject({ kind: 'too many' });
    expect(await send('00600005', 'another')).toMatchObject({ kind: 'sent' });
  });

  it('five a day for one mobile, over several accounts and openids', async () => {
    const many = Array.from({ length: 6 }, (_, i) => person(`0060000${i}`));
    await customers.importCustomers(many);
    for (const [i, { account: one }] of many.slice(0, 5).entries())
      expect(await send(one, `other-${i}`)).toMatchObject({ kind: 'sent' });
    expect(await send('00600005', 'another')).toMatchObject({ kind: 'too many' });
  });

  it('a refused send uses up none of the other limits', async () => {
    for (let i = 0; i < 5; i += 1) await send(account, `other-${i}`);
    await customers.importCustomers([person('00600001', { mobile: '13800000101' })]);
    for (let i = 0; i < 8; i += 1) expect(await send()).toMatchObject({ kind: 'too many' });
    expect(await send('00600001')).toMatchObject({ kind: 'sent' });
  });

  it.each(['failed', 'throws'] as const)('a gateway that %s counts nothing and keeps no one waiting', async (how) => {
    gateway = how;
    for (let i = 0; i < 7; i += 1) expect(await send()).toEqual({ kind: 'not sent' });
    gateway = 'sent';
    for (let i = 0; i < 5; i += 1) {
      expect(await send()).toMatchObject({ kind: 'sent' });
      clock.advance(60);
    }
    expect(await send()).toMatchObject({ kind: 'too many' });
  });

  it('an account that nobody has and one that is bound get no message', async () => {
    expect(await send('99999999')).toMatchObject({ kind: 'sent' });
    expect(sms).toHaveLength(0);
    await bindFully(account);
    expect(await send()).toMatchObject({ kind: 'already bound', home: { account } });
    expect(sms).toHaveLength(1);
  });
});

describe('once is once', () => {
  it('the same cause sends one message', async () => {
    expect(await send(account, openid, 'same')).toMatchObject({ kind: 'sent' });
    clock.advance(120);
    expect(await send(account, openid, 'same')).toMatchObject({ kind: 'sent' });
    expect(sms).toHaveLength(1);
  });

  it('two at once send one message, in one process or in two', async () => {
    const other = make();
    const kinds = await Promise.all([send(), send(), other.sendBindingCode({ openid, account, cause: cause() })]);
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['sent', 'too soon', 'too soon']);
    expect(sms).toHaveLength(1);
    expect(await prove(lastCode())).toEqual({ kind: 'right' });
  });

  it('the same cause is one try', async () => {
    await send();
    expect(await prove(wrongCode(), 'try')).toEqual({ kind: 'wrong', left: 2 });
    expect(await prove(wrongCode(), 'try')).toEqual({ kind: 'wrong', left: 2 });
    expect(await prove(lastCode(), 'try')).toEqual({ kind: 'wrong', left: 2 });
    expect(await prove(wrongCode())).toEqual({ kind: 'wrong', left: 1 });
  });

  it('many wrong tries at once are counted one by one', async () => {
    await send();
    const kinds = (await Promise.all(Array.from({ length: 6 }, () => prove(wrongCode())))).map((proof) =>
      proof.kind === 'wrong' ? `wrong ${proof.left}` : proof.kind,
    );
    expect(kinds.filter((kind) => kind === 'wrong 2')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'wrong 1')).toHaveLength(1);
    expect(kinds.filter((kind) => kind.startsWith('wrong'))).toHaveLength(2);
  });

  it('binding twice binds once: the same cause hears the same, another hears that it was bound', async () => {
    await send();
    await prove(lastCode());
    const [first, again] = await Promise.all([bind(account, 'bind'), bind(account, 'bind')]);
    expect([first.kind, again.kind]).toEqual(['bound', 'bound']);
    expect(await bind(account)).toMatchObject({ kind: 'already bound' });
    expect((await customers.resident(openid)).homes).toHaveLength(1);
  });
});

describe('tries and freezes', () => {
  it('a code is expired after five minutes, and without one there is nothing to try', async () => {
    await send();
    clock.advance(300);
    expect(await prove(wrongCode())).toMatchObject({ kind: 'wrong' });
    clock.advance(1);
    expect(await prove(lastCode())).toEqual({ kind: 'expired' });
    expect(await prove('123456', cause(), account, 'stranger')).toEqual({ kind: 'expired' });
  });

  it('the third wrong try freezes the openid for thirty minutes, for every account, and no one else', async () => {
    await customers.importCustomers([person('00600001', { mobile: '13800000101' })]);
    await send('00600001');
    const other = lastCode();
    await send();
    await prove(wrongCode());
    await prove(wrongCode());
    const until = new Date(start.getTime() + 1_800_000);
    expect(await prove(wrongCode(), 'third')).toEqual({ kind: 'frozen', until });
    expect(await prove(wrongCode(), 'third')).toEqual({ kind: 'frozen', until });
    expect(await prove(lastCode())).toEqual({ kind: 'frozen', until });
    expect(await prove(other, cause(), '00600001')).toEqual({ kind: 'frozen', until });
    expect(await send()).toEqual({ kind: 'frozen', until });
    expect(await send(account, 'neighbour')).toMatchObject({ kind: 'sent' });
    clock.advance(1800);
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(await prove(lastCode())).toEqual({ kind: 'right' });
  });

  it('a try of before the freeze still hears its own answer', async () => {
    await send();
    await prove(wrongCode(), 'first');
    await prove(wrongCode());
    await prove(wrongCode());
    expect(await prove(wrongCode(), 'first')).toEqual({ kind: 'wrong', left: 2 });
  });

  it('a resend brings all three tries back', async () => {
    await send();
    await prove(wrongCode());
    await prove(wrongCode());
    clock.advance(60);
    await send();
    expect(await prove(wrongCode())).toEqual({ kind: 'wrong', left: 2 });
  });

  it('someone else’s code is worth nothing', async () => {
    await send();
    const mine = lastCode();
    await send(account, 'neighbour');
    if (mine !== lastCode()) expect(await prove(mine, cause(), account, 'neighbour')).toMatchObject({ kind: 'wrong' });
    expect(await bind(account, cause(), 'neighbour')).toEqual({ kind: 'not proven' });
  });
});

describe('binding', () => {
  it('needs a proof of the last ten minutes', async () => {
    expect(await bind()).toEqual({ kind: 'not proven' });
    await send();
    await prove(wrongCode());
    expect(await bind()).toEqual({ kind: 'not proven' });
    await prove(lastCode());
    clock.advance(601);
    expect(await bind()).toEqual({ kind: 'not proven' });
  });

  it('is full at ten', async () => {
    const many = Array.from({ length: 11 }, (_, i) =>
      person(`006000${String(i).padStart(2, '0')}`, {
        mobile: `138000001${String(i).padStart(2, '0')}`,
        property: `房${i}`,
      }),
    );
    await customers.importCustomers(many);
    for (const { account: one } of many.slice(0, 10))
      await customers.bindDirectly({ openid, account: one, cause: cause() });
    await send('00600010');
    await prove(lastCode(), cause(), '00600010');
    expect(await bind('00600010')).toEqual({ kind: 'full', limit: 10 });
    expect((await customers.resident(openid)).homes).toHaveLength(10);
  });

  it('several homes are told apart by number and by name', async () => {
    await customers.importCustomers([person('00238825', { property: '老房子', address: '翡翠城6幢1单元202' })]);
    await bindFully(account);
    await bindFully('00238825');
    expect(await customers.whichHome(openid)).toMatchObject({
      kind: 'several',
      homes: [{ account }, { account: '00238825' }],
    });
    expect(await customers.whichHome(openid, '老房子')).toMatchObject({ kind: 'one', home: { account: '00238825' } });
    expect(await customers.whichHome(openid, '1190')).toMatchObject({ kind: 'one', home: { account } });
    expect(await customers.whichHome(openid, '00777016')).toMatchObject({ kind: 'not yours' });
    expect(await customers.whichHome('stranger', '00777016')).toEqual({ kind: 'none' });
  });
});

describe('numbers that nobody has', () => {
  /** What a guesser sees of a number: every answer, with its mobile's form instead of the mobile. */
  const seen = async (of: string, by: string): Promise<unknown[]> => {
    const answers: unknown[] = [await send(of, by)];
    answers.push(await send(of, by));
    clock.advance(60);
    answers.push(await send(of, by));
    answers.push(await customers.proveCode({ openid: by, account: of, code: 'no code', cause: cause() }));
    answers.push(await bind(of, cause(), by));
    for (let i = 0; i < 2; i += 1)
      answers.push(await customers.proveCode({ openid: by, account: of, code: 'no code', cause: cause() }));
    answers.push(await send(of, by));
    clock.advance(1800);
    for (let i = 0; i < 4; i += 1) {
      answers.push(await send(of, by));
      clock.advance(60);
    }
    const plain = JSON.stringify(answers).replace(/1\d\d\*{4}\d{4}/g, '1dd****dddd');
    return JSON.parse(plain) as unknown[];
  };

  it.each([
    ['that nobody has', '99999990'],
    ['without a mobile', '00600001'],
    ['with a mobile that no code can be sent to', '00600002'],
  ])('one %s is answered like one that is there, in all that can be tried', async (_, number) => {
    await customers.importCustomers([
      person('00600001', { mobile: '' }),
      person('00600002', { mobile: '027-8888999' }),
    ]);
    const there = await seen(account, 'guesser-1');
    clock.set(start);
    expect(await seen(number, 'guesser-2')).toEqual(there);
    expect(sms.every(({ mobile }) => mobile === '13800000002')).toBe(true);
  });

  it('always show the same mobile, other numbers others', async () => {
    const shown = async (of: string, by: string): Promise<string> => JSON.stringify(await send(of, by));
    expect(await shown('99999990', 'a')).toBe(await shown('99999990', 'b'));
    const all = await Promise.all(Array.from({ length: 5 }, (_, i) => shown(`9999990${i}`, 'c')));
    expect(new Set(all).size).toBe(5);
  });

  it('no code is right for them, whatever is tried', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^\d{6}$/), fc.nat(), async (code, who) => {
        const by = `guesser-${who}`;
        await send('99999990', by);
        expect((await prove(code, cause(), '99999990', by)).kind).not.toBe('right');
        expect(await bind('99999990', cause(), by)).toEqual({ kind: 'not proven' });
      }),
      { numRuns: 25 },
    );
  });

  it('hear of a gateway that is down as the others do', async () => {
    gateway = 'failed';
    expect(await send()).toEqual({ kind: 'not sent' });
    expect(await send('99999990')).toEqual({ kind: 'not sent' });
  });

  it('more than five numbers a day that are not bound freeze the openid until midnight, there or not', async () => {
    await customers.importCustomers([person('00600001', { mobile: '13800000101' })]);
    for (const one of ['99999990', account, '99999990', '99999992', '00600001', '99999994'])
      expect((await send(one)).kind).toMatch(/^(sent|too soon)$/);
    const until = new Date('2026-11-22T00:00:00+08:00');
    expect(await send('99999995')).toEqual({ kind: 'frozen', until });
    expect(await send()).toEqual({ kind: 'frozen', until });
    expect(await send(account, 'neighbour')).toMatchObject({ kind: 'sent' });
    clock.set(until);
    expect(await send()).toMatchObject({ kind: 'sent' });
  });
});

describe('householder and password', () => {
  const holder = (
    password: string,
    change: { holder?: string; account?: string; by?: string; because?: string } = {},
  ) =>
    customers.proveHolder({
      openid: change.by ?? openid,
      account: change.account ?? account,
      holder: change.holder ?? '李四',
      password,
      cause: change.because ?? cause(),
    });

  it('stand for the code, under the same cause only', async () => {
    expect(await holder('135790', { because: 'c', holder: ' 李 四' })).toEqual({ kind: 'right' });
    expect(await bind(account, 'another')).toEqual({ kind: 'not proven' });
    expect(await bind('00600001', 'c')).toEqual({ kind: 'not proven' });
    expect(await bind(account, 'c')).toMatchObject({ kind: 'bound' });
    const stored = JSON.stringify(await database.db().collection('residents').find({}).toArray());
    expect(stored).not.toMatch(/135790|李四/);
  });

  it('a wrong number, name or password sounds the same; the third wrong one freezes', async () => {
    expect(await holder('135790', { account: '99999999' })).toEqual({ kind: 'wrong', left: 2 });
    expect(await holder('135790', { holder: '张三' })).toEqual({ kind: 'wrong', left: 1 });
    const until = new Date(start.getTime() + 1_800_000);
    expect(await holder('000000', { because: 'third' })).toEqual({ kind: 'frozen', until });
    expect(await holder('135790', { because: 'third' })).toEqual({ kind: 'frozen', until });
    expect(await holder('135790')).toEqual({ kind: 'frozen', until });
    expect(await send()).toEqual({ kind: 'frozen', until });
    expect(await holder('135790', { by: 'neighbour' })).toEqual({ kind: 'right' });
  });

  it('the same cause is one try, and tries at once are counted one by one', async () => {
    expect(await holder('000000', { because: 'try' })).toEqual({ kind: 'wrong', left: 2 });
    expect(await holder('135790', { because: 'try' })).toEqual({ kind: 'wrong', left: 2 });
    const proofs = await Promise.all([holder('000001'), holder('000002')]);
    expect(proofs.map(({ kind }) => kind).sort()).toEqual(['frozen', 'wrong']);
  });

  it('six tries a day: for an openid, and for a number that many try', async () => {
    for (let i = 0; i < 6; i += 1) await holder('000000', { by: `other-${i}` });
    const until = new Date('2026-11-22T00:00:00+08:00');
    expect(await holder('135790')).toEqual({ kind: 'too many', until });
    await customers.importCustomers([person('00600001')]);
    expect(await holder('135790', { account: '00600001' })).toEqual({ kind: 'right' });
    for (let i = 0; i < 5; i += 1) {
      await holder('135790', { account: '00600001', by: 'busy' });
    }
    expect(await holder('135790', { account: '00238825', by: 'busy' })).toMatchObject({ kind: 'wrong' });
    expect(await holder('135790', { account: '00238825', by: 'busy' })).toEqual({ kind: 'too many', until });
  });
});

describe('unbinding', () => {
  const prove = (password: string, because: string, of = account) =>
    customers.provePassword({ openid, account: of, password, cause: because });
  const unbind = (because: string, of = account) => customers.unbind({ openid, account: of, cause: because });

  it('needs the password under the same cause, ends the subscription and happens once', async () => {
    await bindFully(account);
    await customers.preferHome({ openid, account, cause: cause() });
    expect(await unbind('u')).toEqual({ kind: 'not proven' });
    expect(await prove('000000', 'wrong')).toEqual({ kind: 'wrong', left: 2 });
    expect(await unbind('wrong')).toEqual({ kind: 'not proven' });
    expect(await prove('135790', 'u')).toEqual({ kind: 'right' });
    expect(ended).toEqual([]);
    expect(await unbind('u')).toMatchObject({ kind: 'unbound', home: { account } });
    expect(await unbind('u')).toMatchObject({ kind: 'unbound', home: { account } });
    expect(ended).toEqual([{ openid, account, cause: 'unbind:u' }]);
    expect(await unbind('later')).toEqual({ kind: 'not bound' });
    expect((await customers.resident(openid)).homes).toEqual([]);
  });

  it('makes room, and a home bound again starts without name and preference', async () => {
    await bindFully(account);
    await customers.nameHome({ openid, account, alias: '老家', cause: cause() });
    await customers.preferHome({ openid, account, cause: cause() });
    await prove('135790', 'u');
    await unbind('u');
    await customers.bindDirectly({ openid, account, cause: cause() });
    const [home] = (await customers.resident(openid)).homes;
    expect(home).toMatchObject({ label: '自住' });
    expect(home?.preferred).toBeUndefined();
  });

  it('the password of a home that is not one’s own is never right', async () => {
    expect(await prove('135790', 'u')).toEqual({ kind: 'wrong', left: 2 });
  });
});

describe('names and the preferred home', () => {
  beforeEach(async () => {
    await customers.importCustomers([person('00238825', { property: '老房子' })]);
    await bindFully(account);
    await bindFully('00238825');
  });
  const name = (alias: string, of = account, because = cause()) =>
    customers.nameHome({ openid, account: of, alias, cause: because });

  it('a home goes by its name, which the store cannot read', async () => {
    expect(await name(' 妈妈 家 ')).toMatchObject({ kind: 'named', home: { account, label: '妈妈家' } });
    expect(await customers.whichHome(openid, '妈妈家')).toMatchObject({ kind: 'one', home: { account } });
    expect(JSON.stringify(await database.db().collection('residents').find({}).toArray())).not.toContain('妈妈家');
  });

  it.each(['', '一二三四五六七', '123456', '1', '老|家', '😀'])('“%s” is no name', async (alias) => {
    expect(await name(alias)).toEqual({ kind: 'unfit', most: 6 });
  });

  it('no two homes have one name, and a stranger’s home gets none', async () => {
    expect(await name('老房子')).toMatchObject({ kind: 'taken', home: { account: '00238825' } });
    expect(await name('老房子', '00238825')).toMatchObject({ kind: 'named' });
    expect(await name('别人家', '00777016')).toEqual({ kind: 'not yours' });
  });

  it('a repeat of an older naming does not undo the newer one', async () => {
    await name('旧名', account, 'n1');
    await name('新名', account, 'n2');
    expect(await name('旧名', account, 'n1')).toMatchObject({ home: { label: '新名' } });
  });

  it('one home is preferred until another one is, or none', async () => {
    const preferred = async () =>
      (await customers.resident(openid)).homes.filter((home) => home.preferred).map((home) => home.account);
    expect(await preferred()).toEqual([]);
    await customers.preferHome({ openid, account, cause: cause() });
    expect(await customers.preferHome({ openid, account: '00238825', cause: cause() })).toMatchObject({
      kind: 'preferred',
      home: { account: '00238825', preferred: true },
    });
    expect(await preferred()).toEqual(['00238825']);
    expect(await customers.preferHome({ openid, account: '00777016', cause: cause() })).toEqual({ kind: 'not yours' });
    expect(await customers.preferHome({ openid, cause: cause() })).toEqual({ kind: 'none' });
    expect(await preferred()).toEqual([]);
  });
});

describe('following', () => {
  it('tells a first follow from a return, and a repeat hears the same', async () => {
    const stranger = await customers.resident(openid);
    expect(stranger).toEqual({ openid, following: false, homes: [] });
    expect(await customers.follow({ openid, cause: 'f1' })).toMatchObject({ following: true, again: false });
    expect(await customers.follow({ openid, cause: 'f1' })).toMatchObject({ again: false });
    await customers.unfollow({ openid, cause: 'u1' });
    expect((await customers.resident(openid)).following).toBe(false);
    expect(await customers.follow({ openid, cause: 'f2' })).toMatchObject({ following: true, again: true });
  });

  it('a follow that is repeated after the unfollow does not wake the resident', async () => {
    await customers.follow({ openid, cause: 'f1' });
    await customers.unfollow({ openid, cause: 'u1' });
    await customers.follow({ openid, cause: 'f1' });
    expect((await customers.resident(openid)).following).toBe(false);
  });

  it('bindings sleep while unfollowed and wake with the next follow', async () => {
    await customers.follow({ openid, cause: 'f1' });
    await bindFully(account);
    expect(await customers.bindersOf(account)).toEqual([openid]);
    await customers.unfollow({ openid, cause: 'u1' });
    expect(await customers.bindersOf(account)).toEqual([]);
    const back = await customers.follow({ openid, cause: 'f2' });
    expect(back.homes).toHaveLength(1);
    expect(await customers.bindersOf(account)).toEqual([openid]);
  });

  it('remembers the notice that was agreed to', async () => {
    await customers.consent({ openid, version: '2026-11', cause: cause() });
    expect((await customers.resident(openid)).consent).toBe('2026-11');
  });
});

describe('customers', () => {
  it('come back in full for rules, to their own residents only', async () => {
    const { password: _, ...whole } = person(account);
    expect(await customers.customer(account)).toEqual(whole);
    expect(await customers.customerOf(openid, account)).toBeUndefined();
    await bindFully(account);
    expect(await customers.customerOf(openid, account)).toEqual(whole);
    await expect(customers.customer('99999999')).rejects.toMatchObject({ code: 'account_unknown' });
  });

  it('an import replaces by account', async () => {
    expect(await customers.importCustomers([person(account, { mobile: '13800000077' })])).toEqual({ imported: 1 });
    expect((await customers.customer(account)).mobile).toBe('13800000077');
    expect(await customers.importCustomers([])).toEqual({ imported: 0 });
  });

  it('one who gets another holder or mobile has no bindings any more; each who follows is told once', async () => {
    await customers.follow({ openid, cause: 'f' });
    await bindFully(account);
    await customers.bindDirectly({ openid: 'sleeper', account, cause: cause() });
    await customers.importCustomers([person(account, { address: '芳草园9幢' })]);
    expect(await customers.bindings(account)).toHaveLength(2);
    for (const change of [{ mobile: '13800000077' }, { mobile: '13800000077' }])
      await customers.importCustomers([person(account, change)]);
    expect(endedFor.map(({ openid: to, why }) => [to, why])).toEqual([[openid, 'household']]);
    expect(ended.map((one) => one.openid).sort()).toEqual([openid, 'sleeper']);
    expect(await customers.bindings(account)).toEqual([]);
    expect((await customers.resident(openid)).homes).toEqual([]);
    expect(acts).toEqual([{ what: 'customer.household_change', which: account, detail: { ended: 2 } }]);
    await bindFully(account);
    await customers.importCustomers([person(account, { holder: '孙八' })]);
    expect((await customers.resident(openid)).homes).toEqual([]);
    expect(endedFor).toHaveLength(2);
  });

  it('a household change by staff ends the bindings and the old password', async () => {
    await customers.follow({ openid, cause: 'f' });
    await bindFully(account);
    const to = { account, holder: '孙八', mobile: '13800000088', cause: cause() };
    expect(await customers.changeHouseholder(to)).toMatchObject({ customer: { holder: '孙八' }, ended: 1 });
    expect(await customers.changeHouseholder(to)).toMatchObject({ ended: 0 });
    expect((await customers.customer(account)).mobile).toBe('13800000088');
    const tried = { openid: 'before', account, holder: '孙八', password: '135790', cause: cause() };
    expect(await customers.proveHolder(tried)).toMatchObject({ kind: 'wrong' });
    await customers.changeHouseholder({ ...to, password: '192837' });
    expect(await customers.proveHolder({ ...tried, openid: 'now', password: '192837', cause: cause() })).toEqual({
      kind: 'right',
    });
  });

  it('staff see who has bound a number, end one binding or all, and lift a freeze', async () => {
    for (const one of ['a', 'b', 'c']) {
      await customers.bindDirectly({ openid: one, account, cause: cause() });
      clock.advance(1);
    }
    const [first, second] = await customers.bindings(account);
    expect(first).toMatchObject({ openid: 'a', kind: 'householder', following: false });
    const id = second?.id ?? '';
    expect(await customers.endBinding({ account, id, why: 'staff' })).toEqual({ ended: 1 });
    await expect(customers.endBinding({ account, id, why: 'staff' })).rejects.toMatchObject({
      code: 'binding_unknown',
    });
    expect(await customers.endBindings({ account, why: 'staff' })).toEqual({ ended: 2 });
    expect(await customers.endBindings({ account, why: 'staff' })).toEqual({ ended: 0 });
    await expect(customers.bindings('99999999')).rejects.toMatchObject({ code: 'account_unknown' });
    await send();
    for (let i = 0; i < 3; i += 1) await prove(wrongCode());
    expect(await customers.unfreeze(openid)).toBe(true);
    expect(await customers.unfreeze(openid)).toBe(false);
    clock.advance(60);
    expect(await send()).toMatchObject({ kind: 'sent' });
  });

  it('accounts come in pages, ascending', async () => {
    await customers.importCustomers(['00000003', '00000001', '00000002'].map((one) => person(one)));
    expect(await customers.accounts(undefined, 2)).toEqual(['00000001', '00000002']);
    expect(await customers.accounts('00000002', 10)).toEqual(['00000003', account]);
  });
});

describe('expiry', () => {
  it('removes what is over and nothing that still counts', async () => {
    await send();
    for (let i = 0; i < 3; i += 1) await prove(wrongCode());
    expect(await customers.expireCodes(100)).toBe(0);
    clock.advance(2 * 3600);
    expect(await customers.expireCodes(100)).toBe(2);
    expect(await customers.expireCodes(100)).toBe(0);
    expect(await send()).toMatchObject({ kind: 'sent' });
  });

  it('never takes more than it is told to', async () => {
    for (let i = 0; i < 5; i += 1) await send(account, `other-${i}`);
    clock.advance(2 * 3600);
    expect(await customers.expireCodes(3)).toBe(3);
    expect(await customers.expireCodes(3)).toBe(2);
  });
});
