import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shapeFields } from '../../src/wechat/template-fields.js';

const shaped = (key: string, value: string): string | undefined => shapeFields({ [key]: value })[key];

describe('values of template messages', () => {
  it.each([
    ['thing1', '翠湖小区3栋2单元501', '翠湖小区3栋2单元501'],
    ['thing1', '翠湖小区三期阳光花园3栋2单元501室东户', '翠湖小区三期阳光花园3栋2单元501室…'],
    ['thing5', '两行\n变\t一行 ', '两行 变 一行'],
    ['thing5', '', '-'],
    ['thing5', '😀'.repeat(30), `${'😀'.repeat(19)}…`],
    ['character_string2', 'TS20261121042', 'TS20261121042'],
    ['character_string2', '户号00451190', '00451190'],
    ['character_string2', '户号', '-'],
    ['amount4', '¥59.75', '¥59.75'],
    ['amount4', '59.75元', '59.75元'],
    ['amount4', '共 59.75 元，未交', '59.75'],
    ['amount4', '未知', '0'],
    ['time3', '2026年10月31日', '2026年10月31日'],
    ['phone_number6', '电话 138****0001', '-'],
    ['phone_number6', '电话 020-96123', '020-96123'],
    ['number7', '14 吨', '14'],
    ['phrase8', '已经全部交清了', '已经全部交'],
    ['name9', '欧阳某某某某某某某某某', '欧阳某某某某某某某…'],
    ['unheard_of1', '长'.repeat(30), `${'长'.repeat(19)}…`],
  ])('%s: %s', (key, value, fits) => {
    expect(shaped(key, value)).toBe(fits);
  });

  it('always fit, and are the same each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (value) => {
        const thing = shaped('thing1', value) ?? '';
        expect([...thing].length).toBeLessThanOrEqual(20);
        expect(thing).not.toBe('');
        expect(shaped('thing1', thing)).toBe(thing);
        expect(shaped('character_string1', value)).toMatch(/^[\x20-\x7e]{1,32}$/);
        expect(shaped('amount1', value)).toMatch(/^[¥￥]?\d{1,10}(\.\d{1,2})?元?$/);
      }),
    );
  });
});
