import { afterEach, describe, expect, it } from '@jest/globals';
import { Binary, BSON, Decimal128, type Document, Double, Int32, Long, ObjectId, Timestamp } from 'mongodb';
import { serving } from './serving.js';

const { db, client, problems } = serving();
const things = () => db().collection<Document & { _id?: number | string | ObjectId }>('things');

afterEach(async () => {
  await db().dropDatabase();
  expect(problems).toEqual([]);
});

describe('documents', () => {
  it('are kept byte for byte, with _id in front wherever it stood', async () => {
    const looksLikeOne = Buffer.concat([Buffer.from([7]), Buffer.from('_id\0'), new ObjectId().id]);
    const ids = [new ObjectId(), 5, 'five', new Date(5), { _id: new ObjectId() }];
    const others = [
      { a: 1, z: new ObjectId() },
      { a: 'two', z: new Binary(looksLikeOne) },
      { z: looksLikeOne.toString('latin1') },
    ];
    let asked = 0;
    for (const _id of ids)
      for (const { z, ...rest } of others)
        for (const doc of [
          { _id, ...rest, z },
          { ...rest, _id, z },
          { ...rest, z, _id },
        ]) {
          await db().command({ insert: 'things', documents: [doc] });
          const bytes = await things().findOne({}, { raw: true });
          expect(Buffer.from(bytes as unknown as Uint8Array)).toEqual(Buffer.from(BSON.serialize({ _id, ...rest, z })));
          await things().deleteMany({});
          asked++;
        }
    expect(asked).toBe(45);
  });

  it('come back as they went in', async () => {
    const doc = {
      _id: new ObjectId(),
      text: '水费\0单',
      int: new Int32(7),
      whole: new Double(7),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      at: new Date('2026-11-21T01:00:00Z'),
      bytes: Buffer.from([0, 1, 255]),
      stamp: new Timestamp({ t: 5, i: 6 }),
      nothing: null,
      nested: { list: [1, 'two', { three: [3] }] },
      ['__proto__']: 'a field like any other',
    };
    await things().insertOne(doc);
    const raw = await things().findOne({ _id: doc._id }, { promoteValues: false });
    expect(raw).toMatchObject({
      int: new Int32(7),
      whole: new Double(7),
      long: doc.long,
      decimal: doc.decimal,
      stamp: doc.stamp,
    });
    expect(raw!.text).toBe(doc.text);
    expect(raw!.at).toEqual(doc.at);
    expect((raw!.bytes as { buffer: Uint8Array }).buffer).toEqual(doc.bytes);
    expect(raw!.nothing).toBeNull();
    await things().updateOne({ _id: doc._id }, { $inc: { int: 1 }, $set: { 'nested.list.1': 'zwei' } });
    const after = await things().findOne({ _id: doc._id }, { promoteValues: false });
    expect(after).toMatchObject({ int: new Int32(8), whole: new Double(7), long: doc.long, decimal: doc.decimal });
    expect(after!.nested).toEqual({ list: [new Int32(1), 'zwei', { three: [new Int32(3)] }] });
  });

  it('are found, sorted, cut and shaped', async () => {
    await things().insertMany(
      Array.from({ length: 10 }, (_, i) => ({ _id: i, n: i % 3, tags: [`t${i}`, 'all'], deep: { a: i } })),
    );
    const found = await things()
      .find({ n: { $gte: 1 }, tags: 'all' })
      .sort({ n: -1, _id: 1 })
      .skip(1)
      .limit(3)
      .project({ 'deep.a': 1 })
      .toArray();
    expect(found).toEqual([
      { _id: 5, deep: { a: 5 } },
      { _id: 8, deep: { a: 8 } },
      { _id: 1, deep: { a: 1 } },
    ]);
    expect(await things().findOne({ _id: 3 }, { projection: { _id: 0, tags: { $slice: 1 } } })).toEqual({
      n: 0,
      tags: ['t3'],
      deep: { a: 3 },
    });
    expect(await things().findOne({ tags: 't4' }, { projection: { 'tags.$': 1 } })).toEqual({ _id: 4, tags: ['t4'] });
    expect(await things().distinct('n')).toEqual([0, 1, 2]);
    expect(await things().countDocuments({ n: 1 })).toBe(3);
    expect(await things().estimatedDocumentCount()).toBe(10);
  });

  it('are read through cursors of several batches, in index order, while others write', async () => {
    await things().createIndex({ n: 1 });
    await things().insertMany(Array.from({ length: 2500 }, (_, i) => ({ _id: i, n: 2500 - i })));
    const seen: number[] = [];
    for await (const doc of things().find().sort({ n: 1 }).batchSize(100)) {
      seen.push(doc.n as number);
      if (seen.length === 500) await things().deleteOne({ n: 2000 });
    }
    expect(seen).toHaveLength(2499);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    const unindexed = await things()
      .find({ _id: { $lt: 1000 } })
      .sort({ other: 1, n: -1 })
      .batchSize(10)
      .toArray();
    expect(unindexed.map(({ n }) => n)).toEqual(
      Array.from({ length: 1000 }, (_, i) => 2500 - i).filter((n) => n !== 2000),
    );
  });

  it('close cursors early and refuse those that ended', async () => {
    await things().insertMany(Array.from({ length: 300 }, (_, i) => ({ _id: i })));
    const cursor = things().find().batchSize(2);
    await cursor.next();
    const { id } = cursor;
    await cursor.close();
    await expect(db().command({ getMore: id as Long, collection: 'things' })).rejects.toMatchObject({ code: 43 });
  });
});

