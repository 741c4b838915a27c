import { beforeEach, describe, expect, it } from '@jest/globals';
import { prepareModels } from '../../../src/database/connect.js';
import { type Activity, createActivity } from '../../../src/domain/activity/index.js';
import { handClock } from '../../../src/kernel/clock.js';
import { silentLog } from '../../../src/kernel/log.js';
import { withDatabase } from '../../support/database.js';

const database = withDatabase();
const clock = handClock('2026-11-21T09:00:00+08:00');
const act = { who: 'liuyang', what: 'ticket.reply', which: 'TS20261121042', result: 'done' as const };

const open = (): Activity => createActivity({ db: database.db(), clock, log: silentLog });
let activity: Activity;

beforeEach(async () => {
  activity = open();
  await prepareModels(database.db());
  await database.clear();
});

const rows = () => database.db().collection('activity');

describe('the audit trail', () => {
  it('lists what was recorded, newest first and in pages', async () => {
    for (const left of [4, 3, 2]) await activity.record({ ...act, detail: { left } });
    expect(await activity.list({ limit: 2 })).toEqual([
      { ...act, seq: 3, at: clock.now(), detail: { left: 2 } },
      { ...act, seq: 2, at: clock.now(), detail: { left: 3 } },
    ]);
    expect((await activity.list({ after: 2, limit: 5 })).map(({ seq }) => seq)).toEqual([1]);
    expect(await activity.verify()).toEqual({ kind: 'whole', count: 3 });
  });

  it('takes an act that touched nothing and says nothing more', async () => {
    await activity.record({ ...act, which: '' });
    expect(await activity.list({ limit: 1 })).toEqual([{ ...act, which: '', seq: 1, at: clock.now() }]);
    expect(await activity.verify()).toEqual({ kind: 'whole', count: 1 });
  });

  it('is whole when it is empty', async () => {
    expect(await activity.verify()).toEqual({ kind: 'whole', count: 0 });
  });

  it('loses nothing when several processes write at once', async () => {
    const writers = [open(), open(), open()];
    await Promise.all(Array.from({ length: 30 }, (_, i) => writers[i % 3]?.record({ ...act, detail: { i } })));
    expect(await activity.verify()).toEqual({ kind: 'whole', count: 30 });
    const seen = (await activity.list({ limit: 100 })).map(({ detail }) => detail?.i);
    expect(new Set(seen).size).toBe(30);
  });

  it('shows where it was altered', async () => {
    for (let i = 0; i < 4; i += 1) await activity.record(act);
    await rows().updateOne({ who: 'liuyang', _id: 3 as never }, { $set: { who: 'zhou' } });
    expect(await activity.verify()).toEqual({ kind: 'broken', at: 3 });
  });

  it('shows where something was taken out', async () => {
    for (let i = 0; i < 4; i += 1) await activity.record(act);
    await rows().deleteOne({ _id: 2 as never });
    expect(await activity.verify()).toEqual({ kind: 'broken', at: 2 });
  });
});
