import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Int32, Long } from 'bson';
import { type Doc, decode, encode } from '../../../src/database/embedded/bson-values.js';
import { compile, type FoundElements } from '../../../src/database/embedded/matcher.js';
import { compileUpdate, upserted } from '../../../src/database/embedded/updater.js';

const stored = (value: Doc): Doc => decode(encode(value));

const updated = (doc: Doc, update: Doc, more: { filter?: Doc; arrayFilters?: Doc[] } = {}): Doc => {
  const found: FoundElements = new Map();
  const before = stored(doc);
  compile(stored(more.filter ?? {}))(before, found);
  const filters = more.arrayFilters && (stored({ of: more.arrayFilters }).of as Doc[]);
  const { of } = stored({ of: update });
  return compileUpdate(of, filters).apply(before, { found, inserting: false });
};

/** [before, update, after] */
const cases: [Doc, Doc, Doc][] = [
  [{ a: 1 }, { $set: { b: 2, 'c.d': 3 } }, { a: 1, b: 2, c: { d: 3 } }],
  [{ a: [1] }, { $set: { 'a.2': 3 } }, { a: [1, null, 3] }],
  [{ a: 1, b: 2 }, { $unset: { a: '', 'x.y': '' } }, { b: 2 }],
  [{ a: [1, 2] }, { $unset: { 'a.0': 1 } }, { a: [null, 2] }],
  [{ a: 1 }, { $inc: { a: 2, b: 3 } }, { a: 3, b: 3 }],
  [{ a: 2 }, { $mul: { a: 3, b: 5 } }, { a: 6, b: 0 }],
  [{ a: 5 }, { $min: { a: 3 }, $max: { b: 1 } }, { a: 3, b: 1 }],
  [{ a: 5 }, { $max: { a: '9' } }, { a: '9' }],
  [{ a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }],
  [{ a: [1] }, { $push: { a: 2, b: 1 } }, { a: [1, 2], b: [1] }],
  [{ a: [3, 1] }, { $push: { a: { $each: [2], $sort: 1, $slice: -2 } } }, { a: [2, 3] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: 0 } } }, { a: [9, 1, 2] }],
  [{ a: [{ n: 2 }] }, { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } }, { a: [{ n: 1 }, { n: 2 }] }],
  [{ a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
  [{ a: [1, 2, 3] }, { $pull: { a: { $gte: 2 } } }, { a: [1] }],
  [{ a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
  [{ a: [1, 2, 1] }, { $pullAll: { a: [1] } }, { a: [2] }],
  [{ a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
  [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
  [{ a: [{ n: 1 }, { n: 2 }] }, { $inc: { 'a.$[].n': 10 } }, { a: [{ n: 11 }, { n: 12 }] }],
  [{ a: 6 }, { $bit: { a: { and: 3 } } }, { a: 2 }],
  [{ _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
  [{ a: 1 }, { $set: { a: 2 }, $setOnInsert: { b: 1 } }, { a: 2 }],
  [{ z: 0 }, { $set: { b: 1, a: 1 } }, { z: 0, a: 1, b: 1 }],
];

describe('the updater', () => {
  it.each(cases)('%j with %j → %j', (before, update, after) => {
    expect(encode(updated(before, update))).toEqual(encode(stored(after)));
  });

  it('keeps number types apart', () => {
    const doc = { int: new Int32(2 ** 31 - 1), long: Long.fromNumber(5), double: new Double(1) };
    expect(updated(doc, { $inc: { int: 1, long: 1, double: 1 } })).toEqual({
      int: Long.fromNumber(2 ** 31),
      long: Long.fromNumber(6),
      double: new Double(2),
    });
    expect(() => updated({ a: Long.MAX_VALUE }, { $inc: { a: 1 } })).toThrow(/overflow/);
    expect(() => updated({ a: Decimal128.fromString('1') }, { $inc: { a: 1 } })).toThrow(/Decimal128/);
  });

  it('changes the element that was found, and those that arrayFilters name', () => {
    const doc = {
      lines: [
        { id: 1, n: 0 },
        { id: 2, n: 0 },
        { id: 3, n: 0 },
      ],
    };
    expect(updated(doc, { $inc: { 'lines.$.n': 1 } }, { filter: { 'lines.id': 2 } }).lines).toEqual(
      stored({
        of: [
          { id: 1, n: 0 },
          { id: 2, n: 1 },
          { id: 3, n: 0 },
        ],
      }).of,
    );
    expect(updated(doc, { $set: { 'lines.$[l].n': 9 } }, { arrayFilters: [{ 'l.id': { $gt: 1 } }] }).lines).toEqual(
      stored({
        of: [
          { id: 1, n: 0 },
          { id: 2, n: 9 },
          { id: 3, n: 9 },
        ],
      }).of,
    );
  });

  it.each<[Doc, Doc, number]>([
    [{ a: 'x' }, { $inc: { a: 1 } }, 14],
    [{ a: null }, { $inc: { a: 1 } }, 14],
    [{ a: 1 }, { $set: { 'a.b': 1 } }, 28],
    [{ a: 'x' }, { $push: { a: 1 } }, 2],
    [{ _id: 1 }, { $set: { _id: 2 } }, 66],
    [{ _id: 1 }, { _id: 2, a: 1 }, 66],
    [{ a: 1 }, { $set: { a: 1 }, $inc: { 'a.b': 1 } }, 40],
    [{ a: 1 }, { $nope: { a: 1 } }, 9],
    [{ a: 1 }, { $set: 5 }, 9],
    [{ a: [] }, { $set: { 'a.$[x]': 1 } }, 2],
    [{ a: [1] }, { $set: { 'a.$': 1 } }, 2],
    [{ a: 1 }, { $set: { '': 1 } }, 56],
    [{ a: 1 }, { $pop: { a: 1 } }, 14],
  ])('refuses %j with %j by code %d', (doc, update, code) => {
    expect(() => updated(doc, update)).toThrow(expect.objectContaining({ code }));
  });

  it('makes what an upsert inserts from the filter’s equalities', () => {
    const update = compileUpdate(stored({ of: { $set: { n: 1 }, $setOnInsert: { first: true } } }).of);
    const made = upserted(stored({ key: 'k', 'deep.a': 1, at: { $gt: 5 }, $and: [{ b: { $eq: 2 } }], _id: 7 }), update);
    expect(encode(made)).toEqual(encode({ _id: 7, key: 'k', deep: { a: 1 }, b: 2, first: true, n: 1 }));
    expect(upserted({ key: 'k' }, compileUpdate({ only: 1 }))).toEqual({ _id: expect.anything(), only: 1 });
  });

  it('leaves the prototype of objects alone', () => {
    updated({}, { $set: { '__proto__.polluted': true, 'constructor.prototype.polluted': true } });
    expect(({} as Doc).polluted).toBeUndefined();
  });
});
