import { afterEach, describe, expect, it } from '@jest/globals';
import { type Collected, codeOf, exact, manual, server } from './contract.js';

const db = server();
const things = () => db().collection<Collected>('things');
afterEach(async () => {
  await things().drop();
});

describe('a command', () => {
  it(`findAndModify takes the first by its sort, and answers before or after: ${manual('command/findAndModify')}`, async () => {
    await things().insertMany([
      { _id: 1, n: 5 },
      { _id: 2, n: 9 },
    ]);
    const ask = (more: object) => db().command({ findAndModify: 'things', ...more });
    expect(await ask({ query: {}, sort: { n: -1 }, update: { $inc: { n: 1 } } })).toMatchObject({
      value: { _id: 2, n: 9 },
      lastErrorObject: { n: 1, updatedExisting: true },
    });
    expect(
      await ask({ query: { _id: 2 }, update: { $inc: { n: 1 } }, new: true, fields: { n: 1, _id: 0 } }),
    ).toMatchObject({
      value: { n: 11 },
    });
    expect(await ask({ query: { _id: 3 }, update: { $set: { n: 1 } } })).toMatchObject({
      value: null,
      lastErrorObject: { n: 0, updatedExisting: false },
    });
    expect(await ask({ query: { _id: 3 }, update: { $set: { n: 1 } }, upsert: true })).toMatchObject({
      value: null,
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 3 },
    });
    expect(await ask({ query: { _id: 4, k: 1 }, update: { n: 1 }, upsert: true, new: true })).toMatchObject({
      value: { _id: 4, n: 1 },
    });
    expect(await ask({ query: { n: 1 }, sort: { _id: -1 }, remove: true })).toMatchObject({ value: { _id: 4, n: 1 } });
    expect(await codeOf(ask({ query: {}, remove: true, update: {} }))).toBe(9);
    expect(await codeOf(ask({ query: {}, remove: true, new: true }))).toBe(9);
    expect(await codeOf(ask({ query: {} }))).toBe(9);
    expect(await codeOf(ask({ query: { _id: 1 }, update: { $set: { _id: 9 } } }))).toBe(66);
  });

  it(`distinct looks into arrays once: ${manual('command/distinct')}`, async () => {
    await things().insertMany([
      { _id: 1, a: [1, 2, 2], l: [{ x: 1 }, { x: 2 }] },
      { _id: 2, a: 2, l: { x: 2 } },
      { _id: 3, a: null, l: [] },
      { _id: 4, a: [[1]] },
      { _id: 5 },
    ]);
    const values = async (key: string, filter = {}) => exact((await things().distinct(key, filter)).map(exact).sort());
    expect(await values('a')).toBe(exact([1, 2, null, [1]].map(exact).sort()));
    expect(await values('l.x')).toBe(exact([1, 2].map(exact).sort()));
    expect(await values('l.0.x')).toBe(exact([1].map(exact)));
    expect(await values('a', { _id: { $gt: 4 } })).toBe(exact([]));
  });

  it(`count and find skip and limit, and a negative limit is one batch: ${manual('command/find')}`, async () => {
    await things().insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id, even: _id % 2 === 0 })));
    const count = async (more: object) => (await db().command({ count: 'things', ...more })).n;
    expect([await count({}), await count({ query: { even: true } }), await count({ limit: -3 })]).toEqual([10, 5, 3]);
    expect([
      await count({ skip: 8 }),
      await count({ skip: 20 }),
      await count({ query: { even: true }, skip: 1, limit: 2 }),
    ]).toEqual([2, 0, 2]);
    const find = async (more: object) => (await db().command({ find: 'things', ...more })).cursor;
    expect(await find({ limit: -3, batchSize: 2 })).toMatchObject({ id: 0, firstBatch: [{ _id: 0 }, { _id: 1 }] });
    expect(await find({ batchSize: 2, singleBatch: true })).toMatchObject({
      id: 0,
      firstBatch: [{ _id: 0 }, { _id: 1 }],
    });
    expect((await find({ batchSize: 0 })).firstBatch).toEqual([]);
    expect((await find({ skip: 9, sort: { _id: -1 } })).firstBatch).toMatchObject([{ _id: 0 }]);
    expect(await codeOf(find({ skip: -1 }))).toBe(2);
    expect(await codeOf(find({ batchSize: -1 }))).toBe(2);
    expect(await codeOf(find({ nope: 1 }))).toBe(40415);
    expect(await codeOf(find({ hint: 'none' }))).toBe(2);
  });

  it(`insert, update and delete report each refusal, ordered or not: ${manual('command/insert')}`, async () => {
    const insert = (documents: object[], ordered: boolean) => db().command({ insert: 'things', documents, ordered });
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }, { _id: [3] }, { _id: 2 }];
    expect(await insert(documents, true)).toMatchObject({
      n: 1,
      writeErrors: [{ index: 1, code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } }],
    });
    expect(await insert(documents.slice(1), false)).toMatchObject({
      n: 1,
      writeErrors: [
        { index: 0, code: 11000 },
        { index: 2, code: 53 },
        { index: 3, code: 11000 },
      ],
    });
    const update = (updates: object[], ordered: boolean) => db().command({ update: 'things', updates, ordered });
    const updates = [
      { q: { _id: 1 }, u: { $inc: { _id: 1 } } },
      { q: { _id: 2 }, u: { $set: { a: 1 } } },
      { q: { _id: 2 }, u: { $set: { a: 1 } } },
    ];
    expect(await update(updates, true)).toMatchObject({ n: 0, nModified: 0, writeErrors: [{ index: 0, code: 66 }] });
    expect(await update(updates, false)).toMatchObject({ n: 2, nModified: 1, writeErrors: [{ index: 0, code: 66 }] });
    const both = { q: {}, u: { $set: { b: 1 } }, multi: true };
    expect(await update([both, { ...both, u: { b: 1 } }], false)).toMatchObject({
      n: 2,
      nModified: 2,
      writeErrors: [{ index: 1, code: 9 }],
    });
    const remove = async (limit: number, q: object) =>
      (await db().command({ delete: 'things', deletes: [{ q, limit }] })).n;
    expect([await remove(1, {}), await remove(0, {}), await remove(0, {})]).toEqual([1, 1, 0]);
  });

  it(`explain says how it would be done: ${manual('command/explain')}`, async () => {
    await things().insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id, n: _id })));
    await things().createIndex({ n: 1 });
    const found = await things()
      .find({ n: { $gte: 15 } })
      .explain('executionStats');
    expect(found.executionStats).toMatchObject({ nReturned: 5, totalKeysExamined: 5, totalDocsExamined: 5 });
    const plan = JSON.stringify((await things().find({ m: 1 }).explain('queryPlanner')).queryPlanner);
    expect(plan).toContain('COLLSCAN');
  });
});

