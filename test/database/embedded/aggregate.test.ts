import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Document, ObjectId } from 'mongodb';
import { serving } from './serving.js';

const { db, problems } = serving();
const [A, B] = [new ObjectId(), new ObjectId()];
const bills = () => db().collection<Document & { _id?: number }>('bills');

beforeAll(async () => {
  await bills().insertMany([
    {
      _id: 1,
      account: A,
      month: '2026-09',
      fen: 4872,
      at: new Date('2026-09-30T17:00:00Z'),
      lines: [
        { tier: 1, fen: 4000 },
        { tier: 2, fen: 872 },
      ],
    },
    {
      _id: 2,
      account: A,
      month: '2026-10',
      fen: 5000,
      at: new Date('2026-10-31T15:59:00Z'),
      lines: [{ tier: 1, fen: 5000 }],
    },
    { _id: 3, account: B, month: '2026-10', fen: 100, at: new Date('2026-10-31T16:01:00Z'), lines: [] },
  ]);
  await db()
    .collection<Document & { _id: ObjectId }>('accounts')
    .insertMany([
      { _id: A, holder: '张三' },
      { _id: B, holder: '李四' },
    ]);
});

const run = (...pipeline: Document[]) => bills().aggregate(pipeline).toArray();

describe('aggregation', () => {
  it('groups, sorts and counts', async () => {
    expect(
      await run(
        { $match: { fen: { $gt: 0 } } },
        {
          $group: {
            _id: '$account',
            sum: { $sum: '$fen' },
            n: { $sum: 1 },
            last: { $max: '$at' },
            months: { $push: '$month' },
          },
        },
        { $sort: { sum: -1 } },
      ),
    ).toEqual([
      { _id: A, sum: 9872, n: 2, last: new Date('2026-10-31T15:59:00Z'), months: ['2026-09', '2026-10'] },
      { _id: B, sum: 100, n: 1, last: new Date('2026-10-31T16:01:00Z'), months: ['2026-10'] },
    ]);
    expect(await run({ $match: { month: '2026-10' } }, { $count: 'n' })).toEqual([{ n: 2 }]);
    expect(await run({ $match: { month: 'never' } }, { $count: 'n' })).toEqual([]);
    expect(await run({ $sortByCount: '$month' })).toEqual([
      { _id: '2026-10', count: 2 },
      { _id: '2026-09', count: 1 },
    ]);
    expect(await run({ $group: { _id: null, avg: { $avg: '$fen' }, min: { $min: '$fen' } } })).toEqual([
      { _id: null, avg: 9972 / 3, min: 100 },
    ]);
  });

  it('unwinds, joins and shapes', async () => {
    expect(
      await run(
        { $unwind: '$lines' },
        { $group: { _id: '$lines.tier', fen: { $sum: '$lines.fen' } } },
        { $sort: { _id: 1 } },
      ),
    ).toEqual([
      { _id: 1, fen: 9000 },
      { _id: 2, fen: 872 },
    ]);
    expect(
      await run(
        { $unwind: { path: '$lines', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
        { $project: { i: 1 } },
      ),
    ).toHaveLength(4);
    const joined = { $lookup: { from: 'accounts', localField: 'account', foreignField: '_id', as: 'of' } };
    expect(
      await run({ $match: { _id: 3 } }, joined, { $project: { _id: 0, fen: 1, holder: { $first: '$of.holder' } } }),
    ).toEqual([{ fen: 100, holder: '李四' }]);
    const piped = {
      $lookup: {
        from: 'bills',
        let: { mine: '$_id' },
        pipeline: [{ $match: { $expr: { $lt: ['$_id', '$$mine'] } } }, { $project: { _id: 1 } }],
        as: 'earlier',
      },
    };
    expect(await run({ $match: { _id: 3 } }, piped, { $project: { earlier: 1 } })).toEqual([
      { _id: 3, earlier: [{ _id: 1 }, { _id: 2 }] },
    ]);
    expect(
      await run(
        { $sort: { _id: -1 } },
        { $skip: 1 },
        { $limit: 1 },
        { $addFields: { yuan: { $divide: ['$fen', 100] } } },
        { $project: { yuan: 1 } },
      ),
    ).toEqual([{ _id: 2, yuan: 50 }]);
  });

  it('knows the day in Shanghai', async () => {
    const day = { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'Asia/Shanghai' } };
    expect((await run({ $sort: { _id: 1 } }, { $project: { day } })).map((row) => row.day)).toEqual([
      '2026-10-01',
      '2026-10-31',
      '2026-11-01',
    ]);
  });

  it('answers in batches and explains by index', async () => {
    await db()
      .collection('many')
      .insertMany(Array.from({ length: 400 }, (_, n) => ({ n })));
    await db().collection('many').createIndex({ n: 1 });
    const doubled = await db()
      .collection('many')
      .aggregate([{ $match: { n: { $gte: 100 } } }, { $project: { _id: 0, twice: { $multiply: ['$n', 2] } } }], {
        batchSize: 7,
      })
      .toArray();
    expect(doubled).toEqual(Array.from({ length: 300 }, (_, i) => ({ twice: 200 + 2 * i })));
    const plan = await db()
      .collection('many')
      .aggregate([{ $match: { n: 5 } }, { $group: { _id: '$n' } }])
      .explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('"indexName":"n_1"');
    expect(problems).toEqual([]);
  });
});