describe('unique indexes', () => {
  it('refuse doubles in MongoDB’s words', async () => {
    await things().createIndex({ u: 1 }, { unique: true });
    await things().insertOne({ u: 'x' });
    await expect(things().insertOne({ u: 'x' })).rejects.toMatchObject({
      code: 11000,
      message: 'E11000 duplicate key error collection: water.things index: u_1 dup key: { u: "x" }',
      keyPattern: { u: 1 },
      keyValue: { u: 'x' },
    });
    await things().insertOne({ u: 'y' });
    await expect(things().updateOne({ u: 'y' }, { $set: { u: 'x' } })).rejects.toMatchObject({ code: 11000 });
    await expect(things().findOneAndUpdate({ u: 'y' }, { $set: { u: 'x' } })).rejects.toMatchObject({
      code: 11000,
      keyValue: { u: 'x' },
    });
    expect(await things().countDocuments({ u: 'y' })).toBe(1);
    const outcome = await things()
      .insertMany([{ u: 'a' }, { u: 'x' }, { u: 'b' }], { ordered: false })
      .catch((error) => error);
    expect(outcome).toMatchObject({ code: 11000, result: { insertedCount: 2 } });
    expect(await things().countDocuments({})).toBe(4);
  });

  it('are compound, sparse, partial and over array elements', async () => {
    await things().createIndex({ a: 1, b: -1 }, { unique: true, sparse: true });
    await things().createIndex({ p: 1 }, { unique: true, partialFilterExpression: { state: 'open' } });
    await things().createIndex(
      { 'lines.cause': 1 },
      { unique: true, partialFilterExpression: { 'lines.cause': { $type: 'string' } } },
    );
    await things().insertMany([
      { x: 1 },
      { x: 2 },
      { a: 1, b: 1, p: 1, state: 'shut' },
      { a: 1, b: 2, p: 1, state: 'open' },
    ]);
    await expect(things().insertOne({ a: 1, b: 2 })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { a: 1, b: -1 },
    });
    await expect(things().insertOne({ p: 1, state: 'open' })).rejects.toMatchObject({ code: 11000 });
    await things().insertMany([
      { lines: [{ cause: 'm1' }, { cause: 'm2' }, { cause: 'm2' }] },
      { lines: [] },
      { lines: [] },
    ]);
    await expect(things().insertOne({ lines: [{ cause: 'm2' }] })).rejects.toMatchObject({ code: 11000 });
    await expect(things().createIndex({ x: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
  });

  it('tell long strings apart that begin alike', async () => {
    await things().createIndex({ u: 1 }, { unique: true });
    const long = 'x'.repeat(3000);
    await things().insertMany([{ u: `${long}a` }, { u: `${long}b` }]);
    await expect(things().insertOne({ u: `${long}a` })).rejects.toMatchObject({ code: 11000 });
    expect(await things().countDocuments({ u: { $gt: `${long}a` } })).toBe(1);
    expect((await things().find().sort({ u: 1 }).toArray()).map(({ u }) => (u as string).at(-1))).toEqual(['a', 'b']);
  });
});

describe('at the same time', () => {
  it('a thousand increments add up', async () => {
    await things().insertOne({ _id: 1, n: 0 });
    await Promise.all(Array.from({ length: 1000 }, () => things().updateOne({ _id: 1 }, { $inc: { n: 1 } })));
    expect(await things().findOne({ _id: 1 })).toEqual({ _id: 1, n: 1000 });
  });

  it('fifty upserts of one key make one document', async () => {
    await things().createIndex({ key: 1 }, { unique: true });
    await Promise.all(
      Array.from({ length: 50 }, () =>
        things().updateOne({ key: 'k' }, { $inc: { hits: 1 }, $setOnInsert: { first: true } }, { upsert: true }),
      ),
    );
    expect(
      await things()
        .find({}, { projection: { _id: 0 } })
        .toArray(),
    ).toEqual([{ key: 'k', hits: 50, first: true }]);
  });

  it('one of twenty takes what is free', async () => {
    await things().insertOne({ _id: 1, owner: null });
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        things().findOneAndUpdate({ owner: null }, { $set: { owner: i } }, { returnDocument: 'after' }),
      ),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('who wrote reads her own write', async () => {
    for (let i = 0; i < 100; i++) {
      await things().updateOne({ _id: 1 }, { $set: { i } }, { upsert: true });
      expect((await things().findOne({ _id: 1 }))?.i).toBe(i);
    }
  });
});

describe('plans', () => {
  const plan = async (filter: object, sort: object = {}) =>
    JSON.stringify(
      (
        await things()
          .find(filter)
          .sort(sort as never)
          .explain('queryPlanner')
      ).queryPlanner.winningPlan,
    );

  it('name the index, or the scan', async () => {
    await things().createIndexes([
      { key: { name: 1, at: -1 } },
      { key: { key: 1 }, unique: true },
      { key: { seen: 1 }, sparse: true },
      { key: { due: 1 }, partialFilterExpression: { state: 'open' } },
      { key: { tags: 1 } },
    ]);
    expect(await plan({ _id: 5 })).toContain('"indexName":"_id_"');
    expect(await plan({})).toBe('{"stage":"COLLSCAN","direction":"forward"}');
    expect(await plan({ other: 1 })).toContain('COLLSCAN');
    expect(await plan({ name: 'x', at: { $lt: new Date() } })).toContain('"indexName":"name_1_at_-1"');
    expect(await plan({ name: 'x' }, { at: -1 })).not.toContain('SORT');
    expect(await plan({ name: 'x' }, { at: 1 })).toContain('"direction":"backward"');
    expect(await plan({ name: { $in: ['x', 'y'] } }, { at: 1 })).toContain('"stage":"SORT"');
    expect(await plan({ key: 'k', name: 'x' })).toContain('"indexName":"key_1"');
    expect(await plan({ seen: { $exists: false } })).toContain('COLLSCAN');
    expect(await plan({ seen: { $gt: 1 } })).toContain('"indexName":"seen_1"');
    expect(await plan({ due: { $lt: 5 } })).toContain('COLLSCAN');
    expect(await plan({ due: { $lt: 5 }, state: 'open' })).toContain('"indexName":"due_1"');
    expect(await plan({ $or: [{ key: 'a' }, { name: 'b' }] })).toContain('"stage":"OR"');
    expect(await plan({ $or: [{ key: 'a' }, { other: 'b' }] })).toContain('COLLSCAN');
    expect(await plan({ name: /^ab/ })).toContain('"indexName":"name_1_at_-1"');
    expect(await plan({ tags: { $elemMatch: { $eq: 'a' } } })).toContain('"indexName":"tags_1"');
  });
});

describe('what is not supported', () => {
  const code = (command: object) =>
    db()
      .command(command)
      .then(
        () => 0,
        (error: { code: number }) => error.code,
      );

  it('is refused with MongoDB’s code', async () => {
    await things().insertOne({ _id: 1 });
    expect(await code({ bulkWrite: 1, ops: [] })).toBe(59);
    expect(await code({ find: 'things', filter: { a: { $near: [1, 2] } } })).toBe(2);
    expect(await code({ find: 'things', filter: { $where: 'true' } })).toBe(2);
    expect(await code({ find: 'things', filter: {}, tailable: true })).toBe(40415);
    expect(await code({ find: 'things', filter: {}, collation: { locale: 'zh' } })).toBe(2);
    expect(await code({ aggregate: 'things', pipeline: [{ $geoNear: {} }], cursor: {} })).toBe(40324);
    expect(await code({ aggregate: 'things', pipeline: [{ $changeStream: {} }], cursor: {} })).toBe(40573);
    expect(await code({ aggregate: 'things', pipeline: [{ $project: { a: { $nope: 1 } } }], cursor: {} })).toBe(168);
    expect(await code({ listIndexes: 'none' })).toBe(26);
    expect(await code({ dropIndexes: 'things', index: 'none' })).toBe(27);
    expect(await code({ create: 'things' })).toBe(48);
    expect(await code({ createIndexes: 'things', indexes: [{ key: { a: 'text' }, name: 'a_text' }] })).toBe(67);
    const updates = async (u: object) =>
      (await db().command({ update: 'things', updates: [{ q: { _id: 1 }, u }] })).writeErrors?.[0]?.code;
    expect(await updates({ $nope: { a: 1 } })).toBe(9);
    expect(await updates({ $set: { _id: 2 } })).toBe(66);
    expect(await updates({ $set: { a: 1, 'a.b': 2 } })).toBe(40);
    expect(await updates({ $inc: { _id: 'x' } })).toBe(14);
    expect(await updates({ $set: { '_id.x': 2 } })).toBe(28);
  });

  it('transactions are, and change nothing', async () => {
    await client().withSession(async (session) => {
      await expect(
        session.withTransaction(() => things().insertOne({ _id: 'in a transaction' }, { session })),
      ).rejects.toMatchObject({ originalError: { code: 20 } });
    });
    expect(await things().countDocuments({})).toBe(0);
  });
});
