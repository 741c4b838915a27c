import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDate } from '../../../src/conversation/nlu/days.js';
import { addDays, isDay } from '../../../src/kernel/dates.js';

/** A Saturday. */
const TODAY = '2026-11-21';
const span = (from: string, to: string) => ({ from, to });

describe('readDate, on Saturday 21 November 2026', () => {
  it.each([
    ['今天停水吗', '2026-11-21'],
    ['今晚会不会停水', '2026-11-21'],
    ['现在停水吗', '2026-11-21'],
    ['今日停唔停水', '2026-11-21'],
    ['明天', '2026-11-22'],
    ['明早几点来水', '2026-11-22'],
    ['明儿停水不', '2026-11-22'],
    ['听日停水', '2026-11-22'],
    ['后天', '2026-11-23'],
    ['大后天', '2026-11-24'],
    ['昨晚没水', '2026-11-20'],
    ['前天', '2026-11-19'],
    ['大前天', '2026-11-18'],
  ])('near: %s', (words, day) => expect(readDate(words, TODAY)).toBe(day));

  it.each([
    ['25号停水吗', '2026-11-25'],
    ['二十五号', '2026-11-25'],
    ['21号', '2026-11-21'],
    ['20号', '2026-12-20'],
    ['31号', '2026-12-31'],
    ['三十号停不停', '2026-11-30'],
    ['11月25号翡翠城停水吗', '2026-11-25'],
    ['11月25日', '2026-11-25'],
    ['十一月二十五号', '2026-11-25'],
    ['11月25停水', '2026-11-25'],
    ['11月9日那张单子', '2026-11-09'],
    ['1月3号', '2027-01-03'],
    ['2026年12月1号', '2026-12-01'],
    ['26年12月1号', '2026-12-01'],
    ['2026-12-01', '2026-12-01'],
    ['11/25停水吗', '2026-11-25'],
    ['11.25停水吗', '2026-11-25'],
  ])('by its number: %s', (words, day) => expect(readDate(words, TODAY)).toBe(day));

  it.each([
    ['周六停水吗', '2026-11-21'],
    ['周日', '2026-11-22'],
    ['星期天停水', '2026-11-22'],
    ['周一', '2026-11-23'],
    ['礼拜三', '2026-11-25'],
    ['这周五', '2026-11-20'],
    ['下周三', '2026-11-25'],
    ['下周日', '2026-11-29'],
    ['下下周一', '2026-11-30'],
    ['上周一', '2026-11-09'],
  ])('by its weekday: %s', (words, day) => expect(readDate(words, TODAY)).toBe(day));

  it.each([
    ['下周停水吗', span('2026-11-23', '2026-11-29')],
    ['这周末', span('2026-11-21', '2026-11-22')],
    ['周末停水吗', span('2026-11-21', '2026-11-22')],
    ['下周末', span('2026-11-28', '2026-11-29')],
    ['这两天停水吗', span('2026-11-21', '2026-11-22')],
    ['明后两天', span('2026-11-22', '2026-11-23')],
    ['最近几天', span('2026-11-21', '2026-11-27')],
    ['下个月有停水吗', span('2026-12-01', '2026-12-31')],
    ['这个月停水计划', span('2026-11-01', '2026-11-30')],
    ['25号到27号', span('2026-11-25', '2026-11-27')],
    ['11月25日至11月27日', span('2026-11-25', '2026-11-27')],
    ['25号之前停水吗', span('2026-11-21', '2026-11-24')],
  ])('several: %s', (words, days) => expect(readDate(words, TODAY)).toEqual(days));

  it.each([
    ['国庆停水吗', '2026-11-21', span('2027-10-01', '2027-10-07')],
    ['国庆停水吗', '2026-09-20', span('2026-10-01', '2026-10-07')],
    ['国庆停水吗', '2026-10-05', span('2026-10-01', '2026-10-07')],
    ['国庆前停水吗', '2026-09-20', span('2026-09-20', '2026-09-30')],
    ['国庆节前', '2026-10-03', span('2026-10-03', '2027-09-30')],
    ['元旦', '2026-11-21', span('2027-01-01', '2027-01-01')],
    ['五一停水吗', '2026-11-21', span('2027-05-01', '2027-05-05')],
    ['春节停水吗', '2026-11-21', span('2027-02-06', '2027-02-12')],
    ['过年停不停水', '2026-11-21', span('2027-02-06', '2027-02-12')],
    ['春节前', '2026-11-21', span('2026-11-21', '2027-02-05')],
    ['除夕', '2026-11-21', span('2027-02-05', '2027-02-05')],
    ['元宵节', '2026-11-21', span('2027-02-20', '2027-02-20')],
    ['端午', '2026-11-21', span('2027-06-09', '2027-06-09')],
    ['中秋停水吗', '2026-11-21', span('2027-09-15', '2027-09-15')],
  ])('a festival: %s, asked on %s', (words, today, days) => expect(readDate(words, today)).toEqual(days));

  it.each([
    '停水了吗',
    '滨河路18号没水',
    '3号楼没水',
    '十二号院',
    '热线是96123号吗',
    '几号停水',
    '用了3.5吨',
    '11.25元',
    '2月30号',
    '三月二十吨水',
    '后天宫',
    '',
  ])('names none: %s', (words) => expect(readDate(words, TODAY)).toBeUndefined());
});

describe('readDate, on any day', () => {
  const days = fc.integer({ min: 0, max: 5000 }).map((n) => addDays('2025-01-01', n));

  it('takes a bare number for the next such day', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 31 }), (today, n) => {
        const day = readDate(`${n}号停水吗`, today) as string;
        expect(Number(day.slice(8))).toBe(n);
        expect(day >= today).toBe(true);
        expect(day <= addDays(today, 62)).toBe(true);
      }),
    );
  });

  it('takes a bare weekday for one of the next seven days', () => {
    fc.assert(
      fc.property(days, fc.constantFrom(...'一二三四五六日'), (today, w) => {
        const day = readDate(`周${w}停水吗`, today) as string;
        expect(day >= today && day < addDays(today, 7)).toBe(true);
        expect('日一二三四五六'[new Date(`${day}T00:00:00Z`).getUTCDay()]).toBe(w);
      }),
    );
  });

  it('never throws, and what it names are days in order', () => {
    const words = fc.string({
      unit: fc.constantFrom(...'0123一二三十今明后前天上下周末日号月年到国庆春节.-/个'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(words, days, (text, today) => {
        const found = readDate(text, today);
        if (typeof found === 'string') expect(isDay(found)).toBe(true);
        else if (found) expect(isDay(found.from) && isDay(found.to) && found.from <= found.to).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
