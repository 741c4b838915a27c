import { describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { serving } from './serving.js';

const { db, problems } = serving({ maxPoolSize: 40 });
const CALLERS = 30;

type Row = Document & { _id: number };

/** Documents of a collection of its own, without an index but `_id`'s. */
const rows = async (name: string, count: number) => {
  const collection = db().collection<Row>(name);
  await collection.insertMany(Array.from({ length: count }, (_, i) => ({ _id: i, owner: null, times: 0 })));
  return collection;
};

/** Everybody at once. */
const all = <T>(act: (caller: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CALLERS }, (_, caller) => act(caller)));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('writers who want the same documents', () => {
  it('take each of many once, though all saw all of them free', async () => {
    const taken = await rows('many', 700);
    // in the first round they wait for their connections, one after the other
    for (let times = 1; times <= 3; times++) {
      await taken.updateMany({}, { $set: { owner: null } });
      const claims = await all((owner) =>
        taken.updateMany({ owner: null }, { $set: { owner }, $inc: { times: 1 } }).then((done) => done.modifiedCount),
      );
      expect(sum(claims)).toBe(700);
      expect(await taken.countDocuments({ times, owner: { $gte: 0 } })).toBe(700);
    }
  });

  it('take one each while there are any, and nothing after that', async () => {
    const taken = await rows('one', 20);
    const claims = await all((owner) =>
      taken.updateOne({ owner: null }, { $set: { owner }, $inc: { times: 1 } }).then((done) => done.modifiedCount),
    );
    expect(sum(claims)).toBe(20);
    expect(await taken.countDocuments({ times: 1 })).toBe(20);
    expect(await taken.distinct('owner')).toHaveLength(20);
  });

  it('take the first in order, each another', async () => {
    const taken = await rows('first', 20);
    const claims = await all((owner) =>
      taken.findOneAndUpdate({ owner: null }, { $set: { owner } }, { sort: { times: 1, _id: 1 } }),
    );
    const ids = claims.flatMap((row) => row?._id ?? []);
    expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('delete each once, of many and one by one', async () => {
    const gone = await rows('gone', 700);
    const some = await all(() => gone.deleteOne({ owner: null }).then((done) => done.deletedCount));
    expect(sum(some)).toBe(CALLERS);
    const rest = await all(() => gone.deleteMany({ owner: null }).then((done) => done.deletedCount));
    expect(sum(rest)).toBe(700 - CALLERS);
    expect(await gone.countDocuments({ owner: null })).toBe(0);
  });

  it('change what is still what they look for, and leave what others changed away', async () => {
    const shared = await rows('shared', 600);
    await Promise.all([
      shared.updateMany({ owner: null }, { $set: { owner: 'all' }, $inc: { times: 1 } }),
      ...Array.from({ length: CALLERS }, (_, _id) =>
        shared.updateOne({ _id, owner: null }, { $set: { owner: 'one' }, $inc: { times: 1 } }),
      ),
    ]);
    expect(await shared.countDocuments({ times: 1, owner: { $in: ['all', 'one'] } })).toBe(600);
  });

  it('make one of them with an upsert, whoever deletes what it saw', async () => {
    const made = await rows('made', 1);
    for (let i = 0; i < 20; i++) {
      await Promise.all([
        made.deleteOne({ owner: null }),
        made.updateOne({ owner: null }, { $inc: { times: 1 } }, { upsert: true }),
        made.updateMany({ owner: null }, { $inc: { times: 1 } }, { upsert: true }),
      ]);
      expect(await made.countDocuments()).toBeLessThanOrEqual(1);
    }
  });
});

describe('a long search of a writer', () => {
  it.each([
    ['updates', { update: 'long', updates: [{ q: { times: 9 }, u: { $set: { owner: 1 } }, multi: true }] }],
    ['deletes', { delete: 'long', deletes: [{ q: { times: 9 }, limit: 0 }] }],
    ['finds and changes', { findAndModify: 'long', query: { times: 9 }, update: { $set: { owner: 1 } } }],
    ['sorts and changes', { findAndModify: 'long', query: { owner: null }, sort: { times: -1 }, remove: true }],
  ])('that %s lets others have their turns', async (_, command) => {
    await db().collection('long').drop();
    await rows('long', 10_000);
    const order: string[] = [];
    const long = db()
      .command(command)
      .then(() => order.push('long'));
    for (let i = 0; i < 5; i++) await db().command({ ping: 1 });
    order.push('five pings');
    await long;
    expect(order).toEqual(['five pings', 'long']);
    expect(problems).toEqual([]);
  });

  it('that fails is a write error, and nothing is changed', async () => {
    const kept = await rows('kept', 1);
    const refused = { $expr: { $divide: [1, '$times'] } };
    expect(await db().command({ update: 'kept', updates: [{ q: refused, u: { $set: { owner: 1 } } }] })).toMatchObject({
      n: 0,
      writeErrors: [{ index: 0 }],
    });
    expect(await kept.findOne()).toEqual({ _id: 0, owner: null, times: 0 });
  });
});
