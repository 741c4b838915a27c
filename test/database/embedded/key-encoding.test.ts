import { describe, expect, it } from '@jest/globals';
import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { compareValues } from '../../../src/database/embedded/bson-order.js';
import {
  encodeBound,
  encodeId,
  encodeKey,
  ID_LIMIT,
  identityOf,
  inverted,
  successor,
} from '../../../src/database/embedded/key-encoding.js';

const decimalText = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 34n - 1n }), fc.integer({ min: -6100, max: 6000 }))
  .map(([minus, digits, power]) => `${minus ? '-' : ''}${digits}E${power}`);
const nearDecimals = fc
  .tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -3, max: 1 }))
  .map(([digits, power]) => `${digits}E${power}`);

const number = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((n) => new Int32(n)),
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc.double().map((n) => new Double(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((n) => Long.fromBigInt(n)),
  fc
    .constantFrom(2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -0, 0, Number.NaN, 1e308, 5e-324, Infinity, -Infinity, 0.1)
    .map((n) => new Double(n)),
  fc
    .oneof(decimalText, nearDecimals, fc.constantFrom('NaN', 'Infinity', '-Infinity', '0.1', '1E-6170'))
    .map((text) => Decimal128.fromString(text)),
);
const string = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\0', '\0\0', 'a', 'a\0', 'a\0b', '\uffff', '\u{1f4a7}', '水费'),
);
const leaf = fc.oneof(
  number,
  string,
  fc.constant(null),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 5 }), fc.constantFrom(0, 4, 128))
    .map(([bytes, subtype]) => new Binary(bytes, subtype)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom('a', 'b').map((pattern) => new BSONRegExp(pattern, 'i')),
  fc.constantFrom(new MinKey(), new MaxKey()),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'a\u00e9', 'ab', 'x'), tie('value'), { maxKeys: 3 }),
  ),
}));

const NO_LIMIT = 1e6;
const sign = (n: number): number => Math.sign(n);

describe('encoded keys', () => {
  it('of long values hold no more than themselves, nor do those after them', () => {
    const long = encodeId('水'.repeat(1_000_000));
    const next = encodeId('a\0b');
    for (const key of [long, next]) expect(key.buffer.byteLength).toBeLessThanOrEqual(16 * 1024);
    expect(next).toEqual(encodeId('a\0b'));
    expect(long).toEqual(encodeId('水'.repeat(1_000_000)));
  });

  it('sort as the values do, up and down, alone and in company', () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        const up = (v: unknown) => encodeKey([v, c], [1, 1], NO_LIMIT).bytes;
        const down = (v: unknown) => encodeKey([v, c], [-1, 1], NO_LIMIT).bytes;
        expect(sign(Buffer.compare(up(a), up(b)))).toBe(compareValues(a, b));
        expect(sign(Buffer.compare(down(a), down(b)))).toBe(0 - compareValues(a, b) + 0);
      }),
      { numRuns: 3000 },
    );
  });

  it('of numbers sort by exact value whatever the type', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(sign(Buffer.compare(encodeId(a), encodeId(b)))).toBe(compareValues(a, b));
      }),
      { numRuns: 5000 },
    );
  });

  it('are never a beginning of another', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [x, y] = [identityOf(a), identityOf(b)];
        if (compareValues(a, b) !== 0) expect(y.startsWith(x)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('cut long, stay distinct and inside their bounds', () => {
    const long = fc
      .tuple(fc.constantFrom('x'.repeat(500), '水'.repeat(200)), string)
      .map(([head, tail]) => head + tail);
    fc.assert(
      fc.property(long, long, (a, b) => {
        const [x, y] = [encodeId(a), encodeId(b)];
        expect(x.length).toBe(ID_LIMIT + 32);
        expect(x.equals(y)).toBe(a === b);
        const bound = encodeBound(a, ID_LIMIT);
        expect(bound.cut).toBe(true);
        expect(Buffer.compare(bound.bytes, x)).toBeLessThan(0);
        expect(Buffer.compare(x, successor(bound.bytes)!)).toBeLessThan(0);
      }),
    );
  });
});

describe('the order of values', () => {
  it('is total', () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(compareValues(a, b)).toBe(0 - compareValues(b, a) + 0);
        expect(compareValues(a, a)).toBe(0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('is MongoDB’s by type', () => {
    const ascending = [
      new MinKey(),
      null,
      new Int32(5),
      'a',
      {},
      [],
      new Binary(Buffer.of(1)),
      new ObjectId(),
      false,
      new Date(0),
      new Timestamp({ t: 1, i: 1 }),
      new BSONRegExp('a'),
      new MaxKey(),
    ];
    for (let i = 1; i < ascending.length; i++) expect(compareValues(ascending[i - 1], ascending[i])).toBe(-1);
  });

  it('turns round byte for byte', () => {
    expect(inverted(Buffer.of(0, 255, 1))).toEqual(Buffer.of(255, 0, 254));
    expect(successor(Buffer.of(1, 255))).toEqual(Buffer.of(2));
    expect(successor(Buffer.of(255))).toBeUndefined();
  });
});
