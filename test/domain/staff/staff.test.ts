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

  it('is listed while it is open, and can be ended by its id', async () => {
    await staff.putAccount({ user: 'wang', role: 'support', password: 'long enough' });
    const mine = await token();
    clock.advance(60);
    const other = await token({ user: 'wang', password: 'long enough' });
    const listed = await staff.sessions();
    expect(listed.map(({ user, signedInAt }) => [user, signedInAt.toISOString()])).toEqual([
      ['wang', '2026-11-21T01:01:00.000Z'],
      ['liuyang', '2026-11-21T01:00:00.000Z'],
    ]);
    expect(JSON.stringify(listed)).not.toContain(mine);
    const [wangs, lius] = listed.map(({ id }) => id);
    await expect(staff.revokeSession(wangs ?? '', 'liuyang')).rejects.toMatchObject({ code: 'session_unknown' });
    await staff.revokeSession(lius ?? '', 'liuyang');
    await expect(staff.revokeSession(lius ?? '')).rejects.toMatchObject({ code: 'session_unknown' });
    expect(await staff.authenticate(mine)).toBeUndefined();
    expect(await staff.authenticate(other)).toBeDefined();
    await staff.setDisabled({ user: 'wang', disabled: true, by: 'zhou' });
    expect(await staff.sessions('wang')).toEqual([]);
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

  it('whose password another chose is told to change it, and then goes on in the same session', async () => {
    await staff.putAccount({ user: 'wang', role: 'support', password: 'chosen by liu', by: 'liuyang' });
    const [mine, other] = [
      await token({ user: 'wang', password: 'chosen by liu' }),
      await token({ user: 'wang', password: 'chosen by liu' }),
    ];
    expect(await staff.authenticate(mine)).toEqual({ user: 'wang', role: 'support', mustChange: true });
    const change = (password: string, newPassword: string) =>
      staff.changePassword({ token: mine, password, newPassword });
    await expect(change('chosen by liu', 'chosen by liu')).rejects.toMatchObject({ code: 'bad_input' });
    await expect(change('chosen by liu', 'short')).rejects.toMatchObject({ code: 'bad_input' });
    expect(await change('a mere guess', 'my very own')).toEqual({ kind: 'wrong' });
    expect(await change('chosen by liu', 'my very own')).toEqual({ kind: 'changed' });
    expect(await staff.authenticate(mine)).toEqual({ user: 'wang', role: 'support' });
    expect(await staff.authenticate(other)).toBeUndefined();
    expect(await token({ user: 'wang', password: 'my very own' })).toBeTruthy();
  });

  it('is locked by guesses at a password change too', async () => {
    const mine = await token();
    const change = () => staff.changePassword({ token: mine, password: 'a mere guess', newPassword: 'my very own' });
    for (let i = 0; i < 5; i += 1) expect(await change()).toEqual({ kind: 'wrong' });
    expect((await change()).kind).toBe('locked');
    expect((await staff.signIn(liu)).kind).toBe('locked');
  });

  it('that is disabled is out at once, told so with the right password only, and stays so when put again', async () => {
    const old = await token();
    expect(await staff.setDisabled({ user: 'liuyang', disabled: true, by: 'zhou' })).toMatchObject({ disabled: true });
    expect(await staff.authenticate(old)).toBeUndefined();
    expect(await staff.signIn(liu)).toEqual({ kind: 'disabled' });
    expect(await wrong()).toEqual({ kind: 'wrong' });
    await staff.putAccount({ user: 'liuyang', role: 'viewer', password: 'spring water', by: 'zhou' });
    expect(await staff.accounts()).toEqual([{ user: 'liuyang', role: 'viewer', mustChange: true, disabled: true }]);
    await staff.setDisabled({ user: 'liuyang', disabled: false, by: 'zhou' });
    expect((await staff.signIn({ user: 'liuyang', password: 'spring water' })).kind).toBe('signed in');
    expect(await staff.authenticate(old)).toBeUndefined();
  });

  it('is not its own to disable or to give another role', async () => {
    await expect(staff.setDisabled({ user: 'liuyang', disabled: true, by: 'liuyang' })).rejects.toMatchObject({
      code: 'own_account',
    });
    await expect(staff.putAccount({ ...liu, role: 'super_admin', by: 'liuyang' })).rejects.toMatchObject({
      code: 'own_account',
    });
    await expect(staff.setDisabled({ user: 'nobody', disabled: true, by: 'liuyang' })).rejects.toMatchObject({
      code: 'staff_unknown',
    });
  });

  it('of a district has its district, and loses it with the role', async () => {
    const wang = { user: 'wang', password: 'eastern gate' };
    await staff.putAccount({ ...wang, role: 'district', district: '城东区' });
    const held = await token(wang);
    expect(await staff.authenticate(held)).toEqual({ user: 'wang', role: 'district', district: '城东区' });
    await staff.putAccount({ ...wang, role: 'district', district: '城西区' });
    expect(await staff.authenticate(held)).toBeUndefined();
    await staff.putAccount({ ...wang, role: 'support' });
    expect(await staff.authenticate(await token(wang))).toEqual({ user: 'wang', role: 'support' });
    for (const place of [
      { role: 'district' },
      { role: 'support', district: '城东区' },
      { role: 'district', district: ' ' },
    ] as const)
      await expect(staff.putAccount({ ...wang, ...place })).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('made by two processes at once is made once', async () => {
    const made = await Promise.all(
      [1, 2, 3].map(() => staff.putAccount({ user: 'wang', role: 'support', password: 'long enough' })),
    );
    expect(made).toEqual(Array(3).fill({ user: 'wang', role: 'support', disabled: false }));
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
