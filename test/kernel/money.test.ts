import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { divideHalfUp, grouped, yuan } from '../../src/kernel/money.js';

const exact = (numerator: number, denominator: number): number =>
  Number((2n * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator)));

describe('divideHalfUp', () => {
  it('agrees with exact arithmetic for any safe integers', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (n, d) => {
        expect(divideHalfUp(n, d)).toBe(exact(n, d));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees next to every half, where a quotient of doubles would slip', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 }),
        fc.integer({ min: 1, max: 2 ** 19 }),
        fc.integer({ min: -1, max: 1 }),
        (q, d, off) => {
          const n = q * d + Math.floor(d / 2) + off;
          fc.pre(n >= 0);
          expect(divideHalfUp(n, d)).toBe(exact(n, d));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [0, 7, 0],
    [1, 2, 1],
    [3, 2, 2],
    [2, 3, 1],
    [1, 3, 0],
    [4_503_599_627_370_497, 2, 2_251_799_813_685_249],
  ])('%d ÷ %d = %d', (n, d, expected) => expect(divideHalfUp(n, d)).toBe(expected));
});

describe('yuan', () => {
  it.each([
    [0, '0.00'],
    [1, '0.01'],
    [10, '0.10'],
    [4872, '48.72'],
    [-5, '-0.05'],
    [-12_345, '-123.45'],
    [100_000_000, '1000000.00'],
  ])('%d fen', (fen, written) => expect(yuan(fen)).toBe(written));

  it('can be read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (fen) => {
        expect(Math.round(Number(yuan(fen)) * 100)).toBe(fen || 0);
      }),
    );
  });
});

describe('grouped', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1218, '1,218'],
    [-1218, '-1,218'],
    [-123, '-123'],
    [1_234_567, '1,234,567'],
  ])('%d', (n, written) => expect(grouped(n)).toBe(written));
});
