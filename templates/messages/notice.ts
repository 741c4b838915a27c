import type { OutageChange } from '../../src/domain/notices/door.js';
import { minute, short } from '../format.js';

const titles = { withdrawn: '停水公告撤回了', restored: '已恢复供水', corrected: '停水时间有变化' } as const;

/** A correction as the outage template's fields; nothing when a time is not known that the template must show. */
export const outageCard = ({ notice, what, changed }: OutageChange): Record<string, string> | undefined => {
  const { from, to, areas } = notice;
  if (!from || !to) return undefined;
  const moved = what !== 'corrected' || changed.includes('from') || changed.includes('to');
  return {
    thing1: moved ? titles[what] : '停水公告有变化',
    time2: minute(from),
    time3: minute(to),
    thing4: short(areas.map(({ name }) => name).join('、'), 20),
  };
};
