import { beforeEach, describe, expect, it } from '@jest/globals';
import { prepareModels } from '../../../src/database/connect.js';
import { type Audit, createStaff, type Staff } from '../../../src/domain/staff/index.js';
import { type HandClock, handClock } from '../../../src/kernel/clock.js';
import { randomIds } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

const database = withDatabase();
const HOUR = 3600;
const liu = { user: 'liuyang', password: 'autumn water' };

let clock: HandClock;
let acts: Parameters<Audit>[0][];
let staff: Staff;

beforeEach(async () => {
  clock = handClock('2026-11-21T09:00:00+08:00');
  acts = [];
  const audit: Audit = async (act) => {
    acts.push(act);
  };
  staff = createStaff({ db: database.db(), clock, ids: randomIds, audit, log: silentLog });
  await prepareModels(database.db());
  await database.clear();
  await staff.putAccount({ ...liu, role: 'support' });
});

const token = async (input = liu): Promise<string> => {
  const outcome = await staff.signIn(input);
  if (outcome.kind !== 'signed in') throw new Error(outcome.kind);
  return outcome.token;
};
const wrong = () => staff.signIn({ ...liu, password: 'winter water' });
const stored = async (): Promise<string> => {
  const found = await Promise.all(Object.values(database.db().models).map((model) => model.find().lean()));
  return JSON.stringify(found);
};

describe('signing in', () => {
  it('opens a session of 12 hours', async () => {
    const outcome = await staff.signIn(liu);
    expect(outcome).toMatchObject({
      kind: 'signed in',
      staff: { user: 'liuyang', role: 'support' },
      expiresAt: new Date('2026-11-21T21:00:00+08:00'),
    });
    expect(await staff.authenticate(await token())).toEqual({ user: 'liuyang', role: 'support' });
    expect(await staff.authenticate('nonsense')).toBeUndefined();
  });

  it('keeps neither password nor token', async () => {
    const secret = await token();
    const kept = await stored();
    expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(liu.password);
  });

  it('answers a wrong password and an unknown user alike, lock included', async () => {
    for (let i = 0; i < 5; i += 1) {
      expect(await wrong()).toEqual({ kind: 'wrong' });
      expect(await staff.signIn({ user: 'nobody', password: 'winter water' })).toEqual({ kind: 'wrong' });
    }
    const locked = { kind: 'locked', until: new Date('2026-11-21T09:15:00+08:00') };
    expect(await wrong()).toEqual(locked);
    expect(await staff.signIn({ user: 'nobody', password: 'winter water' })).toEqual(locked);
    expect(acts).toEqual([{ who: 'system', what: 'staff.lock', which: 'liuyang', result: 'done' }]);
  });

  it('is locked for the right password too, until the lock is over', async () => {
    for (let i = 0; i < 5; i += 1) await wrong();
    expect((await staff.signIn(liu)).kind).toBe('locked');
    clock.advance(15 * 60 - 1);
    expect((await staff.signIn(liu)).kind).toBe('locked');
    clock.advance(1);
    expect((await staff.signIn(liu)).kind).toBe('signed in');
  });

  it('forgets wrong passwords after a right one', async () => {
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 4; i += 1) await wrong();
      expect((await staff.signIn(liu)).kind).toBe('signed in');
    }
  });

  it('lets no more than five guesses through at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, wrong));
    const kinds = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.kind : 'refused'));
    expect(kinds.filter((kind) => kind === 'wrong').length).toBeLessThanOrEqual(5);
    expect((await staff.signIn(liu)).kind).toBe('locked');
  });

  it('sweeps what is over', async () => {
    await staff.signIn({ user: 'nobody', password: 'x' });
    await token();
    clock.advance(13 * HOUR);
    await token();
    const { StaffSession, StaffAttempts } = database.db().models;
    expect([await StaffSession?.countDocuments(), await StaffAttempts?.countDocuments()]).toEqual([1, 0]);
  });
});

describe('a session', () => {
  it('ends after two hours without a request', async () => {
    const idle = await token();
    clock.advance(2 * HOUR - 1);
    expect(await staff.authenticate(idle)).toBeDefined();
    clock.advance(2 * HOUR - 1);
    expect(await staff.authenticate(idle)).toBeDefined();
    clock.advance(2 * HOUR);
    expect(await staff.authenticate(idle)).toBeUndefined();
  });

  it('ends after twelve hours, used or not', async () => {
    const busy = await token();
    for (let hour = 1; hour < 12; hour += 1) {
      clock.advance(HOUR);
      expect(await staff.authenticate(busy)).toBeDefined();
    }
    clock.advance(HOUR);
    expect(await staff.authenticate(busy)).toBeUndefined();
  });

  it('writes its last request down at most once a minute', async () => {
    const used = await token();
    const lastSeen = async () => (await database.db().models.StaffSession?.findOne().lean())?.lastSeenAt;
    clock.advance(59);
    await staff.authenticate(used);
    expect(await lastSeen()).toEqual(new Date('2026-11-21T09:00:00+08:00'));
    clock.advance(1);
    await staff.authenticate(used);
    expect(await lastSeen()).toEqual(new Date('2026-11-21T09:01:00+08:00'));
  });

  it('ends by signing out, alone', async () => {
    const [one, two] = [await token(), await token()];
    await staff.signOut(one);
    expect(await staff.authenticate(one)).toBeUndefined();
    expect(await staff.authenticate(two)).toBeDefined();
  });
});

describe('an account', () => {
  it('with a new password or role ends its sessions and its lock', async () => {
    const old = await token();
    for (let i = 0; i < 5; i += 1) await wrong();
    await staff.putAccount({ user: 'liuyang', role: 'super_admin', password: 'spring water' });
    expect(await staff.authenticate(old)).toBeUndefined();
    expect((await staff.signIn({ user: 'liuyang', password: 'spring water' })).kind).toBe('signed in');
    expect(await wrong()).toEqual({ kind: 'wrong' });
  });

  it('put again as it is changes nothing', async () => {
    const kept = await token();
    await staff.putAccount({ ...liu, role: 'support' });
    expect(await staff.authenticate(kept)).toBeDefined();
  });

  it.each([
    ['a short password', { user: 'wang', password: 'seven77' }],
    ['an endless password', { user: 'wang', password: 'x'.repeat(129) }],
    ['the user name as password', { user: 'wangxiaoming', password: 'WangXiaoming' }],
    ['capitals in the name', { user: 'Wang', password: 'long enough' }],
    ['spaces in the name', { user: 'wa ng', password: 'long enough' }],
  ])('is refused with %s', async (_name, input) => {
    await expect(staff.putAccount({ ...input, role: 'support' })).rejects.toMatchObject({ code: 'bad_input' });
  });
});
