import { expect, it } from '@jest/globals';
import { Binary, Decimal128, Double, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import { decode } from '../../../src/database/embedded/bson-decode.js';
import { type Doc, encode } from '../../../src/database/embedded/bson-values.js';
import { entriesOf, indexAtWork, parseIndex } from '../../../src/database/embedded/index-spec.js';
import { keyFilter } from '../../../src/database/embedded/key-filter.js';
import { compile } from '../../../src/database/embedded/matcher.js';

const stored = (value: Doc): Doc => decode(encode(value));
const id = Buffer.from('an _id');

const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom<unknown>(
    ...[null, true, false, '', 'a', 'a\0b', '水', new Date(-1), new Date(5), new Date('2026-11-22')],
    ...[0.5, -1.5, Number.NaN, Number.POSITIVE_INFINITY, new Double(-0), Long.MAX_VALUE, Long.fromNumber(2)],
    ...[
      Decimal128.fromString('1.50'),
      Decimal128.fromString('0.1'),
      new ObjectId('0'.repeat(24)),
      new Binary(Buffer.of(1)),
    ],
    ...[{ x: 1 }, 'long'.repeat(20)],
  ),
);
const document = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] });
const condition = fc.oneof(
  value,
  fc.tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), value).map(([name, of]) => ({ [name]: of })),
  fc.array(value, { maxLength: 3 }).map((list) => ({ $in: list })),
  fc.constantFrom({ $exists: true }, { $exists: false }, { $type: 'string' }, { $regex: '^a' }, { $not: { $gt: 1 } }),
);
const conditions = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), condition, { maxKeys: 3 });
const filter = fc.oneof(
  conditions,
  fc.tuple(conditions, fc.array(conditions, { minLength: 1, maxLength: 3 })).map(([all, $or]) => ({ ...all, $or })),
  fc.tuple(conditions, conditions).map((both) => ({ $and: both })),
  fc.array(conditions, { minLength: 1, maxLength: 2 }).map(($nor) => ({ $nor })),
);

it('lets through every entry whose document matches, and keeps out many that do not', () => {
  let kept = 0;
  fc.assert(
    fc.property(document, filter, fc.constantFrom(1, -1), (doc, asked, direction) => {
      const index = indexAtWork(parseIndex(stored({ key: { a: 1, b: direction, c: 1 } })), 16);
      const whole = stored({ _id: 1, ...doc });
      const [entry] = entriesOf(index, whole, id).entries;
      const question = stored(asked);
      const accepted = keyFilter(index, question)!(entry!.key.subarray(4));
      if (compile(question)(whole)) expect(accepted).toBe(true);
      else if (!accepted) kept++;
    }),
    { numRuns: 3000 },
  );
  expect(kept).toBeGreaterThan(500);
});

it('says nothing of an index that went through arrays or has cut keys', () => {
  const index = indexAtWork(parseIndex(stored({ key: { a: 1, b: 1 } })), 16);
  const accepts = keyFilter(index, stored({ b: 2 }))!;
  const [entry] = entriesOf(index, stored({ _id: 1, a: 1, b: 1 }), id).entries;
  expect(accepts(entry!.key.subarray(4))).toBe(false);
  entriesOf(index, stored({ _id: 2, a: 1, b: [1, 2] }), id);
  expect(accepts(entry!.key.subarray(4))).toBe(true);
  expect(keyFilter(index, {})).toBeUndefined();
});
