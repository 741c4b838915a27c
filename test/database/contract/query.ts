import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import type { Row } from './contract.js';

/** What filters find, by the page of the manual. */
export interface QueryCases {
  page: string;
  /** [document, filter, whether it is found] */
  finds: [Row, Row, boolean][];
  /** [filter, code] */
  refuses?: [Row, number][];
}

const long = (text: string): Long => Long.fromString(text);
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
const id = new ObjectId('64b000000000000000000001');

/** Comparison operators. */
export const comparisons: QueryCases[] = [
  {
    page: 'operator/query/eq',
    finds: [
      [{}, {}, true],
      [{ a: 1 }, { a: new Double(1) }, true],
      [{ a: 1 }, { a: { $eq: 1 } }, true],
      [{ a: long('1') }, { a: 1 }, true],
      [{ a: long('9007199254740993') }, { a: 9007199254740992 }, false],
      [{ a: decimal('1.10') }, { a: decimal('1.1') }, true],
      [{ a: 0.1 }, { a: decimal('0.1') }, false],
      [{ a: 0.5 }, { a: decimal('0.5') }, true],
      [{ a: -0 }, { a: 0 }, true],
      [{ a: Number.NaN }, { a: Number.NaN }, true],
      [{ a: Number.NaN }, { a: decimal('NaN') }, true],
      [{ a: true }, { a: 1 }, false],
      [{ a: [1, 2] }, { a: 2 }, true],
      [{ a: [1, 2] }, { a: [1, 2] }, true],
      [{ a: [1, 2] }, { a: [2, 1] }, false],
      [{ a: [[1, 2]] }, { a: [1, 2] }, true],
      [{ a: [[1, 2]] }, { a: 1 }, false],
      [{ a: [] }, { a: [] }, true],
      [{ a: [[]] }, { a: [] }, true],
      [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } }, true],
      [{ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }, false],
      [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, false],
      [{ a: {} }, { a: {} }, true],
      [{ a: id }, { a: id }, true],
      [{ a: new Date(5) }, { a: new Date(5) }, true],
      [{ a: new Date(5) }, { a: new Timestamp({ t: 0, i: 5 }) }, false],
      [{ a: new Binary(Buffer.of(1), 0) }, { a: new Binary(Buffer.of(1), 5) }, false],
      [{ a: 'a' }, { a: { $eq: /a/ } }, false],
      [{ a: new BSONRegExp('a', 'i') }, { a: { $eq: new BSONRegExp('a', 'i') } }, true],
      [{ a: new BSONRegExp('a', 'i') }, { a: new BSONRegExp('a', 'i') }, true],
      [{ a: 'A' }, { a: 'a' }, false],
      [{ a: { $ref: 'c', $id: 1 } }, { a: { $ref: 'c', $id: 1 } }, true],
      [{ a: { $ref: 'c', $id: 1 } }, { 'a.$id': 1 }, true],
    ],
  },
  {
    page: 'tutorial/query-for-null-fields',
    finds: [
      [{ a: null }, { a: null }, true],
      [{}, { a: null }, true],
      [{ a: 0 }, { a: null }, false],
      [{ a: [] }, { a: null }, false],
      [{ a: [null] }, { a: null }, true],
      [{ a: 1 }, { 'a.b': null }, true],
      [{ a: [1] }, { 'a.b': null }, false],
      [{ a: [] }, { 'a.b': null }, false],
      [{ a: [{ b: 1 }, {}] }, { 'a.b': null }, true],
      [{ a: [{ b: 1 }, 5] }, { 'a.b': null }, false],
      [{ a: [{ b: [] }] }, { 'a.b': null }, false],
    ],
  },
  {
    page: 'operator/query/ne',
    finds: [
      [{ a: 5 }, { a: { $ne: 5 } }, false],
      [{ a: [1, 5] }, { a: { $ne: 5 } }, false],
      [{}, { a: { $ne: 5 } }, true],
      [{}, { a: { $ne: null } }, false],
      [{ a: [{ b: 1 }, { b: 2 }] }, { 'a.b': { $ne: 2 } }, false],
      [{ a: [{ b: 1 }, {}] }, { 'a.b': { $ne: null } }, false],
      [{ a: [] }, { 'a.b': { $ne: null } }, true],
      [{ a: [1, 2] }, { a: { $ne: [1, 2] } }, false],
    ],
    refuses: [[{ a: { $ne: /x/ } }, 2]],
  },
  {
    page: 'operator/query/gt',
    finds: [
      [{ a: 'x' }, { a: { $gt: 5 } }, false],
      [{ a: decimal('9') }, { a: { $gt: 10 } }, false],
      [{ a: long('9007199254740993') }, { a: { $gt: 9007199254740992 } }, true],
      [{ a: [1, 10] }, { a: { $gt: 5, $lt: 6 } }, true],
      [{ a: [1, 3] }, { a: { $gt: [1, 2] } }, true],
      [{ a: [[1, 3]] }, { a: { $gt: 2 } }, false],
      [{ a: null }, { a: { $gt: null } }, false],
      [{ a: { b: 2 } }, { a: { $gt: { b: 1 } } }, true],
      [{ a: { b: 'x' } }, { a: { $gt: { b: 1 } } }, true],
      [{ a: true }, { a: { $gt: false } }, true],
      [{ a: new Date(2) }, { a: { $gt: new Date(1) } }, true],
      [{ a: 5 }, { a: { $gt: new MinKey() } }, true],
      [{ a: [{ b: 1 }, { b: 5 }] }, { 'a.b': { $gt: 3 } }, true],
      [{ a: '水' }, { a: { $gt: 'z' } }, true],
      [{ a: '\u{1F4A7}' }, { a: { $gt: '\uFF5E' } }, true],
      [{ a: new Binary(Buffer.of(1, 1)) }, { a: { $gt: new Binary(Buffer.of(9)) } }, true],
    ],
    refuses: [[{ a: { $gt: /x/ } }, 2]],
  },
  {
    page: 'operator/query/gte',
    finds: [
      [{ a: null }, { a: { $gte: null } }, true],
      [{}, { a: { $gte: null } }, true],
      [{ a: Number.NaN }, { a: { $gte: Number.NaN } }, true],
      [{ a: 5 }, { a: { $gte: decimal('5.0') } }, true],
    ],
    refuses: [[{ a: { $gte: /x/ } }, 2]],
  },
  {
    page: 'operator/query/lt',
    finds: [
      [{ a: Number.NaN }, { a: { $lt: 5 } }, false],
      [{ a: Number.NEGATIVE_INFINITY }, { a: { $lt: -1e308 } }, true],
      [{}, { a: { $lt: 5 } }, false],
      [{ a: 5 }, { a: { $lt: new MaxKey() } }, true],
      [{ a: 'a' }, { a: { $lt: 'ab' } }, true],
    ],
  },
  {
    page: 'operator/query/lte',
    finds: [
      [{ a: Number.NaN }, { a: { $lte: Number.NaN } }, true],
      [{ a: [] }, { a: { $lte: 5 } }, false],
      [{ a: 5 }, { a: { $lte: 5 } }, true],
    ],
  },
  {
    page: 'operator/query/in',
    finds: [
      [{ a: 5 }, { a: { $in: [1, 5] } }, true],
      [{ a: [7, 5] }, { a: { $in: [1, 5] } }, true],
      [{}, { a: { $in: [null] } }, true],
      [{}, { a: { $in: [] } }, false],
      [{ a: 'abc' }, { a: { $in: [/^a/] } }, true],
      [{ a: [1, 2] }, { a: { $in: [[1, 2]] } }, true],
      [{ a: 7 }, { a: { $in: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } }, true],
      [{ a: { b: 1, c: 1 } }, { a: { $in: [1, 2, 3, 4, 5, 6, 7, 8, 9, { c: 1, b: 1 }] } }, false],
    ],
    refuses: [
      [{ a: { $in: 5 } }, 2],
      [{ a: { $in: [{ $gt: 1 }] } }, 2],
    ],
  },
  {
    page: 'operator/query/nin',
    finds: [
      [{ a: 5 }, { a: { $nin: [1, 5] } }, false],
      [{ a: [7, 5] }, { a: { $nin: [1, 5] } }, false],
      [{}, { a: { $nin: [1, 5] } }, true],
      [{}, { a: { $nin: [null] } }, false],
      [{ a: 'abc' }, { a: { $nin: [/^a/] } }, false],
    ],
    refuses: [[{ a: { $nin: 5 } }, 2]],
  },
];

