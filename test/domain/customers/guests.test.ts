import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prepareModels } from '../../../src/database/connect.js';
import { type Customers, createCustomers, type Guest, type NewCustomer } from '../../../src/domain/customers/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { createSeal } from '../../../src/kernel/crypto.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

const database = withDatabase();
const seal = createSeal({ keys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) });
const start = new Date('2026-11-21T09:00:00+08:00');
const account = '00451190';
const home = (of: string): NewCustomer => ({
  account: of,
  holder: '李四',
  mobile: '13800000002',
  address: '芳草园8幢1单元302',
  district: '城东区',
  property: '自住',
  latitude: 30.601,
  longitude: 114.326,
  password: '135790',
});

let clock: HandClock;
let customers: Customers;
let said: { to: string; what: string; cause: string }[];
let ended: string[];
let causes = 0;
const cause = (): string => {
  causes += 1;
  return `cause-${causes}`;
};
const hear = (to: string, what: string, because: string): void => {
  if (!said.some((one) => one.cause === because)) said.push({ to, what, cause: because });
};
const make = (): Customers =>
  createCustomers({
    db: database.db(),
    clock,
    ids: randomIds,
    seal,
    sendSms: async () => 'sent',
    codeWords: (code) => code,
    tellBinder: async ({ openid, guest, cause: c }) => hear(openid, guest ? `let in ${guest.kind}` : 'stranger', c),
    tellEnding: async ({ openid, cause: c }) => hear(openid, 'ending', c),
    tellEnded: async ({ openid, why, cause: c }) => hear(openid, `ended: ${why}`, c),
    audit: async () => undefined,
    endSubscription: async ({ openid }) => ended.push(openid),
    log: silentLog,
  });
const family: Guest = { kind: 'family' };
const tenant = (days: number): Guest => ({ kind: 'tenant', until: new Date(start.getTime() + days * 86_400_000) });
const invite = (guest: Guest = family, because = cause(), by = 'holder') =>
  customers.invite({ openid: by, account, guest, cause: because });
const numberOf = async (guest: Guest = family): Promise<string> => {
  const made = await invite(guest);
  if (made.kind !== 'invited') throw new Error(made.kind);
  return made.number;
};
const accept = (number: string, openid = 'guest', because = cause()) =>
  customers.acceptInvitation({ openid, number, cause: because });
const homesOf = async (openid: string) => (await customers.resident(openid)).homes;
const days = (n: number): void => clock.advance(n * 86_400);
const heard = (to: string): string[] => said.filter((one) => one.to === to).map(({ what }) => what);

beforeAll(async () => {
  clock = handClock(start);
  make();
  await prepareModels(database.db());
});
beforeEach(async () => {
  await database.clear();
  clock = handClock(start);
  said = [];
  ended = [];
  customers = make();
  await customers.importCustomers([home(account), home('00600001')]);
  for (const openid of ['holder', 'guest', 'other']) await customers.follow({ openid, cause: `f-${openid}` });
  await customers.bindDirectly({ openid: 'holder', account, cause: 'bound' });
  clock.advance(60);
});

describe('an invitation', () => {
  it('lets one other resident bind, once, and the householder is told', async () => {
    const number = await numberOf();
    expect(number).toMatch(/^\d{8}$/);
    expect(await customers.invitation({ openid: 'guest', number })).toEqual({ kind: 'open', guest: family });
    expect(await accept(number, 'guest', 'a')).toMatchObject({ kind: 'bound', home: { account, guest: family } });
    expect(await accept(number, 'guest', 'a')).toMatchObject({ kind: 'bound' });
    expect(await accept(number, 'other')).toEqual({ kind: 'unknown' });
    expect(await homesOf('guest')).toHaveLength(1);
    expect(heard('holder')).toEqual(['let in family']);
    expect(await customers.newerBinders('holder')).toEqual([]);
  });

  it('is the same for the same cause, and is not readable in the store', async () => {
    const [first, again] = [await invite(family, 'same'), await invite(family, 'same')];
    expect(again).toEqual(first);
    const stored = JSON.stringify(await database.db().collection('binding_invitations').find({}).toArray());
    expect(stored).not.toContain(first.kind === 'invited' ? first.number : '');
  });

  it('is over after 24 hours, and when who invited has bound the home no more', async () => {
    const [one, two] = [await numberOf(), await numberOf()];
    days(1);
    expect(await accept(one)).toEqual({ kind: 'unknown' });
    clock.set(start);
    await customers.provePassword({ openid: 'holder', account, password: '135790', cause: 'u' });
    await customers.unbind({ openid: 'holder', account, cause: 'u' });
    await customers.bindDirectly({ openid: 'holder', account, cause: 'bound again' });
    expect(await accept(two)).toEqual({ kind: 'unknown' });
  });

  it('of two who have the number one is bound', async () => {
    const number = await numberOf();
    const kinds = (await Promise.all([accept(number, 'guest'), accept(number, 'other')])).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['bound', 'unknown']);
  });

  it('is not for a home of one’s own, and takes nothing then', async () => {
    const number = await numberOf();
    expect(await accept(number, 'holder')).toMatchObject({ kind: 'already bound' });
    expect(await accept(number, 'guest')).toMatchObject({ kind: 'bound' });
  });

  it('is given by who has proven the home only, five a day', async () => {
    await accept(await numberOf());
    expect(await invite(family, cause(), 'guest')).toEqual({ kind: 'not yours' });
    expect(await invite(family, cause(), 'other')).toEqual({ kind: 'not yours' });
    for (let i = 0; i < 4; i += 1) await numberOf();
    expect(await invite()).toEqual({ kind: 'too many', until: new Date('2026-11-22T00:00:00+08:00') });
  });

  it('guessing freezes at the sixth number; in passing it freezes nobody and finds nothing more', async () => {
    const number = await numberOf();
    const look = (n: string, openid: string, inPassing = false) =>
      customers.invitation({ openid, number: n, ...(inPassing ? { inPassing } : {}) });
    for (let i = 0; i < 5; i += 1) expect(await look(`9000000${i}`, 'other')).toEqual({ kind: 'unknown' });
    expect(await look('90000000', 'other')).toEqual({ kind: 'unknown' });
    const until = new Date('2026-11-22T00:00:00+08:00');
    expect(await look(number, 'other')).toEqual({ kind: 'frozen', until });
    for (let i = 0; i < 5; i += 1) await look(`9000000${i}`, 'guest', true);
    expect(await look(number, 'guest', true)).toEqual({ kind: 'unknown' });
    expect(await customers.sendBindingCode({ openid: 'guest', account, cause: cause() })).toMatchObject({
      kind: 'sent',
    });
  });

  it('no number that nobody was given lets anybody in', async () => {
    await numberOf();
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^\d{8}$/), fc.nat(), async (number, who) => {
        expect(await accept(number, `guesser-${who}`)).toEqual({ kind: 'unknown' });
      }),
      { numRuns: 30 },
    );
  });
});

