import { Long, ObjectId } from 'bson';
import type { ExpressionCases } from './expressions.js';

const at = new Date('2026-10-31T16:01:02.003Z');
const id = new ObjectId('65000000aaaaaaaaaaaaaaaa');

/** Texts, arrays, documents, types and dates. */
export const shapes: ExpressionCases[] = [
  {
    page: 'operator/aggregation/concat',
    makes: [
      [{ a: '水' }, { $concat: ['$a', '费'] }, '水费'],
      [{ a: null }, { $concat: ['$a', 'x'] }, null],
      [{ a: 'aÉ' }, { $toUpper: '$a' }, 'AÉ'],
      [{ a: 'AÉ' }, { $toLower: '$a' }, 'aÉ'],
      [{ a: null }, { $toLower: '$a' }, ''],
      [{ a: '水\u{1F4A7}费' }, { $strLenCP: '$a' }, 3],
      [{ a: '水\u{1F4A7}费' }, { $substrCP: ['$a', 1, 2] }, '\u{1F4A7}费'],
      [{ a: 'a-b-c' }, { $split: ['$a', '-'] }, ['a', 'b', 'c']],
      [{ a: 'Bill' }, { $regexMatch: { input: '$a', regex: '^b', options: 'i' } }, true],
      [{}, { $regexMatch: { input: '$a', regex: /x/ } }, false],
    ],
    refuses: [
      [{ $concat: ['$n', 'x'] }, 16702],
      [{ $split: ['$s', ''] }, 40087],
      [{ $substrCP: ['$s', -1, 2] }, 34455],
    ],
  },
  {
    page: 'operator/aggregation/arrayElemAt',
    makes: [
      [{ a: [1, 2] }, { $arrayElemAt: ['$a', -1] }, 2],
      [{ a: [1, 2] }, { $arrayElemAt: ['$a', 5] }, undefined],
      [{ a: null }, { $arrayElemAt: ['$a', 0] }, null],
      [{ a: [1, 2] }, { $first: '$a' }, 1],
      [{ a: [1, 2] }, { $last: '$a' }, 2],
      [{ a: [] }, { $first: '$a' }, undefined],
      [{ a: [1, 2] }, { $size: '$a' }, 2],
      [{ a: [1, 2] }, { $isArray: '$a' }, true],
      [{ a: [1, [2]] }, { $in: [[2], '$a'] }, true],
      [{ a: [1] }, { $concatArrays: ['$a', [2]] }, [1, 2]],
      [{ a: [1] }, { $concatArrays: ['$a', '$b'] }, null],
      [{ a: [1, 2, 3] }, { $slice: ['$a', -2] }, [2, 3]],
      [{ a: [1, 2, 3] }, { $slice: ['$a', 1, 1] }, [2]],
    ],
    refuses: [
      [{ $size: '$s' }, 17124],
      [{ $in: [1, '$s'] }, 40081],
      [{ $arrayElemAt: ['$s', 0] }, 28689],
    ],
  },
  {
    page: 'operator/aggregation/map',
    makes: [
      [{ a: [1, 2], k: 10 }, { $map: { input: '$a', as: 'x', in: { $add: ['$$x', '$k'] } } }, [11, 12]],
      [{ a: [1, 2] }, { $map: { input: '$a', in: '$$this' } }, [1, 2]],
      [{}, { $map: { input: '$a', in: '$$this' } }, null],
      [{ a: [1, 5] }, { $filter: { input: '$a', as: 'x', cond: { $gt: ['$$x', 2] } } }, [5]],
      [{ a: [1, 5] }, { $reduce: { input: '$a', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
      [{ a: 2 }, { $let: { vars: { b: { $add: ['$a', 1] } }, in: { $multiply: ['$a', '$$b'] } } }, 6],
    ],
    refuses: [
      [{ $map: { input: '$s', in: 1 } }, 28651],
      [{ $filter: { input: '$a' } }, 9],
    ],
  },
  {
    page: 'operator/aggregation/mergeObjects',
    makes: [
      [{ a: { x: 1 } }, { $mergeObjects: ['$a', null, { x: 2, y: 3 }] }, { x: 2, y: 3 }],
      [{ a: { x: 1 } }, { $objectToArray: '$a' }, [{ k: 'x', v: 1 }]],
      [{ 'a.b': 1, $c: 2 }, { $getField: 'a.b' }, 1],
      [{ 'a.b': 1, $c: 2 }, { $getField: { $literal: '$c' } }, 2],
      [{ a: { b: 1 } }, { $getField: { field: 'b', input: '$a' } }, 1],
      [{ a: { b: 1 } }, { $setField: { field: 'c.d', input: '$a', value: 2 } }, { b: 1, 'c.d': 2 }],
      [{ a: { b: 1 } }, { $setField: { field: 'b', input: '$a', value: '$$REMOVE' } }, {}],
      [{ a: { b: 1, c: 2 } }, { $unsetField: { field: 'b', input: '$a' } }, { c: 2 }],
    ],
    refuses: [[{ $mergeObjects: ['$s'] }, 40400]],
  },
  {
    page: 'operator/aggregation/type',
    makes: [
      [{ a: Long.ONE }, { $type: '$a' }, 'long'],
      [{}, { $type: '$a' }, 'missing'],
      [{ a: 5 }, { $toString: '$a' }, '5'],
      [{ a: at }, { $toString: '$a' }, '2026-10-31T16:01:02.003Z'],
      [{ a: id }, { $toString: '$a' }, '65000000aaaaaaaaaaaaaaaa'],
      [{ a: '-7' }, { $toInt: '$a' }, -7],
      [{ a: 7.9 }, { $toInt: '$a' }, 7],
      [{ a: at }, { $toLong: '$a' }, Long.fromNumber(at.getTime())],
      [{ a: '1.5' }, { $toDouble: '$a' }, 1.5],
      [{ a: 'x' }, { $toBool: '$a' }, true],
      [{ a: '2026-10-31' }, { $toDate: '$a' }, new Date('2026-10-31T00:00:00Z')],
      [{ a: id }, { $toDate: '$a' }, id.getTimestamp()],
      [{ a: '65000000aaaaaaaaaaaaaaaa' }, { $toObjectId: '$a' }, id],
      [{ a: null }, { $toInt: '$a' }, null],
    ],
    refuses: [
      [{ $toInt: '$s' }, 241],
      [{ $toObjectId: '$s' }, 241],
      [{ $toDate: '$s' }, 241],
      [{ $toInt: { $add: [2147483647, 1] } }, 241],
    ],
  },
  {
    page: 'operator/aggregation/dateToString',
    makes: [
      [{ a: at }, { $dateToString: { date: '$a' } }, '2026-10-31T16:01:02.003Z'],
      [{ a: at }, { $dateToString: { date: '$a', format: '%Y-%m-%d', timezone: 'Asia/Shanghai' } }, '2026-11-01'],
      [
        { a: at },
        { $dateToString: { date: '$a', format: '%H:%M:%S.%L %z', timezone: '+08:00' } },
        '00:01:02.003 +0800',
      ],
      [{ a: at }, { $dateToString: { date: '$a', format: '%j %u %w %%' } }, '304 6 7 %'],
      [{}, { $dateToString: { date: '$a', onNull: 'none' } }, 'none'],
      [{}, { $dateToString: { date: '$a' } }, null],
      [{ a: at }, { $year: '$a' }, 2026],
      [{ a: at }, { $month: { date: '$a', timezone: 'Asia/Shanghai' } }, 11],
      [{ a: at }, { $dayOfMonth: '$a' }, 31],
      [{ a: at }, { $dayOfWeek: { date: '$a', timezone: 'Asia/Shanghai' } }, 1],
      [{ a: at }, { $dayOfYear: '$a' }, 304],
      [{ a: at }, { $hour: { date: '$a', timezone: '+0530' } }, 21],
      [{ a: at }, { $minute: '$a' }, 1],
      [{ a: at }, { $second: '$a' }, 2],
      [{ a: at }, { $millisecond: '$a' }, 3],
    ],
    refuses: [
      [{ $year: '$s' }, 16006],
      [{ $dateToString: { date: '$n', format: '%Q' } }, 18536],
      [{ $year: { date: at, timezone: 'Nowhere/Place' } }, 40485],
    ],
  },
];