describe('an index', () => {
  const dup = (more: object) => codeOf(things().insertOne(more as Collected));

  it(`that is unique counts what is missing as null, and each element: ${manual('core/index-unique')}`, async () => {
    await things().createIndex({ u: 1 }, { unique: true });
    await things().insertMany([{ _id: 1, u: [1, 2, 2] }, { _id: 2 }, { _id: 3, u: [] }]);
    expect([await dup({ u: 2 }), await dup({ u: null }), await dup({}), await dup({ u: [5, 1] })]).toEqual([
      11000, 11000, 11000, 11000,
    ]);
    expect(await dup({ _id: 9, u: 1.5 })).toBe(0);
    await expect(things().updateOne({ _id: 9 }, { $set: { u: 2 } })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^E11000 duplicate key error collection: \S+\.things index: u_1 dup key: \{ u: 2 \}$/,
      ),
      keyPattern: { u: 1 },
      keyValue: { u: 2 },
    });
    expect(await codeOf(things().createIndex({ x: 1 }, { unique: true }))).toBe(11000);
  });

  it(`that is sparse or partial holds some documents only: ${manual('core/index-partial')}`, async () => {
    await things().createIndex({ s: 1 }, { unique: true, sparse: true });
    await things().createIndex(
      { p: 1 },
      { unique: true, partialFilterExpression: { p: { $exists: true }, open: { $eq: true } } },
    );
    await things().insertMany([
      { _id: 1 },
      { _id: 2 },
      { _id: 3, s: null },
      { _id: 4, s: 1, p: 1, open: true },
      { _id: 5, s: 2, p: 1 },
    ]);
    expect([
      await dup({ s: null }),
      await dup({ s: 2 }),
      await dup({ p: 1, open: true }),
      await dup({ _id: 6, p: 1 }),
    ]).toEqual([11000, 11000, 11000, 0]);
    const partial = (filter: object) => codeOf(things().createIndex({ z: 1 }, { partialFilterExpression: filter }));
    expect([
      await partial({ a: { $ne: 1 } }),
      await partial({ a: { $exists: false } }),
      await partial({ a: { $regex: 'x' } }),
    ]).toEqual([67, 67, 67]);
    expect(await codeOf(things().createIndex({ z: 1 }, { sparse: true, partialFilterExpression: { a: 1 } }))).toBe(67);
  });

  it(`over two arrays is refused: ${manual('core/indexes/index-types/index-multikey')}`, async () => {
    await things().createIndex({ a: 1, b: 1 });
    expect(await dup({ _id: 1, a: [1], b: [2] })).toBe(171);
    expect(await dup({ _id: 1, a: [1], b: 2 })).toBe(0);
  });

  it(`of another kind, name or option is refused: ${manual('command/createIndexes')}`, async () => {
    await things().createIndex({ a: 1 });
    const make = (key: object, more: object = {}) => codeOf(things().createIndex(key as never, more));
    expect(await make({ a: 1 })).toBe(0);
    expect(await make({ a: 1 }, { name: 'other' })).toBe(85);
    expect(await make({ a: 1 }, { unique: true })).not.toBe(0);
    expect(await make({ b: 1 }, { name: 'a_1' })).toBe(86);
    expect(await make({ b: 0 })).toBe(67);
    expect(await make({ a: 1, t: 1 }, { expireAfterSeconds: 5 })).toBe(67);
    expect(await make({ t: 1 }, { expireAfterSeconds: -1 })).toBe(67);
    expect((await things().indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1']);
  });
});
