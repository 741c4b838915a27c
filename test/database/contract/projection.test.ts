import { afterEach, describe, expect, it } from '@jest/globals';
import { type Collected, codeOf, exact, manual, server } from './contract.js';
import { operators, orders, projections, refused } from './projection.js';

const db = server();
const shapes = () => db().collection<Collected>('shapes');
afterEach(async () => {
  await shapes().drop();
});

describe('what find answers', () => {
  it.each([
    { at: manual('tutorial/project-fields-from-query-results'), cases: projections },
    { at: manual('operator/projection'), cases: operators },
  ])('is shaped as $at says', async ({ cases }) => {
    const wrong: string[] = [];
    for (const [doc, projection, shaped, filter = {}] of cases) {
      await shapes().insertOne(doc as Collected);
      const answer = await shapes()
        .findOne(filter, { projection, promoteValues: false })
        .catch((error: Error) => error.message);
      if (exact(answer) !== exact(shaped)) wrong.push(`${exact(projection)}: ${exact(answer)}`);
      await shapes().deleteMany({});
    }
    expect(wrong).toEqual([]);
  });

  it(`is refused when it makes no sense: ${manual('operator/projection')}`, async () => {
    await shapes().insertOne({ _id: 1, n: [1] });
    for (const projection of refused)
      expect([exact(projection), await codeOf(shapes().findOne({}, { projection }))]).not.toEqual([
        exact(projection),
        0,
      ]);
  });

  it(`is in the order of ${manual('bson-type-comparison-order')}, with an index and without`, async () => {
    for (const [values, direction, expected] of orders)
      for (const indexed of [false, true]) {
        await shapes().insertMany(values.map((a, _id) => ({ _id, a })));
        if (indexed) await shapes().createIndex({ a: direction });
        const found = await shapes().find().sort({ a: direction }).toArray();
        expect(exact(found.map(({ a }) => a))).toBe(exact(expected));
        await shapes().drop();
      }
    await shapes().insertOne({ _id: 0, a: [1], b: [1] });
    expect(await codeOf(shapes().find().sort({ a: 1, b: 1 }).toArray())).toBe(2);
    expect(await codeOf(db().command({ find: 'shapes', sort: { a: 2 } }))).not.toBe(0);
  });

  it(`compares several fields of one array together: ${manual('method/cursor.sort')}`, async () => {
    await shapes().insertMany([
      {
        _id: 1,
        a: [
          { b: 1, c: 5 },
          { b: 2, c: 0 },
        ],
      },
      { _id: 2, a: [{ b: 1, c: 3 }] },
      { _id: 3 },
    ]);
    const found = await shapes().find().sort({ 'a.b': 1, 'a.c': 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([3, 2, 1]);
  });
});
