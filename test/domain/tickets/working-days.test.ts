import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWorkingDay, promisedBy, workingDayAfter } from '../../../src/domain/tickets/working-days.js';
import { addDays } from '../../../src/kernel/dates.js';

const beijing = (text: string): Date => new Date(`${text}+08:00`);

describe('working days', () => {
  it.each([
    ['2026-11-20', true], // a Friday
    ['2026-11-21', false], // a Saturday
    ['2026-10-01', false], // National Day
    ['2026-10-08', true], // the Thursday after it
    ['2026-10-10', true], // a Saturday worked in exchange
    ['2026-02-16', false], // a Monday of the Spring Festival
    ['2026-02-28', true], // a Saturday worked in exchange
    ['2027-01-01', false], // New Year, the calendar not known yet
    ['2027-01-04', true],
  ])('%s: %s', (day, worked) => {
    expect(isWorkingDay(day)).toBe(worked);
  });

  it.each([
    ['2026-11-21T09:00:00', '2026-11-24T18:00:00'], // Saturday: Monday and Tuesday count
    ['2026-11-23T09:00:00', '2026-11-25T18:00:00'], // Monday: Tuesday and Wednesday
    ['2026-11-23T18:30:00', '2026-11-25T18:00:00'], // after closing: Tuesday and Wednesday
    ['2026-11-27T17:00:00', '2026-12-01T18:00:00'], // Friday: Monday and Tuesday
    ['2026-09-30T12:00:00', '2026-10-09T18:00:00'], // before the National Day week
    ['2026-10-09T12:00:00', '2026-10-12T18:00:00'], // the worked Saturday counts
    ['2026-12-31T23:59:59', '2027-01-05T18:00:00'], // over New Year and a weekend
  ])('filed %s, two days: %s', (filed, due) => {
    expect(promisedBy(beijing(filed), 2)).toEqual(beijing(due));
  });

  it('one day is the next working day', () => {
    expect(promisedBy(beijing('2026-11-21T09:00:00'), 1)).toEqual(beijing('2026-11-23T18:00:00'));
    expect(promisedBy(beijing('2026-11-23T09:00:00'), 1)).toEqual(beijing('2026-11-24T18:00:00'));
  });

  it('lands on a working day with exactly n of them between', () => {
    const day = fc.integer({ min: 0, max: 700 }).map((n) => addDays('2026-01-01', n));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 10 }), (from, n) => {
        const to = workingDayAfter(from, n);
        let worked = 0;
        for (let at = addDays(from, 1); at <= to; at = addDays(at, 1)) worked += Number(isWorkingDay(at));
        expect(isWorkingDay(to)).toBe(true);
        expect(worked).toBe(n);
      }),
    );
  });
});
