import { describe, expect, it } from '@jest/globals';
import { endAfter, isWithin, readDailySpan } from '../../src/kernel/daily.js';

const at = (time: string, day = '2026-11-21'): Date => new Date(`${day}T${time}:00+08:00`);

describe('a span of the day', () => {
  it.each([
    ['21:00-08:00', { from: '21:00', to: '08:00' }],
    ['09:00-08:59', { from: '09:00', to: '08:59' }],
    ['21:00-21:00', undefined],
    ['24:00-08:00', undefined],
    ['21:00', undefined],
    ['21:00-08:00-09:00', undefined],
    ['9:00-10:00', undefined],
  ])('%s', (text, span) => expect(readDailySpan(text)).toEqual(span));

  it.each([
    ['20:59', false],
    ['21:00', true],
    ['23:59', true],
    ['00:00', true],
    ['07:59', true],
    ['08:00', false],
  ])('over midnight holds at %s: %s', (time, held) =>
    expect(isWithin({ from: '21:00', to: '08:00' }, at(time))).toBe(held));

  it.each([
    ['11:59', false],
    ['12:00', true],
    ['13:59', true],
    ['14:00', false],
  ])('within a day holds at %s: %s', (time, held) =>
    expect(isWithin({ from: '12:00', to: '14:00' }, at(time))).toBe(held));

  it('ends today or tomorrow', () => {
    const night = { from: '21:00', to: '08:00' };
    expect(endAfter(night, at('22:00'))).toEqual(at('08:00', '2026-11-22'));
    expect(endAfter(night, at('03:00'))).toEqual(at('08:00'));
    expect(endAfter(night, at('08:00'))).toEqual(at('08:00', '2026-11-22'));
  });
});
