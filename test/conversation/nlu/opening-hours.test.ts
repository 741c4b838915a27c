import { expect, it } from '@jest/globals';
import { isFestival } from '../../../src/conversation/nlu/festivals.js';
import { readHours } from '../../../src/conversation/nlu/opening-hours.js';

const week = [1, 2, 3, 4, 5];

it.each([
  [
    '周一至周五 8:30–17:30，周六 9:00–16:00',
    [
      [week, '08:30', '17:30'],
      [[6], '09:00', '16:00'],
    ],
  ],
  [
    '周一至周六 9:00–12:00，14:00–17:00',
    [
      [[...week, 6], '09:00', '12:00'],
      [[...week, 6], '14:00', '17:00'],
    ],
  ],
  ['每天 8:00-18:00', [[[...week, 6, 7], '08:00', '18:00']]],
  ['星期一到星期五8：30至17：30', [[week, '08:30', '17:30']]],
  [
    '工作日 9:00~17:00；周末 10:00~15:00',
    [
      [week, '09:00', '17:00'],
      [[6, 7], '10:00', '15:00'],
    ],
  ],
  ['周六、周日 9:00—12:00', [[[6, 7], '09:00', '12:00']]],
  ['周五至周一 9:00-12:00', [[[5, 6, 7, 1], '09:00', '12:00']]],
] as const)('%s is read', (words, spans) => {
  expect(readHours(words)).toEqual({ spans: spans.map(([days, from, to]) => ({ days, from, to })) });
});

it('says what holds on public holidays only where it is written', () => {
  expect(readHours('周一至周五 8:30-17:30，节假日休息')?.holidays).toBe('closed');
  expect(readHours('每天 8:00-18:00（节假日正常营业）')?.holidays).toBe('open');
  expect(readHours('每天 8:00-18:00')).not.toHaveProperty('holidays');
});

it.each([
  '',
  '请电话预约',
  '周一至周五 8:30–17:30，周三下午学习',
  '17:30-8:30',
  '9:00-26:00',
  '周一至周五',
])('%j is not guessed at', (words) => {
  expect(readHours(words)).toBeUndefined();
});

it.each([
  ['2026-10-01', true],
  ['2026-10-07', true],
  ['2026-10-08', false],
  ['2027-02-06', true],
  ['2026-11-21', false],
])('%s is a festival: %s', (day, feast) => {
  expect(isFestival(day)).toBe(feast);
});
