import { expect, it } from '@jest/globals';
import { EJSON } from 'bson';
import fc from 'fast-check';
import { decode } from '../../../src/database/embedded/bson-decode.js';
import { type Doc, encode } from '../../../src/database/embedded/bson-values.js';
import { MongoFailure } from '../../../src/database/embedded/failure.js';
import { compileUpdate } from '../../../src/database/embedded/updater.js';
import { updateSlowly } from './slow-updates.js';

const stored = (value: Doc): Doc => decode(encode(value));
const quickly = (doc: Doc, update: Doc): Doc | 'refused' => {
  try {
    return compileUpdate(stored(update)).apply(stored(doc), { found: new Map(), inserting: false });
  } catch (error) {
    expect(error).toBeInstanceOf(MongoFailure);
    return 'refused';
  }
};

const int = fc.integer({ min: -2, max: 4 });
const scalar = fc.oneof(
  { weight: 5, arbitrary: int },
  fc.constantFrom('x', 'y', null),
  int.map((k) => ({ k })),
);
const items = fc.array(scalar, { maxLength: 4 });
const value = fc.oneof(scalar, items);
const document = fc.record(
  { a: value, b: value, l: items, c: fc.record({ d: value, e: items }, { requiredKeys: [] }) },
  { requiredKeys: ['l'] },
);
const path = fc.constantFrom('a', 'b', 'l', 'l', 'l.1', 'l.0.k', 'c.d', 'c.e', 'c.e', 'n', 'm.o');
const pushed = fc.oneof(
  value,
  fc.record(
    {
      $each: items,
      $slice: fc.integer({ min: -3, max: 3 }),
      $position: fc.integer({ min: -3, max: 3 }),
      $sort: fc.constantFrom<unknown>(1, -1, { k: 1 }),
    },
    { requiredKeys: ['$each'] },
  ),
);
const operand: Record<string, fc.Arbitrary<unknown>> = {
  $set: value,
  $unset: fc.constant(''),
  $inc: fc.oneof(int, fc.constant('x')),
  $mul: int,
  $min: value,
  $max: value,
  $push: pushed,
  $addToSet: fc.oneof(
    value,
    items.map(($each) => ({ $each })),
  ),
  $pull: fc.oneof(
    scalar,
    items,
    int.map(($gt) => ({ $gt })),
    items.map(($in) => ({ $in })),
  ),
  $pullAll: items,
  $pop: fc.constantFrom(1, -1),
  $rename: fc.constantFrom('r', 'a', 'c.f', 'l.0'),
};
const step = fc
  .constantFrom(...Object.keys(operand))
  .chain((name) => fc.tuple(fc.constant(name), path, operand[name]!));
const update = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => {
  const all: Record<string, Doc> = {};
  for (const [name, at, of] of steps) all[name] = Object.assign(all[name] ?? {}, { [at]: of });
  return all;
});

it('any sequence of updates makes what a slow reference makes', () => {
  let applied = 0;
  fc.assert(
    fc.property(document, fc.array(update, { minLength: 1, maxLength: 6 }), (first, updates) => {
      let doc: Doc = { _id: 1, ...first };
      for (const one of updates) {
        const expected = updateSlowly(doc, one);
        const made = quickly(doc, one);
        const text = (of: Doc | 'refused') => (of === 'refused' ? of : EJSON.stringify(decode(encode(of))));
        if (text(made) !== text(expected))
          expect({ doc, one, made: text(made) }).toEqual({ doc, one, made: text(expected) });
        if (expected === 'refused') continue;
        applied++;
        doc = expected;
      }
    }),
    { numRuns: 300 },
  );
  expect(applied).toBeGreaterThan(200);
});

it('an update leaves the prototype of objects alone', () => {
  const polluting = stored({ $set: { '__proto__.polluted': true, 'constructor.prototype.polluted': true } });
  compileUpdate(polluting).apply({}, { found: new Map(), inserting: false });
  expect(({} as Doc).polluted).toBeUndefined();
});
