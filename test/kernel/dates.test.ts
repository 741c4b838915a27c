import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  beijing,
  dayOf,
  daysInMonth,
  instant,
  isDay,
  isMonth,
  monthOf,
  monthRange,
  monthsBetween,
  startOfDay,
} from '../../src/kernel/dates.js';

const moments = fc.date({
  min: new Date('1992-01-01T00:00:00Z'),
  max: new Date('2200-01-01T00:00:00Z'),
  noInvalidDate: true,
});
const months = moments.map(monthOf);
const steps = fc.integer({ min: -600, max: 600 });

describe('days in Beijing', () => {
  it('begin at 16:00 UTC', () => {
    expect(dayOf(new Date('2026-11-20T15:59:59.999Z'))).toBe('2026-11-20');
    expect(dayOf(new Date('2026-11-20T16:00:00.000Z'))).toBe('2026-11-21');
    expect(monthOf(new Date('2026-11-30T16:00:00Z'))).toBe('2026-12');
    expect(beijing(new Date('2026-12-31T16:00:00Z'))).toEqual({
      year: 2027,
      month: 1,
      day: 1,
      hour: 0,
      minute: 0,
      second: 0,
      weekday: 5,
    });
  });

  it('know their instant and their first moment', () => {
    expect(instant('2026-11-21').toISOString()).toBe('2026-11-20T16:00:00.000Z');
    expect(instant('2026-11-21', '20:30').toISOString()).toBe('2026-11-21T12:30:00.000Z');
    expect(instant('2026-11-21', '20:30:15').toISOString()).toBe('2026-11-21T12:30:15.000Z');
    expect(startOfDay(new Date('2026-11-21T15:59:59Z'))).toEqual(instant('2026-11-21'));
  });

  it('go to an instant and back', () => {
    fc.assert(
      fc.property(moments, (at) => {
        const day = dayOf(at);
        expect(isDay(day)).toBe(true);
        expect(dayOf(instant(day))).toBe(day);
        expect(dayOf(instant(day, '23:59:59'))).toBe(day);
        expect(startOfDay(at).getTime()).toBeLessThanOrEqual(at.getTime());
        expect(at.getTime() - startOfDay(at).getTime()).toBeLessThan(86_400_000);
      }),
    );
  });

  it('agree with the platform’s own calendar', () => {
    const reference = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
    fc.assert(fc.property(moments, (at) => expect(dayOf(at)).toBe(reference.format(at))));
  });

  it('add and take back', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -5000, max: 5000 }), (at, n) => {
        expect(addDays(addDays(dayOf(at), n), -n)).toBe(dayOf(at));
      }),
    );
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });
});

describe('isDay and isMonth', () => {
  it.each(['2026-02-28', '2028-02-29', '2000-02-29', '2026-12-31'])('%s is a day', (day) =>
    expect(isDay(day)).toBe(true));
  it.each([
    '2026-02-29',
    '2026-02-30',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '26-01-01',
    '2026-01-011',
    '',
    'today',
  ])('%s is none', (day) => expect(isDay(day)).toBe(false));
  it.each(['2026-01', '2026-12'])('%s is a month', (month) => expect(isMonth(month)).toBe(true));
  it.each(['2026-00', '2026-13', '2026-1', '202601', '2026-01-01', ''])('%s is no month', (month) =>
    expect(isMonth(month)).toBe(false));
});

describe('months', () => {
  it('addMonths and monthsBetween undo each other', () => {
    fc.assert(
      fc.property(months, steps, (month, n) => {
        const there = addMonths(month, n);
        expect(isMonth(there)).toBe(true);
        expect(monthsBetween(month, there)).toBe(n);
        expect(addMonths(there, -n)).toBe(month);
      }),
    );
  });

  it.each([
    ['2026-01', -1, '2025-12'],
    ['2026-12', 1, '2027-01'],
    ['2026-10', 0, '2026-10'],
    ['2026-11', -23, '2024-12'],
  ])('%s %d', (month, n, expected) => expect(addMonths(month, n)).toBe(expected));

  it('monthRange holds each month from first to last once, and none backwards', () => {
    fc.assert(
      fc.property(months, fc.integer({ min: -5, max: 40 }), (from, n) => {
        const range = monthRange(from, addMonths(from, n));
        expect(range).toHaveLength(Math.max(0, n + 1));
        expect(range).toEqual([...new Set(range)].sort());
        if (n >= 0) expect([range[0], range.at(-1)]).toEqual([from, addMonths(from, n)]);
      }),
    );
  });

  it('have the days of the calendar, leap years too', () => {
    expect(['2026-02', '2028-02', '2000-02', '2100-02', '2026-04', '2026-12'].map(daysInMonth)).toEqual([
      28, 29, 29, 28, 30, 31,
    ]);
    fc.assert(
      fc.property(months, (month) => {
        const last = `${month}-${daysInMonth(month)}`;
        expect(isDay(last)).toBe(true);
        expect(addDays(last, 1)).toBe(`${addMonths(month, 1)}-01`);
      }),
    );
  });
});
