import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { prepareModels } from '../../src/database/connect.js';
import { createActivity } from '../../src/domain/activity/index.js';
import { createStaff } from '../../src/domain/staff/index.js';
import { handClock } from '../../src/kernel/clock.js';
import { randomIds } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import { sitDown } from '../admin-cli/run.js';
import { withDatabase } from '../support/database.js';
import { startAdmin } from './fakes.js';

const database = withDatabase();
const clock = handClock('2026-11-21T09:00:00+08:00');

const start = async () => {
  const db = database.db();
  const activity = createActivity({ db, clock, log: silentLog });
  const staff = createStaff({ db, clock, ids: randomIds, audit: activity.record, log: silentLog });
  await prepareModels(db);
  await database.clear();
  await staff.putAccount({ user: 'zhou', role: 'super_admin', password: 'mountain river' });
  await staff.putAccount({ user: 'liuyang', role: 'support', password: 'autumn water' });
  const admin = await startAdmin({ staff, activity });
  const desk = sitDown(admin.url);
  return {
    url: admin.url,
    activity,
    desk,
    stop: async () => {
      desk.standUp();
      await admin.close();
    },
  };
};

describe('staff at the terminal, over the real accounts and audit trail', () => {
  let place: Awaited<ReturnType<typeof start>>;
  beforeEach(async () => {
    place = await start();
  });
  afterEach(() => place.stop());

  it('sign in, work, sign out; every act stands in a whole chain', async () => {
    const { desk, activity } = place;
    expect((await desk.login('liuyang', 'autumn water')).code).toBe(0);
    expect((await desk.run(['tickets', 'take', 'TS20261121042'])).code).toBe(0);
    expect((await desk.run(['tickets', 'take', 'TS20261121043'])).code).toBe(6);
    expect((await desk.run(['tickets', 'show', 'TS20261121042', '--full'])).code).toBe(0);
    expect((await desk.run(['logout'])).code).toBe(0);
    const acts = await activity.list({ limit: 10 });
    expect(acts.map(({ who, what, which, result }) => `${who} ${what} ${which} ${result}`)).toEqual([
      'liuyang staff.sign_out  done',
      'liuyang customer.view_full TS20261121042 done',
      'liuyang ticket.take TS20261121043 refused',
      'liuyang ticket.take TS20261121042 done',
      'liuyang staff.sign_in  done',
    ]);
    expect(await activity.verify()).toEqual({ kind: 'whole', count: 5 });
  });

  it('start with a password of their own, see their district, and are gone when disabled', async () => {
    const { desk } = place;
    await desk.login('zhou', 'mountain river');
    const put = ['accounts', 'put', 'wang', '--role', 'district', '--district', '城东区', '--password-stdin'];
    expect((await desk.run(put, { stdin: 'chosen by zhou' })).code).toBe(0);
    const wang = sitDown(place.url);
    try {
      await wang.login('wang', 'chosen by zhou');
      expect((await wang.run(['tickets', 'list'])).code).toBe(4);
      const change = ['password', 'change', '--password-stdin'];
      expect((await wang.run(change, { stdin: 'chosen by zhou\nmy very own\n' })).code).toBe(0);
      expect((await wang.run(['whoami'])).out).toBe('wang（片区，城东区）\n');
      const { document } = await wang.json(['tickets', 'list']);
      expect(document.items.map(({ district }: { district: string }) => district)).toEqual(Array(3).fill('城东区'));
      expect((await wang.run(['tickets', 'take', 'TS20261121042'])).code).toBe(0);
      expect(await wang.run(['tickets', 'take', 'TS20261121045'])).toMatchObject({
        code: 4,
        err: '这不是您片区的\n',
      });
      expect((await desk.run(['accounts', 'disable', 'wang'])).code).toBe(0);
      expect((await wang.run(['tickets', 'list'])).code).toBe(3);
      expect((await wang.login('wang', 'my very own')).err).toBe('这个账号已停用，请找超级管理员\n');
    } finally {
      wang.standUp();
    }
  });

  it('are locked out after five wrong passwords, and told until when', async () => {
    const { desk } = place;
    for (let i = 0; i < 5; i += 1) expect((await desk.login('liuyang', 'wrong one')).code).toBe(3);
    const locked = await desk.login('liuyang', 'autumn water');
    expect([locked.code, locked.err]).toEqual([4, '错误次数太多，账号已锁定，2026-11-21 09:15 后再试\n']);
  });

  it('must sign in again after two idle hours', async () => {
    const { desk } = place;
    await desk.login('liuyang', 'autumn water');
    clock.advance(2 * 3600);
    expect((await desk.run(['whoami'])).code).toBe(3);
  });
});
