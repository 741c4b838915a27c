import { BSON, type Document } from 'mongodb';
import type { Chance } from '../chance.js';

const { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } = BSON;

/** Fields that the stored documents have, some that they have not, and names that trip up JavaScript. */
export const paths = [
  '_id',
  'n',
  's',
  'tags',
  'tags.0',
  'sub',
  'sub.a',
  'sub.list',
  'sub.list.b',
  'list',
  'list.b',
  'list.1.b',
  'at',
  'none',
  'none.deep.er',
  '__proto__',
  'constructor.name',
  'a..b',
  '',
  '$bad',
] as const;

const numbers = [0, -0, 1, -1, 2.5, 7, 100, 1e6, 2 ** 31, -(2 ** 31), 2 ** 53, 1e18, 1e308, -1e308] as const;
const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
const texts = ['', 'a', 'water', '自来水', '😀', '$n', '$$ROOT', 'x'.repeat(300), '\u0000', '1', 'n'] as const;

const decimals = ['0', '1.10', '-9E+6000', '9E-6100', 'NaN', 'Infinity', '123456789012345678901234567890'] as const;

const scalars: readonly [(chance: Chance) => unknown, ...((chance: Chance) => unknown)[]] = [
  (chance) => chance.oneOf(numbers),
  (chance) => chance.oneOf(odd),
  (chance) => chance.oneOf(texts),
  (chance) => chance.below(50),
  (chance) => new Int32(chance.below(10)),
  (chance) => new Double(chance.below(10)),
  (chance) => Long.fromBigInt(BigInt(chance.oneOf([0, 5, -1])) * 2n ** 60n),
  (chance) => Decimal128.fromString(chance.oneOf(decimals)),
  () => null,
  () => true,
  () => false,
  (chance) => new Date(chance.oneOf([0, -1, 1.6e12, 8.64e15])),
  (chance) => new ObjectId(chance.below(100).toString(16).padStart(24, '0')),
  (chance) => new Binary(Buffer.alloc(chance.below(20)), chance.oneOf([0, 4, 5, 128])),
  (chance) =>
    new BSONRegExp(chance.oneOf(['^w', 'a|b', '(', '(a+)+$', '[', '\\1', '.*.*.*x']), chance.oneOf(['', 'i', 'x'])),
  () => new MinKey(),
  () => new MaxKey(),
  () => new Timestamp({ t: 1, i: 2 }),
  () => new Code('return 1'),
];

/** Any BSON value, of any type. */
export const anyValue = (chance: Chance, depth = 3): unknown => {
  const kind = chance.below(depth > 0 ? 10 : 7);
  if (kind < 7) return chance.oneOf(scalars)(chance);
  if (kind === 7) return Array.from({ length: chance.below(5) }, () => anyValue(chance, depth - 1));
  return anyDocument(chance, depth - 1);
};

/** A document of fields and values that nobody chose for each other. */
export const anyDocument = (chance: Chance, depth = 2): Document =>
  Object.fromEntries(Array.from({ length: chance.below(4) }, () => [chance.oneOf(paths), anyValue(chance, depth)]));

/** A document as the stored ones are. */
export const plainDocument = (chance: Chance): Document => ({
  n: chance.below(1000),
  s: `${chance.oneOf(texts)}${chance.below(100)}`,
  tags: Array.from({ length: chance.below(5) }, () => chance.oneOf(texts)),
  sub: { a: anyValue(chance, 0), list: [{ b: chance.below(9) }, { b: null }] },
  list: Array.from({ length: chance.below(4) }, () => ({ b: anyValue(chance, 1) })),
  at: new Date(chance.below(1e9)),
});
