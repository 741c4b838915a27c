import { beforeAll, describe, expect, it } from '@jest/globals';
import { Long } from 'bson';
import { type Collected, codeOf, exact, manual, server } from './contract.js';
import { pipelines, sales } from './stages.js';

const db = server();

describe('a pipeline', () => {
  beforeAll(async () => {
    await db()
      .collection<Collected>('sales')
      .insertMany(sales as Collected[]);
  });

  it.each(pipelines.map((cases) => ({ ...cases, at: manual(cases.page) })))('answers what $at says', async ({
    makes,
    refuses = [],
  }) => {
    const run = (pipeline: object[]) =>
      db().collection('sales').aggregate(pipeline, { promoteValues: false }).toArray();
    const wrong: string[] = [];
    for (const [pipeline, expected] of makes) {
      const found = await run(pipeline).catch((error: Error) => error.message);
      if (exact(found) !== exact(expected)) wrong.push(`${exact(pipeline)}: ${exact(found)}`);
    }
    for (const [pipeline, code] of refuses) {
      const answered = await codeOf(run(pipeline));
      if (answered !== code) wrong.push(`${exact(pipeline)} refused by ${String(answered)}, not ${code}`);
    }
    expect(wrong).toEqual([]);
  });

  it(`updates what it may: ${manual('tutorial/update-documents-with-aggregation-pipeline')}`, async () => {
    const things = db().collection<Collected>('updated');
    await things.insertOne({ _id: 1, a: 1, b: { c: 2.5 }, l: Long.fromString('9007199254740993') });
    const stages = [{ $set: { 'b.d': { $add: ['$a', '$b.c'] }, e: '$$NOW' } }, { $unset: 'a' }, { $project: { e: 0 } }];
    await things.updateOne({ _id: 1 }, stages);
    const raw = { promoteValues: false };
    const expected = { _id: 1, b: { c: 2.5, d: 3.5 }, l: Long.fromString('9007199254740993') };
    expect(exact(await things.findOne({}, raw))).toBe(exact(expected));
    await things.updateOne({ _id: 1 }, [{ $replaceWith: { only: '$b' } }]);
    expect(exact(await things.findOne({}, raw))).toBe(exact({ _id: 1, only: { c: 2.5, d: 3.5 } }));
    expect(await codeOf(things.updateOne({ _id: 1 }, [{ $group: { _id: 1 } }] as never))).toBe(72);
    expect(await codeOf(things.updateOne({ _id: 1 }, [{ $set: { _id: 2 } }]))).toBe(66);
  });
});
