import type { OutageChange } from '../../src/domain/notices/door.js';
import { dayOf } from '../../src/kernel/dates.js';
import { clockTime, expected, nearMoment, short } from '../format.js';

const NAMED = 2;

/** The places asked about; one who asked about everywhere is told the notice's areas. */
const subject = ({ places, notice }: OutageChange): string => {
  const asked = [...new Set(places.map(({ name }) => name).filter(Boolean))];
  const names = asked.length > 0 ? asked : notice.areas.map(({ name }) => name);
  return names.length > NAMED ? `${names.slice(0, NAMED).join('、')}等` : names.join('、');
};

const stillDry = '家里没水？回复“报修”，我帮您登记';
const promise = '有消息我会告诉您';

/** `今天 15:00 → 20:00`; the second day is left out where it is the first. */
const fromTo = (before: Date, after: Date, now: Date): string =>
  `${nearMoment(before, now)} → ${dayOf(before) === dayOf(after) ? clockTime(after) : nearMoment(after, now)}`;

const withdrawn = (change: OutageChange, now: Date): string => {
  const { from } = change.before;
  const when = from && from > now ? `${nearMoment(from, now)} 起` : '';
  return `${subject(change)}${when}的停水公告撤回了。\n${stillDry}`;
};

const restored = (change: OutageChange, now: Date): string => {
  const { before, notice } = change;
  const early = before.to && notice.to && notice.to < before.to ? `（原来说 ${nearMoment(before.to, now)}）` : '';
  return `${subject(change)}${early ? '提前' : ''}恢复供水了${early}。\n${stillDry}`;
};

const startLine = ({ before, notice }: OutageChange, now: Date): string => {
  if (!notice.from) return '';
  return before.from ? `开始：${fromTo(before.from, notice.from, now)}` : `${nearMoment(notice.from, now)} 起停水`;
};

const endLine = ({ before, notice }: OutageChange, now: Date): string => {
  if (!notice.to) return `恢复时间改为待定，${promise}`;
  return before.to
    ? `恢复：${expected(fromTo(before.to, notice.to, now))}`
    : `${expected(nearMoment(notice.to, now))} 恢复`;
};

/** For a place that the notice did not touch before, and does now. */
const joined = (change: OutageChange, now: Date): string => {
  const { from, to } = change.notice;
  const begins = from && from > now ? `${nearMoment(from, now)} 起停水` : '正在停水';
  const ends = to ? `${expected(nearMoment(to, now))} 恢复` : `公告里没写恢复时间，${promise}`;
  return `停水范围改了，现在包括${subject(change)}：\n${begins}，${ends}`;
};

const corrected = (change: OutageChange, now: Date): string => {
  const { changed, places, notice } = change;
  const concerned = places.filter(({ is }) => is);
  if (concerned.length === 0) return `停水范围改了，不再包括${subject(change)}。\n${stillDry}`;
  if (concerned.every(({ was }) => !was)) return joined({ ...change, places: concerned }, now);
  const times = [
    changed.includes('from') ? startLine(change, now) : '',
    changed.includes('to') ? endLine(change, now) : '',
  ].filter(Boolean);
  const lines = [
    ...times,
    ...(changed.includes('areas') ? [`范围：${short(notice.areas.map(({ name }) => name).join('、'), 60)}`] : []),
    // The words of a notice mostly repeat its times.
    ...(times.length === 0 && changed.includes('body') ? [short(notice.body, 80)] : []),
  ];
  const head = `${subject({ ...change, places: concerned })}停水`;
  return lines.length === 1 && lines[0] === times[0] && !change.before.to && changed.includes('to')
    ? `${head}：${lines[0]}`
    : `${head}有变化\n${lines.join('\n')}`;
};

/** What a resident who was answered from a notice is told when it was withdrawn, ended early or corrected: only what changed. */
export const outageChanged = (change: OutageChange, now: Date): string => {
  if (change.what === 'withdrawn') return withdrawn(change, now);
  return change.what === 'restored' ? restored(change, now) : corrected(change, now);
};
