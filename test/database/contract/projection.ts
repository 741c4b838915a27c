import type { Row } from './contract.js';

const doc = {
  _id: 1,
  a: 1,
  b: { c: 2, d: 3 },
  l: [{ x: 1, y: 1 }, { x: 2, y: 2 }, 5],
  n: [1, 2, 3],
};

/** [document, projection, what find answers, filter]: the page of the manual is tutorial/project-fields-from-query-results */
export const projections: [Row, Row, Row, Row?][] = [
  [doc, {}, doc],
  [doc, { a: 1 }, { _id: 1, a: 1 }],
  [doc, { a: true, _id: 0 }, { a: 1 }],
  [doc, { _id: 1 }, { _id: 1 }],
  [doc, { n: 1, a: 1 }, { _id: 1, a: 1, n: [1, 2, 3] }],
  [doc, { 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
  [doc, { b: { c: 1 } }, { _id: 1, b: { c: 2 } }],
  [doc, { 'l.x': 1 }, { _id: 1, l: [{ x: 1 }, { x: 2 }] }],
  [doc, { 'a.z': 1 }, { _id: 1 }],
  [doc, { 'b.z': 1 }, { _id: 1, b: {} }],
  [doc, { 'n.z': 1 }, { _id: 1, n: [] }],
  [{ _id: { p: 1, q: 2 }, a: 1 }, { '_id.p': 1 }, { _id: { p: 1 } }],
  [doc, { b: 0, l: 0, n: 0 }, { _id: 1, a: 1 }],
  [doc, { _id: 0, b: 0, l: 0, n: 0 }, { a: 1 }],
  [doc, { 'l.x': 0, b: 0, n: 0 }, { _id: 1, a: 1, l: [{ y: 1 }, { y: 2 }, 5] }],
  [doc, { 'b.c': 0, l: 0, n: 0, _id: 1 }, { _id: 1, a: 1, b: { d: 3 } }],
  [doc, { a: 1, e: '$b.c', f: { $add: ['$a', 1] } }, { _id: 1, a: 1, e: 2, f: 2 }],
  [doc, { _id: 0, e: 'literal' }, { e: 'literal' }],
  [doc, { _id: 0, 'b.e': '$a' }, { b: { e: 1 } }],
  [doc, { _id: 0, 'l.e': '$a' }, { l: [{ e: 1 }, { e: 1 }] }],
  [doc, { _id: 0, e: '$nothing' }, {}],
];

/** The same for the operators of find's projection: reference/operator/projection */
export const operators: [Row, Row, Row, Row?][] = [
  [doc, { n: { $slice: 1 }, b: 0, l: 0 }, { _id: 1, a: 1, n: [1] }],
  [doc, { n: { $slice: -2 }, b: 0, l: 0 }, { _id: 1, a: 1, n: [2, 3] }],
  [doc, { n: { $slice: [1, 1] }, b: 0, l: 0 }, { _id: 1, a: 1, n: [2] }],
  [doc, { n: { $slice: [-5, 1] }, b: 0, l: 0 }, { _id: 1, a: 1, n: [1] }],
  [doc, { n: { $slice: 1 }, a: 1 }, { _id: 1, a: 1, n: [1] }],
  [
    { _id: 1, q: 1, d: { c: [1, 2], s: [3] } },
    { q: 1, 'd.c': { $slice: 1 } },
    { _id: 1, q: 1, d: { c: [1] } },
  ],
  [doc, { l: { $elemMatch: { x: 2 } } }, { _id: 1, l: [{ x: 2, y: 2 }] }],
  [doc, { n: { $elemMatch: { $gt: 1 } } }, { _id: 1, n: [2] }],
  [doc, { l: { $elemMatch: { x: 9 } } }, { _id: 1 }],
  [doc, { l: { $elemMatch: { x: 2 } }, a: 1 }, { _id: 1, a: 1, l: [{ x: 2, y: 2 }] }],
  [doc, { 'n.$': 1 }, { _id: 1, n: [2] }, { n: { $gt: 1 } }],
  [doc, { 'l.$': 1 }, { _id: 1, l: [{ x: 2, y: 2 }] }, { 'l.x': 2 }],
  [doc, { 'l.$': 1, a: 1 }, { _id: 1, a: 1, l: [{ x: 2, y: 2 }] }, { l: { $elemMatch: { y: 2 } } }],
];

/** Projections that MongoDB refuses. */
export const refused: Row[] = [
  { a: 1, b: 0 },
  { b: 0, a: 1 },
  { a: 1, 'a.b': 1 },
  { 'b.c': 1, b: 1 },
  { b: {} },
  { 'a.': 1 },
  { n: { $slice: 'x' } },
  { 'b.c': { $elemMatch: { x: 1 } } },
  { l: { $elemMatch: 5 } },
  { 'n.$': 1 },
  { a: { $nope: 1 } },
];

/** [values of a, sort direction, values in order]: reference/bson-type-comparison-order */
export const orders: [unknown[], 1 | -1, unknown[]][] = [
  [['x', 1, null, true, { b: 1 }], 1, [null, 1, 'x', { b: 1 }, true]],
  [['x', 1, null, true, { b: 1 }], -1, [true, { b: 1 }, 'x', 1, null]],
  [[null, [], 1], 1, [[], null, 1]],
  [[null, [], 1], -1, [1, null, []]],
  [[[1, 9], 5, [4]], 1, [[1, 9], [4], 5]],
  [[[1, 9], 5, [4]], -1, [[1, 9], 5, [4]]],
  [[[null, 9], -5], 1, [[null, 9], -5]],
  [[[[2]], [1], 'x'], 1, [[1], 'x', [[2]]]],
  [[Number.NaN, -1, null], 1, [null, Number.NaN, -1]],
  [['b', 'B', 'a', '水'], 1, ['B', 'a', 'b', '水']],
  [[{ b: 2 }, { a: 3 }, { a: 'x' }], 1, [{ a: 3 }, { b: 2 }, { a: 'x' }]],
];
