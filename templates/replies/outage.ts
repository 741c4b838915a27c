import { type Reply, text } from '../../src/conversation/reply.js';
import type { Notice, OutageHit } from '../../src/domain/notices/door.js';
import { type Day, dayOf } from '../../src/kernel/dates.js';
import { clockTime, day as dayWords, distance, expected, nearMoment, short } from '../format.js';
import { dayName } from './days.js';

const reported = ({ timeline }: Notice, now: Date): string[] => {
  const last = timeline.at(-1);
  return last ? [`${nearMoment(last.at, now)}：${short(last.text, 60)}`] : [];
};

/** A time beside another: the day is left out where it is the same. */
const beside = (at: Date, other: Date | undefined, now: Date): string =>
  other && dayOf(other) === dayOf(at) ? clockTime(at) : nearMoment(at, now);

/** When it ends. Who is answered so is remembered, and told when the end becomes known. */
const until = ({ to }: Notice, now: Date, other?: Date): string =>
  to ? `${expected(beside(to, other, now))} 恢复` : '公告里没写恢复时间，有消息我会告诉您';

const sort = ({ kind }: Notice): string => (kind === 'emergency' ? '抢修停水' : '计划停水');

/** What is so, without the place. */
const course = ({ notice, phase }: OutageHit, now: Date): string => {
  const { from, to } = notice;
  if (phase === 'over' && from && to)
    return `${nearMoment(from, now)} 起${sort(notice)}，${beside(to, from, now)} 已恢复`;
  if (phase === 'now' || !from) return `正在${sort(notice)}，${until(notice, now)}`;
  return `${nearMoment(from, now)} 起${sort(notice)}，${until(notice, now, from)}`;
};

/** The place, and why it is touched where its name does not say so. */
const whereOf = (place: string, { area, by }: OutageHit): string => {
  if (place === '' || place === area.name) return area.name;
  if (by === 'distance') return `${place}（${area.name}周围 ${area.radiusM ?? 0} 米内）`;
  return place.includes(area.name) ? place : `${place}（${area.name}）`;
};

const hitLines = (place: string, hit: OutageHit, now: Date): string[] => [
  hit.part ? `公告写的范围是${hit.area.name}，${course(hit, now)}` : `${whereOf(place, hit)}${course(hit, now)}`,
  short(hit.notice.body, 60),
  ...(hit.phase === 'over' ? [] : reported(hit.notice, now)),
];

const MOST_HITS = 3;
const moreExact = '发门牌号或楼号给我，能说得更准';

/** Outages that touch a place that the resident named or lives at. */
export const affected = (place: string, hits: readonly OutageHit[], now: Date): Reply => {
  const said = hits.slice(0, MOST_HITS);
  const head = said.every(({ phase }) => phase === 'over')
    ? '停过水：'
    : said.every(({ part }) => part)
      ? '可能有影响：'
      : '有影响：';
  return text(
    `${head}${[
      ...said.flatMap((hit) => hitLines(place, hit, now)),
      ...(hits.length > MOST_HITS ? [`另有 ${hits.length - MOST_HITS} 条公告`] : []),
      ...(said.some(({ part, by }) => part && by === 'name') ? [moreExact] : []),
    ].join('\n')}`,
  );
};

/** A place farther away than this is none of ours to be compared with. */
const FARTHEST_M = 30_000;

/** What is worth a word where nothing touches the place. */
const nearestLine = (nearest: OutageHit, now: Date): string | undefined => {
  const { area, notice, metres, phase, misses } = nearest;
  if (phase === 'over') return notice.to && `${area.name}${nearMoment(notice.to, now)} 恢复的供水`;
  if (misses) return `${area.name}${course(nearest, now)}，不包括这里`;
  return metres === undefined || metres > FARTHEST_M
    ? undefined
    : `最近的停水在${area.name}，离这里${distance(metres)}`;
};

export const none = (place: string, when: string, nearest: OutageHit | undefined, now: Date): Reply => {
  const line = nearest && nearestLine(nearest, now);
  return text(
    [`${place}${when}没有停水公告。`, ...(line ? [line] : []), '家里没水？回复“报修”，我帮您登记'].join('\n'),
  );
};

const namesOf = ({ areas }: Notice): string => {
  const names = areas.map(({ name }) => name);
  return names.length > 3 ? `${names.slice(0, 3).join('、')}等 ${names.length} 处` : names.join('、');
};

const listLine = (hit: OutageHit, now: Date): string => {
  const { notice, phase } = hit;
  const { from, to } = notice;
  if (phase === 'now') return `${namesOf(notice)}：正在停，${to ? until(notice, now) : '恢复时间没写'}`;
  if (phase === 'over' && from && to)
    return `${namesOf(notice)}：${nearMoment(from, now)}–${beside(to, from, now)}，已恢复`;
  const begins = from ? `${nearMoment(from, now)} 起` : '';
  return `${namesOf(notice)}：${begins}，${to ? `到 ${beside(to, from, now)}` : '恢复时间没写'}`;
};

/** How many outages a list tells at once. */
export const LISTED = 6;

/** A page of what is cut off where; `left` more follow it. */
export const list = (
  hits: readonly OutageHit[],
  { where, when, all, left }: { where: string; when: string; all: number; left: number },
  now: Date,
): Reply => ({
  text: [
    `${where}${when || '现在和接下来'}有 ${all} 处停水：`,
    ...hits.map((hit) => listLine(hit, now)),
    '',
    left > 0 ? `还有 ${left} 处，回复“更多”` : '想知道您家受不受影响，发小区名或位置给我',
  ].join('\n'),
  listed: hits.map(({ area }) => ({ slots: { area: area.name } })),
});

export const listNone = (where: string, when: string): Reply =>
  text(`${where}${when}没有停水公告。\n想知道您家的情况，发小区名或位置给我；家里没水，回复“报修”`);

/** Names the days that were asked about; `to` is the last of them. */
export const span = (days: { from: Day; to: Day } | undefined, now: Date): string => {
  if (!days) return '今天和接下来';
  const today = dayOf(now);
  if (days.from === days.to) return dayName(days.from, today);
  const sameMonth = days.from.slice(0, 7) === days.to.slice(0, 7);
  return `${dayWords(days.from)}到${sameMonth ? `${Number(days.to.slice(8))}日` : dayWords(days.to)}`;
};

/** Whether a day that is named is the one since which something is so. */
export const saysSince = (words: string): boolean =>
  /开始|到现在|至今|[天晚上午]起|[天晚上午]就(?:没|停|冇)|一直|以来|都[一两]天/.test(words);

/** Whether words ask for a neighbour without naming the place. */
export const saysNextDoor = (words: string): boolean => /隔壁|对面|邻居|旁边/.test(words);

/** Whether words ask for all notices, not for one's own home. */
export const saysEverywhere = (words: string): boolean =>
  !/我|咱|俺|家|屋/.test(words) &&
  /全市|全城|哪里|哪儿|哪些|停水(?:通知|公告|信息|计划|名单|安排|范围|区域|时间)/.test(words);

/** What a neighbour's place is called, we do not know. */
export const nextDoor = (count: number): Reply =>
  text(
    count > 0
      ? `隔壁叫什么？发小区名或位置给我。\n全市现在和接下来有 ${count} 处停水，回复“停水通知”看全部`
      : '隔壁今天和接下来没有停水公告：全市都没有。\n要看一个地方，发小区名或位置给我',
  );

/** What a sent location without a name is called. */
export const sentPlace = '您发的位置';
