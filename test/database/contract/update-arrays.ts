import { Double } from 'bson';
import type { UpdateCases } from './update.js';

/** Operators on arrays, and paths into them. */
export const arrays: UpdateCases[] = [
  {
    page: 'operator/update/push',
    makes: [
      [{ a: [1] }, { $push: { a: 2, b: 1 } }, { a: [1, 2], b: [1] }],
      [{ a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
      [{ a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
      [{ a: [3, 1] }, { $push: { a: { $each: [2], $sort: 1, $slice: -2 } } }, { a: [2, 3] }],
      [{ a: [3, 1] }, { $push: { a: { $each: [2], $slice: 2 } } }, { a: [3, 1] }],
      [{ a: [3, 1] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
      [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: 0 } } }, { a: [9, 1, 2] }],
      [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: -1 } } }, { a: [1, 9, 2] }],
      [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: 7 } } }, { a: [1, 2, 9] }],
      [{ a: [{ n: 2 }] }, { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } }, { a: [{ n: 1 }, { n: 2 }] }],
      [{ a: [1, 'x', null] }, { $push: { a: { $each: [true], $sort: -1 } } }, { a: [true, 'x', 1, null] }],
    ],
    refuses: [
      [{ a: 'x' }, { $push: { a: 1 } }, 2],
      [{ a: null }, { $push: { a: 1 } }, 2],
      [{ a: [] }, { $push: { a: { $each: 1 } } }, 2],
      [{ a: [] }, { $push: { a: { $each: [], $nope: 1 } } }, 2],
      [{ a: [] }, { $push: { a: { $each: [], $slice: 'x' } } }, 2],
      [{ a: [] }, { $push: { a: { $each: [], $position: 1.5 } } }, 2],
      [{ a: [] }, { $push: { a: { $each: [], $sort: 2 } } }, 2],
    ],
  },
  {
    page: 'operator/update/addToSet',
    makes: [
      [{ a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
      [{ a: [1] }, { $addToSet: { a: new Double(1) } }, { a: [1] }],
      [
        { a: [{ x: 1, y: 2 }] },
        { $addToSet: { a: { y: 2, x: 1 } } },
        {
          a: [
            { x: 1, y: 2 },
            { y: 2, x: 1 },
          ],
        },
      ],
      [{ a: [1] }, { $addToSet: { a: [1] } }, { a: [1, [1]] }],
      [{}, { $addToSet: { a: 1 } }, { a: [1] }],
    ],
    refuses: [
      [{ a: 1 }, { $addToSet: { a: 1 } }, 2],
      [{ a: [] }, { $addToSet: { a: { $each: 1 } } }, 14],
      [{ a: [] }, { $addToSet: { a: { $each: [1], $slice: 1 } } }, 2],
    ],
  },
  {
    page: 'operator/update/pull',
    makes: [
      [{ a: [1, 2, 3] }, { $pull: { a: { $gte: 2 } } }, { a: [1] }],
      [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
      [{ a: [1, null] }, { $pull: { a: null } }, { a: [1] }],
      [{ a: ['ab', 'c'] }, { $pull: { a: /^a/ } }, { a: ['c'] }],
      [{ a: ['ab', 'c'] }, { $pull: { a: { $in: ['c', 'd'] } } }, { a: ['ab'] }],
      [{ a: [[1, 2], 1] }, { $pull: { a: [1, 2] } }, { a: [1] }],
      [{ a: [[1, 2], 1] }, { $pull: { a: 1 } }, { a: [[1, 2]] }],
      [{ a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
      [{ a: [{ x: [1, 5] }, { x: [2] }] }, { $pull: { a: { x: { $elemMatch: { $gt: 4 } } } } }, { a: [{ x: [2] }] }],
      [{ a: [{ x: [1, 2] }, { x: [2] }] }, { $pull: { 'a.$[].x': 2 } }, { a: [{ x: [1] }, { x: [] }] }],
      [{ a: 1 }, { $pull: { b: 1 } }, { a: 1 }],
    ],
    refuses: [[{ a: 1 }, { $pull: { a: 1 } }, 2]],
  },
  {
    page: 'operator/update/pullAll',
    makes: [
      [{ a: [1, 2, 1, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
      [{ a: [{ x: 1, y: 1 }] }, { $pullAll: { a: [{ x: 1 }] } }, { a: [{ x: 1, y: 1 }] }],
    ],
    refuses: [
      [{ a: [1] }, { $pullAll: { a: 1 } }, 2],
      [{ a: 1 }, { $pullAll: { a: [1] } }, 2],
    ],
  },
  {
    page: 'operator/update/pop',
    makes: [
      [{ a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
      [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
      [{ a: [] }, { $pop: { a: 1, b: 1 } }, { a: [] }],
    ],
    refuses: [
      [{ a: 1 }, { $pop: { a: 1 } }, 14],
      [{ a: [1] }, { $pop: { a: 2 } }, 9],
    ],
  },
  {
    page: 'operator/update/positional',
    makes: [
      [{ a: [5, 7, 9] }, { $set: { 'a.$': 0 } }, { a: [5, 0, 9] }, { filter: { a: { $gt: 5 } } }],
      [
        { a: [{ id: 1 }, { id: 2 }] },
        { $set: { 'a.$.n': 1 } },
        { a: [{ id: 1 }, { id: 2, n: 1 }] },
        { filter: { 'a.id': 2 } },
      ],
      [
        {
          a: [
            { id: 1, n: 1 },
            { id: 2, n: 5 },
          ],
        },
        { $inc: { 'a.$.n': 1 } },
        {
          a: [
            { id: 1, n: 1 },
            { id: 2, n: 6 },
          ],
        },
        { filter: { a: { $elemMatch: { id: 2, n: { $gt: 1 } } } } },
      ],
      [{ a: [1, 2] }, { $unset: { 'a.$': 1 } }, { a: [1, null] }, { filter: { a: 2 } }],
    ],
    refuses: [[{ a: [1] }, { $set: { 'a.$': 1 } }, 2]],
  },
  {
    page: 'operator/update/positional-all',
    makes: [
      [{ a: [{ n: 1 }, { n: 2 }] }, { $inc: { 'a.$[].n': 10 } }, { a: [{ n: 11 }, { n: 12 }] }],
      [{ a: [[1], [2, 3]] }, { $mul: { 'a.$[].$[]': 2 } }, { a: [[2], [4, 6]] }],
      [{ a: [] }, { $inc: { 'a.$[]': 1 } }, { a: [] }],
    ],
    refuses: [
      [{}, { $inc: { 'a.$[]': 1 } }, 2],
      [{ a: 1 }, { $inc: { 'a.$[]': 1 } }, 2],
    ],
  },
  {
    page: 'operator/update/positional-filtered',
    makes: [
      [{ a: [1, 5, 9] }, { $set: { 'a.$[x]': 0 } }, { a: [1, 0, 0] }, { arrayFilters: [{ x: { $gte: 5 } }] }],
      [
        {
          a: [
            { id: 1, b: [1, 2] },
            { id: 2, b: [2, 3] },
          ],
        },
        { $inc: { 'a.$[x].b.$[y]': 10 } },
        {
          a: [
            { id: 1, b: [1, 2] },
            { id: 2, b: [12, 3] },
          ],
        },
        { arrayFilters: [{ 'x.id': 2 }, { y: 2 }] },
      ],
      [
        { a: [{ id: 1 }, { id: 2 }, { id: 3 }] },
        { $unset: { 'a.$[x].id': 1 } },
        { a: [{}, { id: 2 }, {}] },
        { arrayFilters: [{ $or: [{ 'x.id': 1 }, { 'x.id': 3 }] }] },
      ],
    ],
    refuses: [
      [{ a: [] }, { $set: { 'a.$[x]': 1 } }, 2],
      [{ a: [] }, { $set: { b: 1 } }, 9, { arrayFilters: [{ x: 1 }] }],
      [{ a: [] }, { $set: { 'a.$[x]': 1 } }, 9, { arrayFilters: [{ x: 1 }, { x: 2 }] }],
      [{ a: [] }, { $set: { 'a.$[x]': 1 } }, 9, { arrayFilters: [{ x: 1, y: 2 }] }],
      [{ a: [] }, { $set: { 'a.$[X]': 1 } }, 2, { arrayFilters: [{ X: 1 }] }],
    ],
  },
];