/** Paths with dots, and logical operators. */
export const logic: QueryCases[] = [
  {
    page: 'tutorial/query-array-of-documents',
    finds: [
      [{ a: [{ b: 1 }, { b: 5 }] }, { 'a.1.b': 5 }, true],
      [{ a: [{ b: 1 }, { b: 5 }] }, { 'a.0.b': 5 }, false],
      [{ a: [1, 2] }, { 'a.1': 2 }, true],
      [{ a: [1, 2] }, { 'a.2': null }, false],
      [{ a: [[1, 2]] }, { 'a.0': 2 }, true],
      [{ a: [[1, 2]] }, { 'a.0.1': 2 }, true],
      [{ a: [{ 0: 'x' }] }, { 'a.0': 'x' }, true],
      [{ a: [{ b: [{ c: 1 }] }] }, { 'a.b.c': 1 }, true],
      [{ a: [[{ b: 1 }]] }, { 'a.b': 1 }, false],
      [{ a: [[{ b: 1 }]] }, { 'a.0.b': 1 }, false],
      [{ a: [[{ b: 1 }]] }, { 'a.0.0.b': 1 }, true],
    ],
  },
  {
    page: 'operator/query/and',
    finds: [
      [{ a: 1, b: 2 }, { $and: [{ a: 1 }, { $or: [{ b: 3 }, { b: 2 }] }] }, true],
      [{ a: [1, 2] }, { $and: [{ a: 1 }, { a: 2 }] }, true],
      [{ a: 1 }, { $and: [{ a: 1 }, { a: 2 }] }, false],
    ],
    refuses: [
      [{ $and: [] }, 2],
      [{ $and: [5] }, 2],
      [{ $and: { a: 1 } }, 2],
    ],
  },
  {
    page: 'operator/query/or',
    finds: [
      [{ a: 1 }, { $or: [{ a: 2 }, { b: null }] }, true],
      [{ a: 1 }, { $or: [{ a: 2 }] }, false],
    ],
    refuses: [[{ $or: [] }, 2]],
  },
  {
    page: 'operator/query/nor',
    finds: [
      [{ a: 1 }, { $nor: [{ a: 1 }, { b: 1 }] }, false],
      [{}, { $nor: [{ a: 1 }, { b: 1 }] }, true],
      [{ a: [1, 2] }, { $nor: [{ a: 2 }] }, false],
    ],
    refuses: [[{ $nor: [] }, 2]],
  },
  {
    page: 'operator/query/not',
    finds: [
      [{ a: 5 }, { a: { $not: { $gt: 6 } } }, true],
      [{}, { a: { $not: { $gt: 6 } } }, true],
      [{ a: [1, 9] }, { a: { $not: { $gt: 6 } } }, false],
      [{ a: 'abc' }, { a: { $not: /b/ } }, false],
      [{ a: 'abc' }, { a: { $not: { $regex: '^b' } } }, true],
      [{ a: 5 }, { a: { $not: { $not: { $gt: 4 } } } }, true],
      [{ a: 'x' }, { a: { $not: { $gt: 4 } } }, true],
    ],
    refuses: [
      [{ a: { $not: {} } }, 2],
      [{ a: { $not: 5 } }, 2],
      [{ $not: { a: 1 } }, 2],
    ],
  },
  {
    page: 'operator/query/comment',
    finds: [[{ a: 1 }, { a: 1, $comment: 'why' }, true]],
  },
  {
    page: 'operator/query',
    finds: [],
    refuses: [
      [{ a: { $near: [1] } }, 2],
      [{ a: { $gt: 1, b: 2 } }, 2],
      [{ $nope: 1 }, 2],
      [{ a: { $nope: 1 } }, 2],
    ],
  },
];
