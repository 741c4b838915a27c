import { choice, choices, type Reply, text } from '../../src/conversation/reply.js';
import type { Notice, OutageHit } from '../../src/domain/notices/door.js';
import { dayOf } from '../../src/kernel/dates.js';
import { clockTime, distance, nearMoment, short } from '../format.js';

const reported = ({ timeline }: Notice, now: Date): string[] => {
  const last = timeline.at(-1);
  return last ? [`${nearMoment(last.at, now)}：${short(last.text, 60)}`] : [];
};

/** When it ends; the day is left out where it is the day of `beside`. */
const until = ({ to }: Notice, now: Date, beside?: Date): string =>
  to
    ? `预计 ${beside && dayOf(beside) === dayOf(to) ? clockTime(to) : nearMoment(to, now)} 恢复`
    : '公告里没写恢复时间，有消息我会告诉您';

const sort = ({ kind }: Notice): string => (kind === 'emergency' ? '抢修停水' : '计划停水');

const hitLines = (place: string, { notice, area, phase }: OutageHit, now: Date): string[] => {
  const where = place === area.name || place === '' ? area.name : `${place}（${area.name}）`;
  return [
    phase === 'now' || !notice.from
      ? `${where}正在${sort(notice)}，${until(notice, now)}`
      : `${where}${nearMoment(notice.from, now)} 起${sort(notice)}，${until(notice, now, notice.from)}`,
    short(notice.body, 60),
    ...reported(notice, now),
  ];
};

/** Outages that touch a place that the resident named or lives at. */
export const affected = (place: string, hits: readonly OutageHit[], now: Date): Reply =>
  text(
    `有影响：${[
      ...hits.slice(0, 3).flatMap((hit) => hitLines(place, hit, now)),
      ...(hits.length > 3 ? [`另有 ${hits.length - 3} 条公告`] : []),
    ].join('\n')}`,
  );

export const none = (place: string, when: string, nearest: OutageHit | undefined): Reply =>
  text(
    [
      `${place}${when}没有停水公告。`,
      ...(nearest?.metres !== undefined ? [`最近的停水在${nearest.area.name}，离这里${distance(nearest.metres)}`] : []),
      '家里没水？回复“投诉”登记，或回复“人工”',
    ].join('\n'),
  );

const namesOf = ({ areas }: Notice): string => {
  const names = areas.map(({ name }) => name);
  return names.length > 3 ? `${names.slice(0, 3).join('、')}等 ${names.length} 处` : names.join('、');
};

export const list = (hits: readonly OutageHit[], now: Date): Reply =>
  text(
    [
      `现在和接下来有 ${hits.length} 处停水：`,
      ...hits
        .slice(0, 6)
        .map(({ notice, phase }) =>
          phase === 'now'
            ? `${namesOf(notice)}：正在停，${until(notice, now)}`
            : `${namesOf(notice)}：${notice.from ? `${nearMoment(notice.from, now)} 起` : ''}，${notice.to ? `到 ${clockTime(notice.to)}` : until(notice, now)}`,
        ),
      '',
      '想知道您家受不受影响，发小区名或位置给我',
    ].join('\n'),
  );

export const listNone = (when: string): Reply =>
  text(`${when}没有停水公告。\n想知道您家的情况，发小区名或位置给我；家里没水，回复“投诉”登记`);

/** Names the time that was asked about. */
export const span = (when: { from: Date; to: Date } | undefined, now: Date): string =>
  when ? nearMoment(when.from, now).split(' ')[0]!.replace(/（.*/, '') : '今天和接下来';

export const whereabouts = (homes: readonly { label: string; account: string }[]): Reply =>
  choices(
    '查哪里？也可以直接发小区名或位置',
    homes.map(({ label, account }) => choice(label, { slots: { account } })),
  );

/** What a sent location without a name is called. */
export const sentPlace = '您发的位置';
