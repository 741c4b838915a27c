import { Decimal128, Double, Long } from 'bson';
import type { Row } from './contract.js';

/** What else an update is given. */
export interface UpdateOptions {
  /** What the document must also meet: the positional `$` stands for what it finds. */
  filter?: Row;
  arrayFilters?: Row[];
}

/** What updates do, by the page of the manual. Documents have an `_id` that is not written out. */
export interface UpdateCases {
  page: string;
  /** [before, update, after] */
  makes: [Row, Row, Row, UpdateOptions?][];
  /** [before, update, code]; the document stays as it was */
  refuses?: [Row, Row, number, UpdateOptions?][];
}

const long = (text: string): Long => Long.fromString(text);
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

/** Operators on fields. */
export const fields: UpdateCases[] = [
  {
    page: 'operator/update/set',
    makes: [
      [{ a: 1 }, { $set: { b: 2, 'c.d': 3 } }, { a: 1, b: 2, c: { d: 3 } }],
      [{ z: 0 }, { $set: { b: 1, a: 1, 10: 1, 9: 1 } }, { z: 0, 9: 1, 10: 1, a: 1, b: 1 }],
      [{ a: 1, b: 2 }, { $set: { a: 'x' } }, { a: 'x', b: 2 }],
      [{ a: [1] }, { $set: { 'a.2': 3 } }, { a: [1, null, 3] }],
      [{ a: {} }, { $set: { 'a.0': 3 } }, { a: { 0: 3 } }],
      [{ a: [{}] }, { $set: { 'a.0.b': 3 } }, { a: [{ b: 3 }] }],
      [{ a: 1 }, { $set: {} }, { a: 1 }],
      [{ a: 1 }, { $set: { a: new Double(1) } }, { a: new Double(1) }],
    ],
    refuses: [
      [{ a: 1 }, { $set: { 'a.b': 1 } }, 28],
      [{ a: null }, { $set: { 'a.b': 1 } }, 28],
      [{ a: [1] }, { $set: { 'a.b': 1 } }, 28],
      [{}, { $set: { _id: 'other' } }, 66],
      [{}, { $set: { '': 1 } }, 56],
      [{}, { $set: { 'a..b': 1 } }, 56],
      [{}, { $set: 5 }, 9],
    ],
  },
  {
    page: 'operator/update/unset',
    makes: [
      [{ a: 1, b: 2 }, { $unset: { a: '', 'x.y': '' } }, { b: 2 }],
      [{ a: [1, 2] }, { $unset: { 'a.0': 1 } }, { a: [null, 2] }],
      [{ a: [1, 2] }, { $unset: { 'a.7': 1, 'a.b': 1 } }, { a: [1, 2] }],
      [{ a: { b: 1, c: 2 } }, { $unset: { 'a.b': 1 } }, { a: { c: 2 } }],
    ],
    refuses: [[{}, { $unset: { _id: 1 } }, 66]],
  },
  {
    page: 'operator/update/inc',
    makes: [
      [{ a: 1 }, { $inc: { a: 2, b: 3 } }, { a: 3, b: 3 }],
      [{ a: 2147483647 }, { $inc: { a: 1 } }, { a: long('2147483648') }],
      [{ a: long('5') }, { $inc: { a: 1 } }, { a: long('6') }],
      [{ a: 1 }, { $inc: { a: 0.5 } }, { a: 1.5 }],
      [{ a: new Double(1) }, { $inc: { a: 1 } }, { a: new Double(2) }],
      [{ a: long('9007199254740993') }, { $inc: { a: new Double(1) } }, { a: new Double(9007199254740994) }],
      [{ a: decimal('1.10') }, { $inc: { a: 1 } }, { a: decimal('2.10') }],
      [{ a: 1 }, { $inc: { a: decimal('0.2') } }, { a: decimal('1.2') }],
      [{ a: 0.1 }, { $inc: { a: decimal('0.2') } }, { a: decimal('0.3') }],
      [{ a: [1, 2] }, { $inc: { 'a.1': 5 } }, { a: [1, 7] }],
      [{}, { $inc: { b: long('3') } }, { b: long('3') }],
    ],
    refuses: [
      [{ a: 'x' }, { $inc: { a: 1 } }, 14],
      [{ a: null }, { $inc: { a: 1 } }, 14],
      [{ a: 1 }, { $inc: { a: '1' } }, 14],
      [{ a: long('9223372036854775807') }, { $inc: { a: 1 } }, 2],
    ],
  },
  {
    page: 'operator/update/mul',
    makes: [
      [{ a: 2 }, { $mul: { a: 3, b: 5 } }, { a: 6, b: 0 }],
      [{}, { $mul: { a: long('5'), b: 1.5 } }, { a: long('0'), b: new Double(0) }],
      [{ a: 65536 }, { $mul: { a: 65536 } }, { a: long('4294967296') }],
      [{ a: decimal('1.10') }, { $mul: { a: decimal('2.0') } }, { a: decimal('2.200') }],
    ],
    refuses: [
      [{ a: 'x' }, { $mul: { a: 1 } }, 14],
      [{ a: long('9223372036854775807') }, { $mul: { a: 2 } }, 2],
    ],
  },
  {
    page: 'operator/update/min',
    makes: [
      [{ a: 5 }, { $min: { a: 3, b: 1 } }, { a: 3, b: 1 }],
      [{ a: 5 }, { $min: { a: 'x' } }, { a: 5 }],
      [{ a: 5 }, { $min: { a: null } }, { a: null }],
      [{ a: 5 }, { $min: { a: new Double(5) } }, { a: 5 }],
    ],
  },
  {
    page: 'operator/update/max',
    makes: [
      [{ a: 5 }, { $max: { a: '9', b: 1 } }, { a: '9', b: 1 }],
      [{ a: 5 }, { $max: { a: 4 } }, { a: 5 }],
      [{ a: new Date(5) }, { $max: { a: new Date(6) } }, { a: new Date(6) }],
    ],
  },
  {
    page: 'operator/update/rename',
    makes: [
      [{ a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }],
      [{ a: 1, b: 2, c: 3 }, { $rename: { a: 'b' } }, { b: 1, c: 3 }],
      [{ a: 1 }, { $rename: { x: 'b' } }, { a: 1 }],
      [{ a: 1 }, { $rename: { a: 'z' }, $set: { m: 1 } }, { m: 1, z: 1 }],
    ],
    refuses: [
      [{ a: [1] }, { $rename: { 'a.0': 'b' } }, 2],
      [{ a: 1, b: [1] }, { $rename: { a: 'b.0' } }, 2],
      [{ a: 1 }, { $rename: { a: 'a' } }, 2],
      [{ a: 1 }, { $rename: { a: 5 } }, 2],
      [{ a: 1 }, { $rename: { a: 'b' }, $set: { b: 1 } }, 40],
      [{ a: 1 }, { $rename: { _id: 'b' } }, 66],
    ],
  },
  {
    page: 'operator/update/bit',
    makes: [
      [{ a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
      [{ a: 3 }, { $bit: { a: { or: 5 }, b: { or: 4 } } }, { a: 7, b: 4 }],
      [{ a: 1 }, { $bit: { a: { xor: long('5') } } }, { a: long('4') }],
    ],
    refuses: [
      [{ a: 1.5 }, { $bit: { a: { and: 1 } } }, 2],
      [{ a: 1 }, { $bit: { a: { nand: 1 } } }, 2],
      [{ a: 1 }, { $bit: { a: {} } }, 2],
    ],
  },
  {
    page: 'operator/update/setOnInsert',
    makes: [[{ a: 1 }, { $set: { a: 2 }, $setOnInsert: { b: 1 } }, { a: 2 }]],
    refuses: [[{ a: 1 }, { $set: { a: 2 }, $setOnInsert: { a: 1 } }, 40]],
  },
  {
    page: 'operator/update',
    makes: [],
    refuses: [
      [{ a: 1 }, { $set: { a: 1 }, $inc: { 'a.b': 1 } }, 40],
      [{ a: 1 }, { $set: { a: 1, 'a.b': 1 } }, 40],
      [{ a: 1 }, { $nope: { a: 1 } }, 9],
      [{ a: 1 }, { $set: { a: 1 }, b: 1 }, 9],
    ],
  },
  {
    page: 'method/db.collection.replaceOne',
    makes: [
      [{ a: 1 }, { b: 2 }, { b: 2 }],
      [{ a: 1 }, {}, {}],
      [{ a: 1 }, { b: { $c: 1 } }, { b: { $c: 1 } }],
    ],
    refuses: [[{ a: 1 }, { _id: 'other', a: 1 }, 66]],
  },
];

/** [filter, update, what an upsert inserts]: https://www.mongodb.com/docs/v7.0/reference/method/db.collection.update/ */
export const upserts: [Row, Row, Row][] = [
  [{ _id: 7, k: 'k', 'deep.a': 1, at: { $gt: 5 } }, { $set: { n: 1 } }, { _id: 7, k: 'k', deep: { a: 1 }, n: 1 }],
  [
    { _id: 7, $and: [{ b: { $eq: 2 } }, { c: 3 }] },
    { $setOnInsert: { first: true } },
    { _id: 7, b: 2, c: 3, first: true },
  ],
  [{ _id: 7, a: { $in: [1] }, b: { $in: [1, 2] }, c: { $all: [3] } }, { $inc: { n: 1 } }, { _id: 7, a: 1, c: 3, n: 1 }],
  [{ _id: 7, $or: [{ a: 1 }] }, { $set: { n: 1 } }, { _id: 7, a: 1, n: 1 }],
  [{ _id: 7, $or: [{ a: 1 }, { a: 2 }] }, { $set: { n: 1 } }, { _id: 7, n: 1 }],
  [{ _id: 7, a: { $ne: 1 }, b: /x/, c: { $not: { $eq: 1 } } }, { $set: { n: 1 } }, { _id: 7, n: 1 }],
  [{ _id: 7, a: 5 }, { $inc: { a: 1 } }, { _id: 7, a: 6 }],
  [{ _id: 7, a: 5 }, { $unset: { a: 1 } }, { _id: 7 }],
  [{ _id: 7, a: 5 }, { b: 1 }, { _id: 7, b: 1 }],
  [{ a: 5 }, { _id: 7, b: 1 }, { _id: 7, b: 1 }],
  [{ a: 5 }, { $set: { _id: 7 } }, { _id: 7, a: 5 }],
  [{ _id: 7, a: [1, 2] }, { $push: { a: 3 } }, { _id: 7, a: [1, 2, 3] }],
];

/** [filter, update, code] of upserts that insert nothing. */
export const refusedUpserts: [Row, Row, number][] = [
  [{ a: 1, $and: [{ a: 2 }] }, { $set: { n: 1 } }, 54],
  [{ a: { b: 1 }, 'a.c': 2 }, { $set: { n: 1 } }, 54],
  [{ _id: 8 }, { _id: 9 }, 66],
  [{ _id: 8 }, { $set: { _id: 9 } }, 66],
  [{ _id: [8] }, { $set: { n: 1 } }, 53],
  [{ a: 1 }, { $set: { 'a.b': 1 } }, 28],
  [{ b: [1] }, { $set: { 'b.$': 1 } }, 2],
];
