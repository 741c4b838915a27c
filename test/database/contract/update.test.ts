import { describe, expect, it } from '@jest/globals';
import { Timestamp } from 'mongodb';
import { type Collected, codeOf, exact, manual, server } from './contract.js';
import { fields, refusedUpserts, type UpdateOptions, upserts } from './update.js';
import { arrays } from './update-arrays.js';

const db = server();
const RAW = { promoteValues: false, projection: { _id: 0 } };

describe('an update', () => {
  const write = (name: string, i: number, u: object, { filter, arrayFilters }: UpdateOptions = {}) =>
    db().command(
      { update: name, updates: [{ q: { $and: [{ _id: i }, filter ?? {}] }, u, arrayFilters }] },
      { ignoreUndefined: true },
    );

  it.each([...fields, ...arrays].map((cases) => ({ ...cases, at: manual(cases.page) })))('does what $at says', async ({
    page,
    makes,
    refuses = [],
  }) => {
    const collection = db().collection<Collected>(page);
    const befores = [...makes, ...refuses].map(([before], i) => ({ ...before, _id: i }));
    await collection.insertMany(befores);
    const wrong: string[] = [];
    const note = async (i: number, expected: unknown, answered: unknown, wanted: unknown, of: unknown) => {
      const found = exact(await collection.findOne({ _id: i }, RAW));
      if (found !== exact(expected) || answered !== wanted) wrong.push(`${exact(of)}: ${String(answered)} ${found}`);
    };
    for (const [i, [before, update, after, options]] of makes.entries()) {
      const { writeErrors, nModified } = await write(page, i, update, options);
      const changes = exact(before) === exact(after) ? 0 : 1;
      await note(i, after, writeErrors ? writeErrors[0].errmsg : nModified, changes, [before, update]);
    }
    for (const [i, [before, update, code, options]] of refuses.entries()) {
      const { writeErrors } = await write(page, makes.length + i, update, options);
      await note(makes.length + i, before, writeErrors?.[0].code, code, [before, update]);
    }
    expect(wrong).toEqual([]);
  });

  it(`sets the present time: ${manual('operator/update/currentDate')}`, async () => {
    const collection = db().collection<Collected>('currentDate');
    await collection.insertOne({ _id: 1, a: 1 });
    await collection.updateOne({ _id: 1 }, {
      $currentDate: { a: true, b: { $type: 'timestamp' }, c: { $type: 'date' } },
    } as never);
    expect(await collection.findOne({ _id: 1 }, { promoteValues: false })).toMatchObject({
      a: expect.any(Date),
      b: expect.any(Timestamp),
      c: expect.any(Date),
    });
    expect(await codeOf(collection.updateOne({ _id: 1 }, { $currentDate: { a: { $type: 'nope' } } as never }))).toBe(2);
  });

  it(`inserts when nothing is found and that is asked: ${manual('method/db.collection.update')}`, async () => {
    const collection = db().collection<Collected>('upserts');
    const upsert = (q: object, u: object) => db().command({ update: 'upserts', updates: [{ q, u, upsert: true }] });
    for (const [filter, update, made] of upserts) {
      const { upserted } = await upsert(filter, update);
      expect([exact(await collection.findOne({}, { promoteValues: false })), upserted]).toEqual([
        exact(made),
        [{ index: 0, _id: 7 }],
      ]);
      await collection.deleteMany({});
    }
    for (const [filter, update, code] of refusedUpserts)
      expect([exact(filter), (await upsert(filter, update)).writeErrors?.[0].code]).toEqual([exact(filter), code]);
    expect(await collection.countDocuments()).toBe(0);
  });

  it(`of many keeps what came before a refusal: ${manual('command/update')}`, async () => {
    const collection = db().collection<Collected>('halfway');
    await collection.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 'x' },
      { _id: 3, a: 1 },
    ]);
    const updates = [
      { q: {}, u: { $inc: { a: 1 } }, multi: true },
      { q: { _id: 3 }, u: { $inc: { a: 5 } } },
    ];
    expect(await db().command({ update: 'halfway', updates, ordered: false })).toMatchObject({
      n: 1,
      nModified: 1,
      writeErrors: [{ index: 0, code: 14 }],
    });
    expect(await collection.find().toArray()).toEqual([
      { _id: 1, a: 2 },
      { _id: 2, a: 'x' },
      { _id: 3, a: 6 },
    ]);
  });
});
