import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPeriod } from '../../../src/conversation/nlu/periods.js';
import { levelled } from '../../../src/conversation/nlu/plain.js';
import { addMonths, isMonth, monthsBetween } from '../../../src/kernel/dates.js';

const TODAY = '2026-11-21';
const span = (from: string, to: string) => ({ from, to });

describe('readPeriod, on 21 November 2026', () => {
  it.each([
    ['10月水费', '2026-10'],
    ['十月份水费', '2026-10'],
    ['11月的', '2026-11'],
    ['十一月水费', '2026-11'],
    ['12月的水费是多少', '2025-12'],
    ['十二月份', '2025-12'],
    ['我家9月用了几吨', '2026-09'],
    ['元月的水费', '2026-01'],
    ['去年10月', '2025-10'],
    ['去年的十月份', '2025-10'],
    ['前年3月', '2024-03'],
    ['今年8月用了多少水', '2026-08'],
    ['2025年9月', '2025-09'],
    ['25年9月', '2025-09'],
    ['二零二五年九月', '2025-09'],
    ['2027年3月的水费', '2027-03'],
    ['202509', '2025-09'],
    ['2025-09', '2025-09'],
    ['2025.9', '2025-09'],
    ['2025/9水费', '2025-09'],
    ['两年前十月份那张水费单', '2024-10'],
    ['9月25号的账单', '2026-09'],
    ['尾号8817的10月水费', '2026-10'],
    ['不是9月，是10月的', '2026-10'],
  ])('a month: %s', (words, expected) => expect(readPeriod(words, TODAY)).toBe(expected));

  it.each([
    ['上个月水费多少', '2026-10'],
    ['上月水费', '2026-10'],
    ['上一个月', '2026-10'],
    ['上期账单', '2026-10'],
    ['上上个月呢', '2026-09'],
    ['上上月', '2026-09'],
    ['大上个月', '2026-09'],
    ['这个月水费', '2026-11'],
    ['本月账单', '2026-11'],
    ['这月', '2026-11'],
    ['这一期', '2026-11'],
    ['三个月前的水费', '2026-08'],
    ['上个号头水费单子', '2026-10'],
    ['搿个号头', undefined],
    ['这个号头用了几吨', '2026-11'],
    ['今個月水費', '2026-11'],
  ])('counted from this one: %s', (words, expected) =>
    expect(readPeriod(levelled(words.replace('個', '个')), TODAY)).toBe(expected));

  it.each([
    ['三个月的水费', span('2026-08', '2026-10')],
    ['查一下6个月的账单', span('2026-05', '2026-10')],
    ['全部账单', span('2023-11', '2026-10')],
    ['三年的水费', span('2023-11', '2026-10')],
    ['前两个月的账单', span('2026-09', '2026-10')],
    ['前俩月', span('2026-09', '2026-10')],
    ['头两个月', span('2026-09', '2026-10')],
    ['最近三个月水费', span('2026-08', '2026-10')],
    ['近3个月的用水情况', span('2026-08', '2026-10')],
    ['最近几个月', span('2026-08', '2026-10')],
    ['近半年的账单', span('2026-05', '2026-10')],
    ['半年的水费', span('2026-05', '2026-10')],
    ['近一年', span('2025-11', '2026-10')],
    ['过去两年', span('2024-11', '2026-10')],
    ['最近一个月', '2026-10'],
  ])('the last that are over: %s', (words, expected) => expect(readPeriod(words, TODAY)).toEqual(expected));

  it.each([
    ['今年水费', span('2026-01', '2026-11')],
    ['今年总共交了多少', span('2026-01', '2026-11')],
    ['去年的', span('2025-01', '2025-12')],
    ['去年一年的水费', span('2025-01', '2025-12')],
    ['前年', span('2024-01', '2024-12')],
    ['大前年用水', span('2023-01', '2023-12')],
    ['2025年全年', span('2025-01', '2025-12')],
    ['2026年的', span('2026-01', '2026-11')],
    ['二零二四年总用水', span('2024-01', '2024-12')],
    ['上半年水费', span('2026-01', '2026-06')],
    ['下半年', span('2026-07', '2026-11')],
    ['去年下半年', span('2025-07', '2025-12')],
    ['2025年上半年', span('2025-01', '2025-06')],
    ['第三季度水费', span('2026-07', '2026-09')],
    ['三季度', span('2026-07', '2026-09')],
    ['第四季度', span('2026-10', '2026-11')],
    ['去年第一季度', span('2025-01', '2025-03')],
    ['2025年1季度', span('2025-01', '2025-03')],
    ['上个季度', span('2026-07', '2026-09')],
    ['这个季度', span('2026-10', '2026-11')],
    ['今年年初到现在', span('2026-01', '2026-11')],
    ['2023年到2025年', span('2023-01', '2025-12')],
    ['两年前的水费', span('2024-01', '2024-12')],
    ['去年到今年的', span('2025-01', '2026-11')],
  ])('a longer time: %s', (words, expected) => expect(readPeriod(words, TODAY)).toEqual(expected));

  it.each([
    ['去年9月到今年9月', span('2025-09', '2026-09')],
    ['一月到六月', span('2026-01', '2026-06')],
    ['七月份到九月份一共多少', span('2026-07', '2026-09')],
    ['7-9月', span('2026-07', '2026-09')],
    ['1至3月', span('2026-01', '2026-03')],
    ['11月到2月', span('2025-11', '2026-02')],
    ['去年11月到2月', span('2025-11', '2026-02')],
    ['10月到12月', span('2025-10', '2025-12')],
    ['9月到现在', span('2026-09', '2026-11')],
    ['去年9月到这个月', span('2025-09', '2026-11')],
    ['2025年9月到12月', span('2025-09', '2025-12')],
    ['2025-09到2026-03', span('2025-09', '2026-03')],
    ['202603-202508', span('2025-08', '2026-03')],
    ['七八月的水费', span('2026-07', '2026-08')],
    ['7、8、9月', span('2026-07', '2026-09')],
    ['9月和10月', span('2026-09', '2026-10')],
  ])('from one to another: %s', (words, expected) => expect(readPeriod(words, TODAY)).toEqual(expected));

  it.each([
    '水费多少',
    '我家住了二十年了',
    '三个月没交',
    '每月提醒我',
    '一个月要一百八十多',
    '00202509',
    'ts20261121042',
    '户号00238817',
    '13月',
    '芳草园停水吗',
    '2026号楼',
    '',
  ])('names none: %s', (words) => expect(readPeriod(words, TODAY)).toBeUndefined());
});

