import { describe, expect, it } from '@jest/globals';
import { readHours } from '../../src/conversation/nlu/opening-hours.js';

import { hoursOn, type OpeningHours, readWeekly, stateAt } from '../../src/kernel/opening.js';

const at = (text: string): Date => new Date(`2026-11-${text}+08:00`);
const hours = readHours('周一至周五 8:30–12:00，14:00–17:30，周六 9:00–16:00') as OpeningHours;
const never = (): boolean => false;

describe('a door', () => {
  it.each([
    ['21T09:00:00', 'open', '21T16:00:00'], // a Saturday
    ['21T08:59:59', 'closed', '21T09:00:00'],
    ['21T16:00:00', 'closed', '23T08:30:00'],
    ['22T10:00:00', 'closed', '23T08:30:00'],
    ['23T12:30:00', 'closed', '23T14:00:00'],
    ['23T14:00:00', 'open', '23T17:30:00'],
  ])('at %s is %s until %s', (now, kind, until) => {
    const time = at(until);
    expect(stateAt(hours, at(now), never)).toEqual(kind === 'open' ? { kind, until: time } : { kind, opens: time });
  });

  it('on a holiday is what the hours say, and unknown where they are silent', () => {
    const feast = (day: string): boolean => day === '2026-11-23';
    expect(stateAt(hours, at('23T10:00:00'), feast)).toEqual({ kind: 'unknown', holiday: true });
    expect(stateAt(hours, at('22T10:00:00'), feast)).toEqual({ kind: 'closed' });
    expect(hoursOn(hours, '2026-11-23', feast)).toBeUndefined();
    expect(stateAt({ ...hours, holidays: 'closed' }, at('23T10:00:00'), feast)).toEqual({
      kind: 'closed',
      opens: at('24T08:30:00'),
    });
    expect(stateAt({ ...hours, holidays: 'open' }, at('23T10:00:00'), feast)).toMatchObject({ kind: 'open' });
  });
});

describe('a week in a variable', () => {
  it('is read', () => {
    expect(readWeekly('Mo-Su 08:30-17:30')).toEqual({
      spans: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:30', to: '17:30' }],
      holidays: 'open',
    });
    expect(readWeekly('08:00-24:00')).toEqual(readWeekly('Mo-Su 08:00-24:00'));
    expect(readWeekly('Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00; PH off')).toEqual({
      spans: [
        { days: [1, 2, 3, 4, 5], from: '08:30', to: '12:00' },
        { days: [1, 2, 3, 4, 5], from: '14:00', to: '17:30' },
        { days: [6], from: '09:00', to: '12:00' },
      ],
      holidays: 'closed',
    });
  });

  it.each([
    '',
    'off',
    'PH off',
    'Mo-Su',
    'Mo-Su 17:30-08:30',
    'Mo-Su 8:30-17:30',
    'Mon 08:30-17:30',
    'Mo 25:00-26:00',
  ])('is none: %s', (text) => expect(readWeekly(text)).toBeUndefined());
});
