import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readHome } from '../../../src/conversation/nlu/homes.js';
import { readAccount, readTicketNumber } from '../../../src/conversation/nlu/numbers.js';

describe('readAccount', () => {
  it.each([
    ['00238817', '00238817'],
    ['户号00238817绑定', '00238817'],
    ['把00238817绑到我微信上', '00238817'],
    ['零零二三八八一七', '00238817'],
    ['户号是零零四五幺二九零', '00451290'],
    ['0023 8817', '00238817'],
    ['0023-8817', '00238817'],
    ['00 23 88 17', '00238817'],
    ['尾号8817的水费', '8817'],
    ['尾号是八八一七', '8817'],
    ['后四位8825', '8825'],
    ['户号20261121', '20261121'],
    ['20261121的账单，00238817', '00238817'],
    ['ts20261121042，户号00238817', '00238817'],
  ])('%s', (words, account) => expect(readAccount(words)).toBe(account));

  it.each([
    '',
    '水费多少',
    '0023881',
    '002388170',
    '13800000001',
    '20261121',
    '20251231的水费',
    '2026-11-21',
    '2025-09-12',
    'ts20261121042',
    '验证码123456',
    '一二三四五',
    '9月用了12吨',
  ])('none: %s', (words) => expect(readAccount(words)).toBeUndefined());

  it('finds any eight digits that are no date, spoken or written', () => {
    const names = '零一二三四五六七八九';
    fc.assert(
      fc.property(fc.stringMatching(/^00\d{6}$/), (account) => {
        expect(readAccount(`帮我绑${account}谢谢`)).toBe(account);
        expect(readAccount([...account].map((d) => names[Number(d)]).join(''))).toBe(account);
        expect(readAccount(`${account}1`)).toBeUndefined();
      }),
    );
  });
});

describe('readTicketNumber', () => {
  it.each([
    ['ts20261121042', 'TS20261121042'],
    ['工单号ts20261115003处理结果', 'TS20261115003'],
    ['TS202611210042到哪了', 'TS202611210042'],
    ['sq20261121001', 'SQ20261121001'],
  ])('%s', (words, number) => expect(readTicketNumber(words)).toBe(number));
  it.each(['ts2026', 'ts2026112104299', 'ats20261121042', '20261121042', ''])('none: %s', (words) =>
    expect(readTicketNumber(words)).toBeUndefined());
});

describe('readHome', () => {
  it.each([
    ['查老房子的用水量', '老房子'],
    ['老家的水费', '老家'],
    ['我妈家上个月水费', '我妈家'],
    ['两处都查', 'all'],
    ['两套房都退订', 'all'],
    ['都看', 'all'],
  ])('%s', (words, home) => expect(readHome(words)).toBe(home));
  it.each(['水费多少', '两个月的水费', '上个月水费', '我家水费'])('none: %s', (words) =>
    expect(readHome(words)).toBeUndefined());
});