describe('readPeriod, on any day', () => {
  const days = fc
    .tuple(fc.integer({ min: 2024, max: 2040 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map(([y, m, d]) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);

  it('takes a bare month for the latest that is not in the future', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 12 }), (today, m) => {
        const month = readPeriod(`${m}月水费`, today) as string;
        expect(Number(month.slice(5))).toBe(m);
        const back = monthsBetween(month, today.slice(0, 7));
        expect(back).toBeGreaterThanOrEqual(0);
        expect(back).toBeLessThan(12);
      }),
    );
  });

  it('counts complete months back', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 2, max: 24 }), (today, n) => {
        const now = today.slice(0, 7);
        expect(readPeriod(`最近${n}个月`, today)).toEqual({ from: addMonths(now, -n), to: addMonths(now, -1) });
      }),
    );
  });

  it('never throws, and what it names are months in order', () => {
    const words = fc.string({
      unit: fc.constantFrom(...'0129一二十百今去前上下年月个半季度到和-第期号水费近'),
      maxLength: 14,
    });
    fc.assert(
      fc.property(words, days, (text, today) => {
        const found = readPeriod(text, today);
        if (typeof found === 'string') expect(isMonth(found)).toBe(true);
        else if (found) {
          expect(isMonth(found.from) && isMonth(found.to)).toBe(true);
          expect(found.from < found.to).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
