import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { every, MONTHS_KEPT, missed, monthlyOn } from '../../src/scheduler/due.js';

const at = (text: string): Date => new Date(text);
const time = fc.date({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z'), noInvalidDate: true });
const pair = fc.tuple(time, time).map(([a, b]) => (a <= b ? ([a, b] as const) : ([b, a] as const)));
const monthly = fc
  .record({ day: fc.integer({ min: 1, max: 31 }), hour: fc.integer({ min: 0, max: 23 }) })
  .map(({ day, hour }) => monthlyOn(day, `${String(hour).padStart(2, '0')}:30`));

describe('monthlyOn', () => {
  const third = monthlyOn(3, '09:00');

  it('is due at the Beijing time and not a millisecond before', () => {
    const after = at('2026-11-21T09:00:00+08:00');
    expect(missed(third, after, at('2026-12-03T08:59:59.999+08:00'))).toEqual([]);
    expect(missed(third, after, at('2026-12-03T09:00:00+08:00'))).toEqual([at('2026-12-03T01:00:00Z')]);
  });

  it('is not due again at the instant it has reached', () => {
    const reached = at('2026-12-03T01:00:00Z');
    expect(missed(third, reached, reached)).toEqual([]);
  });

  it('makes up for each missed month in order', () => {
    const found = missed(third, at('2026-11-21T09:00:00+08:00'), at('2027-02-10T00:00:00+08:00'));
    expect(found.map((each) => each.toISOString().slice(0, 10))).toEqual(['2026-12-03', '2027-01-03', '2027-02-03']);
  });

  it('runs on the last day of a month that is too short', () => {
    const found = missed(monthlyOn(31, '00:00'), at('2027-02-01T00:00:00+08:00'), at('2027-05-01T00:00:00+08:00'));
    expect(found.map((each) => new Date(each.getTime() + 8 * 3_600_000).toISOString().slice(5, 10))).toEqual([
      '02-28',
      '03-31',
      '04-30',
    ]);
  });

  it('gives up what is older than twelve months', () => {
    expect(missed(third, at('2020-01-01T00:00:00Z'), at('2026-12-31T00:00:00Z'))).toHaveLength(MONTHS_KEPT);
  });

  it('refuses what is no schedule', () => {
    expect(() => monthlyOn(0, '09:00')).toThrow(RangeError);
    expect(() => monthlyOn(32, '09:00')).toThrow(RangeError);
    expect(() => monthlyOn(1, '24:00')).toThrow(RangeError);
    expect(() => monthlyOn(1, '9:00')).toThrow(RangeError);
  });

  it('always answers ascending instants within the window, at most one a month', () => {
    fc.assert(
      fc.property(monthly, pair, (due, [after, now]) => {
        const found = missed(due, after, now);
        expect(found.every((each) => each > after && each <= now)).toBe(true);
        const months = found.map((each) => new Date(each.getTime() + 8 * 3_600_000).toISOString().slice(0, 7));
        expect(months).toEqual([...new Set(months)].sort());
      }),
    );
  });

  it('finds the same however the time between is cut', () => {
    fc.assert(
      fc.property(monthly, pair, fc.integer({ min: 0, max: 300 }), (due, [after], days) => {
        const now = new Date(after.getTime() + days * 86_400_000);
        const middle = new Date(after.getTime() + Math.floor(days / 2) * 86_400_000);
        expect([...missed(due, after, middle), ...missed(due, middle, now)]).toEqual(missed(due, after, now));
      }),
    );
  });
});

describe('every', () => {
  it('runs once however many were missed', () => {
    const now = at('2026-12-03T09:00:00Z');
    expect(missed(every(60), at('2026-11-21T00:00:00Z'), now)).toEqual([now]);
  });

  it('waits for its period', () => {
    const after = at('2026-11-21T00:00:00Z');
    expect(missed(every(60), after, new Date(after.getTime() + 59_999))).toEqual([]);
    expect(missed(every(60), after, new Date(after.getTime() + 60_000))).toHaveLength(1);
  });

  it('does not stand still when the clock was set back', () => {
    expect(missed(every(60), at('2026-12-03T00:00:00Z'), at('2026-11-21T00:00:00Z'))).toHaveLength(1);
  });

  it('refuses what is no period', () => {
    expect(() => every(0)).toThrow(RangeError);
    expect(() => every(1.5)).toThrow(RangeError);
  });
});