describe('a guest', () => {
  it('for a time is warned once a week before, then ends, told once; the subscription too', async () => {
    await accept(await numberOf(tenant(30)));
    expect(await customers.watchGuests(10)).toBe(0);
    days(24);
    expect(await customers.watchGuests(10)).toBe(1);
    expect(await customers.watchGuests(10)).toBe(0);
    expect(heard('guest')).toEqual(['ending']);
    days(7);
    expect(await customers.watchGuests(10)).toBe(1);
    expect(await customers.watchGuests(10)).toBe(0);
    expect(heard('guest')).toEqual(['ending', 'ended: time']);
    expect(ended).toEqual(['guest']);
    expect(await homesOf('guest')).toEqual([]);
    expect(await homesOf('holder')).toHaveLength(1);
  });

  it('for less than a week is not warned, family never ends, and a sweep takes no more than it is told', async () => {
    await accept(await numberOf(tenant(3)), 'guest');
    await accept(await numberOf(tenant(4)), 'other');
    await accept(await numberOf(), 'third');
    days(400);
    expect(await customers.watchGuests(1)).toBe(1);
    expect(await customers.watchGuests(10)).toBe(1);
    expect(heard('guest')).toEqual(['ended: time']);
    expect(await homesOf('third')).toHaveLength(1);
  });

  it('takes new terms from a new invitation', async () => {
    await accept(await numberOf(tenant(10)));
    expect(await accept(await numberOf(tenant(100)))).toMatchObject({ kind: 'bound', home: { guest: tenant(100) } });
    days(20);
    expect(await customers.watchGuests(10)).toBe(0);
    expect(await homesOf('guest')).toHaveLength(1);
  });

  it('is seen by who let it in, without a name, and ended by her', async () => {
    await accept(await numberOf(tenant(30)));
    const [guest] = await customers.guests('holder');
    expect(guest).toMatchObject({ kind: 'tenant', home: { account }, since: clock.now() });
    expect(JSON.stringify(guest)).not.toContain('"guest"');
    expect(await customers.endGuest({ openid: 'other', id: guest?.id ?? '', cause: cause() })).toEqual({
      kind: 'unknown',
    });
    expect(await customers.endGuest({ openid: 'holder', id: guest?.id ?? '', cause: cause() })).toMatchObject({
      kind: 'ended',
    });
    expect(heard('guest')).toEqual(['ended: householder']);
    expect(await customers.guests('holder')).toEqual([]);
  });

  it('leaves without a password, and alone', async () => {
    await accept(await numberOf());
    await accept(await numberOf(), 'other');
    expect(await customers.unbind({ openid: 'guest', account, cause: cause() })).toMatchObject({
      kind: 'unbound',
      guests: 0,
    });
    expect(await homesOf('other')).toHaveLength(1);
    expect(heard('guest')).toEqual([]);
  });

  it('ends with the householder’s own binding', async () => {
    await accept(await numberOf());
    await accept(await numberOf(tenant(30)), 'other');
    await customers.provePassword({ openid: 'holder', account, password: '135790', cause: 'u' });
    expect(await customers.unbind({ openid: 'holder', account, cause: 'u' })).toMatchObject({
      kind: 'unbound',
      guests: 2,
    });
    expect([...heard('guest'), ...heard('other')]).toEqual([
      'ended: with the householder',
      'ended: with the householder',
    ]);
    expect([...(await homesOf('guest')), ...(await homesOf('other')), ...(await homesOf('holder'))]).toEqual([]);
    expect(ended.sort()).toEqual(['guest', 'holder', 'other']);
  });

  it('who does not follow is ended and not told', async () => {
    await accept(await numberOf(tenant(30)));
    await customers.unfollow({ openid: 'guest', cause: 'left' });
    days(31);
    await customers.watchGuests(10);
    expect(heard('guest')).toEqual([]);
    expect(await homesOf('guest')).toEqual([]);
  });
});
