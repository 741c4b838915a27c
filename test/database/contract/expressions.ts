import { Decimal128, Double, Long } from 'bson';
import type { Row } from './contract.js';

/** What expressions make of a document, by the page of the manual. */
export interface ExpressionCases {
  page: string;
  /** [document, expression, value]; undefined = the field is missing */
  makes: [Row, unknown, unknown][];
  /** [expression, code], asked of `{ s: 'x', n: 0, a: [1] }` */
  refuses?: [unknown, number][];
}

const long = (text: string): Long => Long.fromString(text);
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
const double = (value: number): Double => new Double(value);
const at = new Date('2026-10-31T16:01:02.003Z');
const lines = [{ f: 1 }, { f: 2 }, 5, [{ f: 3 }], {}];

/** `{ [key]: condition, then }`. */
const when = (key: string, condition: unknown, value: unknown): Row =>
  Object.fromEntries([
    [key, condition],
    ['then', value],
  ]);

/** Values, logic and numbers. */
export const values: ExpressionCases[] = [
  {
    page: 'aggregation-variables',
    makes: [
      [{ a: { b: 1 } }, '$a.b', 1],
      [{ a: lines }, '$a.f', [1, 2]],
      [{ a: 5 }, '$a.b', undefined],
      [{ a: [1] }, '$a.0', []],
      [{ a: 1 }, '$$ROOT.a', 1],
      [{ a: 1 }, '$$CURRENT.a', 1],
      [{ a: 1 }, '$$REMOVE', undefined],
      [{ a: 1 }, { x: '$a', y: '$z', z: [1, '$z'] }, { x: 1, z: [1, null] }],
      [{}, { $literal: '$a' }, '$a'],
      [{}, { $literal: { $add: [1] } }, { $add: [1] }],
    ],
    refuses: [
      ['$$nobody', 17276],
      [{ $nope: 1 }, 168],
      [{ $add: [1], $sum: [1] }, 15983],
    ],
  },
  {
    page: 'operator/aggregation/eq',
    makes: [
      [{ a: 1 }, { $eq: ['$a', double(1)] }, true],
      [{}, { $eq: ['$a', null] }, false],
      [{ a: null }, { $eq: ['$a', null] }, true],
      [{}, { $eq: ['$a', '$b'] }, true],
      [{ a: [1] }, { $eq: ['$a', 1] }, false],
      [{ a: 1 }, { $ne: ['$a', 2] }, true],
    ],
    refuses: [[{ $eq: [1] }, 16020]],
  },
  {
    page: 'operator/aggregation/cmp',
    makes: [
      [{ a: 1 }, { $cmp: ['$a', 'x'] }, -1],
      [{}, { $gt: [null, '$a'] }, true],
      [{ a: [1, 9] }, { $gt: ['$a', [1, 5]] }, true],
      [{ a: long('9007199254740993') }, { $gt: ['$a', double(9007199254740992)] }, true],
      [{ a: decimal('9') }, { $gte: ['$a', 10] }, false],
      [{ a: 1 }, { $lt: ['$a', 2] }, true],
      [{ a: 1 }, { $lte: ['$a', 1] }, true],
    ],
  },
  {
    page: 'operator/aggregation/and',
    makes: [
      [{}, { $and: [] }, true],
      [{ a: 0 }, { $and: [1, '$a'] }, false],
      [{ a: '' }, { $and: ['$a', []] }, true],
      [{ a: null }, { $or: ['$a', false, '$b'] }, false],
      [{ a: 5 }, { $or: [null, '$a'] }, true],
      [{ a: 5 }, { $not: ['$a'] }, false],
      [{}, { $not: '$a' }, true],
    ],
  },
  {
    page: 'operator/aggregation/cond',
    makes: [
      [{ a: 1 }, { $cond: ['$a', 'y', 'n'] }, 'y'],
      [{ a: 0 }, { $cond: { ...when('if', '$a', 'y'), else: 'n' } }, 'n'],
      [{}, { $ifNull: ['$a', null, 5] }, 5],
      [{}, { $ifNull: ['$a', '$b'] }, undefined],
      [{ a: 2 }, { $switch: { branches: [when('case', { $eq: ['$a', 2] }, 'two')], default: 'else' } }, 'two'],
      [{ a: 3 }, { $switch: { branches: [when('case', { $eq: ['$a', 2] }, 'two')], default: 'else' } }, 'else'],
    ],
    refuses: [
      [{ $cond: [1, 2] }, 16020],
      [{ $switch: { branches: [when('case', false, 1)] } }, 40066],
      [{ $switch: { branches: [] } }, 40068],
    ],
  },
  {
    page: 'operator/aggregation/add',
    makes: [
      [{ a: 1 }, { $add: ['$a', 2] }, 3],
      [{ a: 2147483647 }, { $add: ['$a', 1] }, long('2147483648')],
      [{ a: long('9223372036854775807') }, { $add: ['$a', 1] }, double(2 ** 63)],
      [{ a: 1 }, { $add: ['$a', double(2)] }, double(3)],
      [{ a: decimal('1.10') }, { $add: ['$a', 1] }, decimal('2.10')],
      [{ a: null }, { $add: ['$a', 1] }, null],
      [{}, { $add: ['$a', 1] }, null],
      [{}, { $add: [] }, 0],
      [{ a: at }, { $add: ['$a', 1000] }, new Date(at.getTime() + 1000)],
      [{ a: [0.1, 0.2, 0.3] }, { $sum: '$a' }, 0.6],
    ],
    refuses: [[{ $add: ['$s', 1] }, 14]],
  },
  {
    page: 'operator/aggregation/subtract',
    makes: [
      [{ a: 5 }, { $subtract: ['$a', 7] }, -2],
      [{ a: decimal('2.50') }, { $subtract: ['$a', decimal('0.5')] }, decimal('2.00')],
      [{ a: at }, { $subtract: ['$a', new Date(at.getTime() - 5)] }, long('5')],
      [{ a: at }, { $subtract: ['$a', 3] }, new Date(at.getTime() - 3)],
      [{ a: null }, { $subtract: ['$a', 3] }, null],
    ],
    refuses: [[{ $subtract: ['$s', 1] }, 14]],
  },
  {
    page: 'operator/aggregation/multiply',
    makes: [
      [{ a: 3 }, { $multiply: ['$a', 4] }, 12],
      [{ a: 65536 }, { $multiply: ['$a', 65536] }, long('4294967296')],
      [{ a: 1.5 }, { $multiply: ['$a', 2] }, double(3)],
      [{ a: decimal('1.10') }, { $multiply: ['$a', 2] }, decimal('2.20')],
    ],
    refuses: [[{ $multiply: ['$s', 1] }, 14]],
  },
  {
    page: 'operator/aggregation/divide',
    makes: [
      [{ a: 6 }, { $divide: ['$a', 3] }, double(2)],
      [{ a: 1 }, { $divide: ['$a', 8] }, 0.125],
      [{ a: 7 }, { $mod: ['$a', 3] }, 1],
      [{ a: -7 }, { $mod: ['$a', 3] }, -1],
      [{ a: 7.5 }, { $mod: ['$a', 2] }, 1.5],
      [{ a: long('7') }, { $mod: ['$a', 3] }, long('1')],
    ],
    refuses: [
      [{ $divide: [1, '$n'] }, 2],
      [{ $mod: [1, '$n'] }, 16610],
    ],
  },
  {
    page: 'operator/aggregation/round',
    makes: [
      [{ a: 2.5 }, { $round: '$a' }, double(2)],
      [{ a: 3.5 }, { $round: ['$a', 0] }, double(4)],
      [{ a: 19.25 }, { $round: ['$a', 1] }, 19.2],
      [{ a: -1234.5678 }, { $round: ['$a', 2] }, -1234.57],
      [{ a: 105 }, { $round: ['$a', -1] }, 100],
      [{ a: 7 }, { $round: ['$a', 2] }, 7],
      [{ a: 7.9 }, { $floor: '$a' }, double(7)],
      [{ a: -7.9 }, { $ceil: '$a' }, double(-7)],
      [{ a: 7 }, { $ceil: '$a' }, 7],
      [{ a: -7 }, { $abs: '$a' }, 7],
      [{ a: -7.5 }, { $abs: '$a' }, 7.5],
      [{ a: null }, { $abs: '$a' }, null],
    ],
    refuses: [[{ $floor: '$s' }, 14]],
  },
  {
    page: 'operator/aggregation/sum',
    makes: [
      [{ a: [1, 'x', 2] }, { $sum: '$a' }, 3],
      [{ a: 'x' }, { $sum: ['$a', 2] }, 2],
      [{ a: [] }, { $sum: '$a' }, 0],
      [{ a: [1, 2] }, { $avg: '$a' }, 1.5],
      [{ a: [] }, { $avg: '$a' }, null],
      [{ a: [3, null, 1] }, { $min: '$a' }, 1],
      [{ a: [3, null, 'x'] }, { $max: '$a' }, 'x'],
      [{}, { $max: ['$a', null] }, null],
    ],
  },
];
