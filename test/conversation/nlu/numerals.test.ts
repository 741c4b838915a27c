import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readNumeral, spokenDigits } from '../../../src/conversation/nlu/numerals.js';

const names = '零一二三四五六七八九';

/** Up to 9,999, as a teacher would write it. */
const section = (n: number): string => {
  const units = ['', '十', '百', '千'];
  const written = [...String(n)]
    .reverse()
    .map((d, i) => (d === '0' ? '零' : `${names[Number(d)]}${units[i]}`))
    .reverse()
    .join('');
  return written.replace(/零+/g, '零').replace(/零$/, '');
};
const chinese = (n: number): string => {
  if (n === 0) return '零';
  const [high, low] = [Math.floor(n / 10_000), n % 10_000];
  const gap = high > 0 && low > 0 && low < 1000 ? '零' : '';
  return `${high > 0 ? `${section(high)}万` : ''}${gap}${low > 0 ? section(low) : ''}`;
};
const spelled = (digits: string): string => [...digits].map((d) => names[Number(d)]).join('');

describe('readNumeral', () => {
  it('reads back every number to 99,999', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), (n) => {
        expect([chinese(n), readNumeral(chinese(n))]).toEqual([chinese(n), n]);
        expect(readNumeral(chinese(n).replace(/^一十/, '十'))).toBe(n);
        expect(readNumeral(String(n))).toBe(n);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads years digit by digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 9999 }), (n) => expect(readNumeral(spelled(String(n)))).toBe(n)),
    );
  });

  it.each([
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['两百零八', 208],
    ['两百', 200],
    ['一百五', 150],
    ['一百零五', 105],
    ['一百一十五', 115],
    ['三千二', 3200],
    ['一千零五十', 1050],
    ['一万五', 15_000],
    ['一万零五', 10_005],
    ['二零二五', 2025],
    ['二〇二六', 2026],
    ['幺', 1],
    ['俩', 2],
    ['007', 7],
  ])('%s is %d', (words, n) => expect(readNumeral(words)).toBe(n));

  it.each([
    '',
    '百',
    '万',
    '十百',
    '一十十',
    '一百二百',
    '一万万',
    '二十三四',
    '水费',
    '两百块',
    '1a',
    '十一零',
    '一千百',
  ])('“%s” is no number', (words) => expect(readNumeral(words)).toBeUndefined());

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'零一二两三九十百千万幺123水') }), (words) => {
        const n = readNumeral(words);
        expect(n === undefined || (Number.isInteger(n) && n >= 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('spokenDigits', () => {
  it.each([
    ['户号零零二三八八一七', '户号00238817'],
    ['尾号八八幺七的水费', '尾号8817的水费'],
    ['二零二五年', '2025年'],
    ['一二三', '一二三'],
    ['九月份', '九月份'],
    ['00238817', '00238817'],
  ])('%s → %s', (words, expected) => expect(spokenDigits(words)).toBe(expected));
});
