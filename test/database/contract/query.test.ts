import { describe, expect, it } from '@jest/globals';
import { type Collected, codeOf, exact, manual, server } from './contract.js';
import { comparisons, logic } from './query.js';
import { arrays } from './query-arrays.js';

const db = server();

describe('a filter', () => {
  it.each(
    [...comparisons, ...logic, ...arrays].map((cases) => ({ ...cases, at: manual(cases.page) })),
  )('finds what $at says', async ({ page, finds, refuses = [] }) => {
    const collection = db().collection<Collected>(page);
    if (finds.length > 0) await collection.insertMany(finds.map(([doc], i) => ({ _id: i, ...doc })));
    const wrong: string[] = [];
    for (const [i, [doc, filter, expected]] of finds.entries()) {
      const found = await collection.countDocuments({ $and: [{ _id: i }, filter] }).catch((error: Error) => error);
      if (found !== (expected ? 1 : 0)) wrong.push(`${exact(doc)} by ${exact(filter)}: ${String(found)}`);
    }
    for (const [filter, code] of refuses) {
      const answered = await codeOf(collection.findOne(filter));
      if (answered !== code) wrong.push(`${exact(filter)} refused by ${String(answered)}, not ${code}`);
    }
    expect(wrong).toEqual([]);
  });
});
