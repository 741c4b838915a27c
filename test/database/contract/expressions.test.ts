import { describe, expect, it } from '@jest/globals';
import { type Collected, codeOf, exact, manual, server } from './contract.js';
import { shapes } from './expression-shapes.js';
import { values } from './expressions.js';

const db = server();

describe('an expression', () => {
  it.each(
    [...values, ...shapes].map((cases) => ({ ...cases, at: manual(cases.page) })),
  )('answers what $at says', async ({ page, makes, refuses = [] }) => {
    const collection = db().collection<Collected>(page);
    await collection.insertMany([...makes.map(([doc], i) => ({ ...doc, _id: i })), { _id: -1, s: 'x', n: 0, a: [1] }]);
    const made = (i: number, expr: unknown) =>
      collection
        .aggregate([{ $match: { _id: i } }, { $replaceWith: { value: expr } }], { promoteValues: false })
        .next();
    const wrong: string[] = [];
    for (const [i, [doc, expr, value]] of makes.entries()) {
      const answer = await made(i, expr).catch((error: Error) => error.message);
      const expected = value === undefined ? {} : { value };
      if (exact(answer) !== exact(expected)) wrong.push(`${exact([doc, expr])}: ${exact(answer)}`);
    }
    for (const [expr, code] of refuses) {
      const answered = await codeOf(made(-1, expr));
      if (answered !== code) wrong.push(`${exact(expr)} refused by ${String(answered)}, not ${code}`);
    }
    expect(wrong).toEqual([]);
  });

  it(`draws a number: ${manual('operator/aggregation/rand')}`, async () => {
    await db().collection<Collected>('rand').insertOne({ _id: 1 });
    const drawn = await db()
      .collection('rand')
      .aggregate([{ $project: { n: { $rand: {} } } }])
      .next();
    expect(drawn!.n).toBeGreaterThanOrEqual(0);
    expect(drawn!.n).toBeLessThan(1);
  });
});
