import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../src/conversation/redact.js';

/** The check character by its definition: the sum of all 18 places, weighted by powers of 2 mod 11, leaves 1. */
const withCheck = (seventeen: string): string => {
  const sum = [...seventeen].reduce((total, digit, i) => total + Number(digit) * (2 ** (17 - i) % 11), 0);
  const check = (((1 - sum) % 11) + 11) % 11;
  return seventeen + (check === 10 ? 'X' : String(check));
};

const luhn = (head: string): string => {
  const sum = [...head]
    .reverse()
    .map(Number)
    .reduce((total, n, i) => total + (i % 2 === 0 ? (n * 2 > 9 ? n * 2 - 9 : n * 2) : n), 0);
  return head + String((10 - (sum % 10)) % 10);
};

describe('redact', () => {
  it.each([
    '11010519491231002X',
    '11010519491231002x',
    '１１０１０５１９４９１２３１００２X',
    '110105 19491231 002X',
    '110105194912310021',
    '6222021234567890123',
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
  ])('takes out %s', (number) => {
    expect(redact(`我是${number}，查一下`)).toMatchObject({ found: true, text: expect.not.stringMatching(/\d{3}/) });
  });

  it.each([
    '00451190',
    '13800000001',
    '13800000001 00451190',
    '110105194913310021',
    '4111111111111112',
    '4200001234202611211234567890',
    'TS20261121042',
    '',
  ])('leaves %s', (words) => {
    expect(redact(words)).toEqual({ text: words, found: false });
  });

  it('takes out every real ID number', () => {
    const birth = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-11-21'), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 110000, max: 659999 }),
        birth,
        fc.integer({ min: 0, max: 999 }),
        (area, born, seq) => {
          const number = withCheck(
            `${area}${born.toISOString().slice(0, 10).replaceAll('-', '')}${String(seq).padStart(3, '0')}`,
          );
          expect(redact(`证件${number}`).text).not.toContain(number);
        },
      ),
    );
  });

  it('takes out every card number of 16 to 19 digits', () => {
    const head = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^\d{14,17}$/));
    fc.assert(
      fc.property(head, ([first, rest]) => {
        const number = luhn(`${first}${rest}`);
        expect(redact(number)).toEqual({ text: '[…]', found: true });
      }),
    );
  });

  it('is quick on long digits', () => {
    expect(redact('1 '.repeat(5000)).found).toBe(false);
    expect(redact('1'.repeat(10_000)).found).toBe(false);
  });
});
