import { describe, expect, it } from '@jest/globals';
import { Binary } from 'mongodb';
import { Held } from '../../../src/database/embedded/held.js';
import { serving } from './serving.js';

const MB = 1024 * 1024;
const refusal = { code: 292, codeName: 'QueryExceededMemoryLimitNoDiskUseAllowed' };

describe('what a command keeps in memory', () => {
  it('is 100 MB of documents at most', () => {
    const held = new Held();
    held.add(99 * MB);
    held.remove(50 * MB);
    held.add(51 * MB);
    expect(() => held.add(1)).toThrow(expect.objectContaining(refusal));
  });

  describe('over a collection that has more', () => {
    const { db, problems } = serving({ monitorCommands: true });

    it('is refused by name where all must be held, and serves what needs none of it', async () => {
      const big = db().collection<{ _id: number; n: number; bytes: Binary }>('big');
      const bytes = new Binary(Buffer.alloc(15 * MB));
      for (let n = 0; n < 7; n++) await big.insertOne({ _id: n, n, bytes });
      await expect(big.find().sort({ n: -1 }).toArray()).rejects.toMatchObject(refusal);
      await expect(big.aggregate([{ $set: { m: 1 } }, { $sort: { m: 1 } }]).toArray()).rejects.toMatchObject(refusal);
      await expect(big.updateMany({}, { $inc: { n: 1 } })).rejects.toMatchObject({ code: refusal.code });
      expect(await big.aggregate([{ $group: { _id: null, n: { $sum: '$n' } } }]).toArray()).toEqual([
        { _id: null, n: 21 },
      ]);
      expect(await big.distinct('n')).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(problems).toEqual([]);
    });
  });
});

describe('a batch without a size asked for', () => {
  const { db, client } = serving({ monitorCommands: true });

  it('is one that the service decodes in a moment, and the next follows', async () => {
    const many = db().collection<{ _id: number }>('many');
    await many.insertMany(Array.from({ length: 1200 }, (_, _id) => ({ _id })));
    const batches: number[] = [];
    client().on('commandSucceeded', ({ reply }) => {
      const { firstBatch, nextBatch } =
        (reply as { cursor?: { firstBatch?: unknown[]; nextBatch?: unknown[] } }).cursor ?? {};
      const batch = firstBatch ?? nextBatch;
      if (batch) batches.push(batch.length);
    });
    expect(await many.find().toArray()).toHaveLength(1200);
    expect(batches).toEqual([101, 500, 500, 99]);
    batches.length = 0;
    expect(await many.find().batchSize(600).toArray()).toHaveLength(1200);
    expect(Math.max(...batches)).toBe(600);
  });
});
