import { describe, expect, it } from '@jest/globals';
import { Binary, Decimal128, Long, ObjectId } from 'bson';
import { type Doc, decode, encode } from '../../../src/database/embedded/bson-values.js';
import { compile, type FoundElements } from '../../../src/database/embedded/matcher.js';

const stored = (value: Doc): Doc => decode(encode(value));
const meets = (doc: Doc, filter: Doc): boolean => compile(stored(filter))(stored(doc));

/** [document, filter, whether MongoDB finds it] */
const cases: [Doc, Doc, boolean][] = [
  [{}, {}, true],
  [{ a: 1 }, { a: 1.0 }, true],
  [{ a: Long.fromNumber(1) }, { a: 1 }, true],
  [{ a: Long.fromString('9007199254740993') }, { a: 9007199254740992 }, false],
  [{ a: Decimal128.fromString('1.10') }, { a: Decimal128.fromString('1.1') }, true],
  [{ a: Decimal128.fromString('9') }, { a: { $gt: 10 } }, false],
  [{ a: null }, { a: null }, true],
  [{}, { a: null }, true],
  [{ a: undefined }, { a: null }, true],
  [{ a: [] }, { a: null }, false],
  [{ a: [null] }, { a: null }, true],
  [{ a: 1 }, { 'a.b': null }, true],
  [{ a: [1] }, { 'a.b': null }, false],
  [{ a: [{ b: 1 }, {}] }, { 'a.b': null }, true],
  [{ a: [] }, { 'a.b': { $exists: false } }, true],
  [{ a: [{ b: 1 }, {}] }, { 'a.b': { $exists: false } }, false],
  [{ a: [1, 2] }, { a: 2 }, true],
  [{ a: [1, 2] }, { a: [1, 2] }, true],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
  [{ a: [[1, 2]] }, { a: [1, 2] }, true],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } }, true],
  [{ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }, false],
  [{ a: [{ b: 1 }, { b: 5 }] }, { 'a.b': { $gt: 3 } }, true],
  [{ a: [{ b: 1 }, { b: 5 }] }, { 'a.1.b': 5 }, true],
  [{ a: [{ b: 1 }, { b: 5 }] }, { 'a.0.b': 5 }, false],
  [{ a: [1, 10] }, { a: { $gt: 5, $lt: 6 } }, true],
  [{ a: [1, 10] }, { a: { $elemMatch: { $gt: 5, $lt: 6 } } }, false],
  [{ a: 'x' }, { a: { $gt: 5 } }, false],
  [{ a: null }, { a: { $gte: null } }, true],
  [{ a: Number.NaN }, { a: { $lte: Number.NaN } }, true],
  [{ a: Number.NaN }, { a: { $lt: 5 } }, false],
  [{ a: 5 }, { a: { $ne: 5 } }, false],
  [{ a: [1, 5] }, { a: { $ne: 5 } }, false],
  [{}, { a: { $ne: 5 } }, true],
  [{ a: 5 }, { a: { $in: [1, 5] } }, true],
  [{}, { a: { $in: [null] } }, true],
  [{ a: 'abc' }, { a: { $in: [/^a/] } }, true],
  [{ a: 5 }, { a: { $nin: [1, 5] } }, false],
  [{ a: 7 }, { a: { $in: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } }, true],
  [{ a: 5 }, { a: { $not: { $gt: 6 } } }, true],
  [{ a: 'abc' }, { a: { $not: /b/ } }, false],
  [{ a: [1, 2, 3] }, { a: { $all: [3, 1] } }, true],
  [{ a: 1 }, { a: { $all: [1] } }, true],
  [{ a: [1] }, { a: { $all: [] } }, false],
  [
    {
      a: [
        { x: 1, y: 2 },
        { x: 2, y: 1 },
      ],
    },
    { a: { $elemMatch: { x: 1, y: 1 } } },
    false,
  ],
  [{ a: [{ x: 1, y: 2 }] }, { a: { $elemMatch: { x: 1, y: { $gt: 1 } } } }, true],
  [{ a: [{ x: 1, y: 2 }] }, { a: { $elemMatch: { $or: [{ x: 9 }, { y: 2 }] } } }, true],
  [{ a: [1, 2] }, { a: { $size: 2 } }, true],
  [{ a: 6 }, { a: { $mod: [4, 2] } }, true],
  [{ a: new ObjectId() }, { a: { $type: 'objectId' } }, true],
  [{ a: new Binary(Buffer.of(1)) }, { a: { $type: 'binData' } }, true],
  [{ a: 5 }, { a: { $type: 'number' } }, true],
  [{ a: 5 }, { a: { $type: 'decimal' } }, false],
  [{ a: ['x'] }, { a: { $type: 'string' } }, true],
  [{ a: ['x'] }, { a: { $type: 4 } }, true],
  [{ a: '水费 Bill' }, { a: { $regex: 'bill$', $options: 'i' } }, true],
  [{ a: 'BILL' }, { a: { $regex: '(?i)bill' } }, true],
  [{ a: 'ab' }, { a: { $regex: 'a b # a comment', $options: 'x' } }, true],
  [{ a: 1, b: 2 }, { $and: [{ a: 1 }, { $or: [{ b: 3 }, { b: 2 }] }] }, true],
  [{ a: 1 }, { $nor: [{ a: 1 }, { b: 1 }] }, false],
  [{ a: 3, b: 2 }, { $expr: { $gt: ['$a', '$b'] } }, true],
  [{ a: Decimal128.fromString('9'), b: 10 }, { $expr: { $gt: ['$a', '$b'] } }, false],
];

describe('the matcher', () => {
  it.each(cases)('%j with %j → %s', (doc, filter, expected) => {
    expect(meets(doc, filter)).toBe(expected);
  });

  it('says which elements it found', () => {
    const found: FoundElements = new Map();
    const doc = stored({ lines: [{ id: 1 }, { id: 2, marks: [5, 6] }] });
    expect(compile(stored({ lines: { $elemMatch: { id: 2 } } }))(doc, found)).toBe(true);
    expect(found.get('lines')).toBe(1);
    compile(stored({ 'lines.id': 2 }))(doc, found);
    expect(found.get('lines')).toBe(1);
    compile(stored({ 'lines.1.marks': 6 }))(doc, found);
    expect(found.get('lines.1.marks')).toBe(1);
  });

  it.each([
    [{ a: { $near: [1] } }, 2],
    [{ a: { $gt: 1, b: 2 } }, 2],
    [{ $where: 'x' }, 2],
    [{ $or: [] }, 2],
    [{ a: { $in: 5 } }, 2],
    [{ a: { $regex: '(' } }, 51091],
    [{ a: { $type: 'nope' } }, 2],
    [{ a: { $options: 'i' } }, 2],
    [{ $text: { $search: 'x' } }, 2],
    [{ $expr: { $nope: 1 } }, 168],
  ])('refuses %j with code %d', (filter, code) => {
    expect(() => compile(stored(filter))).toThrow(expect.objectContaining({ code }));
  });
});
