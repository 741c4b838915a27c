import { expect, it } from '@jest/globals';
import { readAmount } from '../../../src/conversation/nlu/amounts.js';
import { readApplicationNumber, readKind } from '../../../src/conversation/nlu/applications.js';
import { createMender } from '../../../src/conversation/nlu/homophones.js';

it.each([
  ['充值200元', 200],
  ['先存个一百五', 150],
  ['两百零八块六', 208.6],
  ['预存1,000元', 1000],
  ['交一下水费', undefined],
  ['给00451190充值', undefined],
  ['把10月的水费付了', undefined],
])('%s is %p yuan', (words, yuan) => expect(readAmount(words)).toBe(yuan));

it.each([
  ['我要过户', 'transfer'],
  ['给我装个水表', 'new_install'],
  ['水表走得太快,申请校验', 'meter_verification'],
  ['查水费', undefined],
])('%s is about %p', (words, kind) => expect(readKind(words)).toBe(kind));

it('reads an application by its number, written or spoken', () => {
  expect(readApplicationNumber('查SQ20261101003')).toBe('SQ20261101003');
  expect(readApplicationNumber('幺三五五零二办好没有')).toBe('135502');
  expect(readApplicationNumber('报装进度')).toBeUndefined();
});

it('mends a homophone that no example has, and leaves what others say', () => {
  const mended = createMender(
    Array.from({ length: 20 }, () => '充值水费'),
    ['宠物'],
  );
  expect(mended('宠值')).toBe('充值');
  expect(mended('宠物店')).toBe('宠物店');
});
