import { addDays, type Day } from '../../src/kernel/dates.js';
import { day as dayWords } from '../format.js';

const NAMES = new Map([
  [-1, '昨天'],
  [0, '今天'],
  [1, '明天'],
  [2, '后天'],
]);

/** `今天`, `明天`, else `11月25日`. */
export const dayName = (day: Day, today: Day): string => {
  for (const [shift, name] of NAMES) if (addDays(today, shift) === day) return name;
  return dayWords(day);
};
