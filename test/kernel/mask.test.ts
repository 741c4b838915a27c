import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskAddress, maskId, maskMobile, maskMobilesIn, maskName } from '../../src/kernel/mask.js';

describe('maskMobile', () => {
  it.each([
    ['13800000001', '138****0001'],
    ['051265551234', '051****1234'],
    ['', '****'],
    ['1234567', '****'],
    ['65551234', '****'],
  ])('%s', (mobile, masked) => expect(maskMobile(mobile)).toBe(masked));

  it('never shows more than seven digits, and always hides four', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{0,20}$/), (mobile) => {
        const shown = maskMobile(mobile).replace(/\*/g, '').length;
        expect(shown).toBeLessThanOrEqual(7);
        if (mobile.length > 0) expect(mobile.length - shown).toBeGreaterThanOrEqual(Math.min(4, mobile.length));
      }),
    );
  });
});

describe('maskName', () => {
  it.each([
    ['李建国', '李*'],
    ['张三', '张*'],
    ['𠮷田', '𠮷*'],
    ['', '*'],
  ])('%s', (name, masked) => expect(maskName(name)).toBe(masked));
});

describe('maskAddress', () => {
  it('keeps the estate and the room of a long one', () =>
    expect(maskAddress('滨河路18号芳草园3栋2单元501')).toBe('滨河路18号…501'));
  it('keeps the beginning of a short one', () => expect(maskAddress('芳草园3栋501')).toBe('芳草园3…'));
  it('does not cut a character in two', () => expect(maskAddress('𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷')).toBe('𠮷𠮷𠮷𠮷𠮷𠮷…𠮷𠮷𠮷'));
});

describe('maskId', () => {
  it.each([
    ['oABCDEFGHIJKLMNOPQRSTUVWXYZ1', 'oAB***YZ1'],
    ['00238817', '***'],
    ['', '***'],
  ])('%s', (id, masked) => expect(maskId(id)).toBe(masked));
});

it('masks every mobile in words, and no other number', () => {
  expect(maskMobilesIn('打13912345678或139 1234 5678，户号00238817，单号TS20261121001，4200001234202611211')).toBe(
    '打139****5678或139****5678，户号00238817，单号TS20261121001，4200001234202611211',
  );
});
