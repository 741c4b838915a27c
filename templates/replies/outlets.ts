import { type Link, type Reply, text } from '../../src/conversation/reply.js';
import type { DayHours, NearOutlet, OpenState, Outlet } from '../../src/domain/outlets/door.js';
import { type Day, dayOf } from '../../src/kernel/dates.js';
import { clockTime, distance, nearMoment } from '../format.js';
import { dayName } from './days.js';

/** What a sent location without a name is called. */
export const sentPlace = '您发的位置';

/** An outlet with what its hours say about the time that was asked for. */
export interface Shown {
  outlet: Outlet;
  /** Of now; absent when a day was asked for. */
  state?: OpenState;
  /** Of the day that was asked for. */
  day?: { day: Day; hours: DayHours };
}

const atTheDoor = '节假日开不开门，以门口公告为准';

const stateLine = (state: OpenState, now: Date): string | undefined => {
  switch (state.kind) {
    case 'open':
      return `现在开着，${clockTime(state.until)} 关门`;
    case 'closed':
      return state.opens ? `现在没开，${nearMoment(state.opens, now)} 开门` : '现在没开';
    case 'unknown':
      return state.holiday ? atTheDoor : undefined;
  }
};

const dayLine = ({ day, hours }: { day: Day; hours: DayHours }, now: Date): string | undefined => {
  if (hours.kind === 'unknown') return hours.holiday ? atTheDoor : undefined;
  const name = dayName(day, dayOf(now));
  const open = hours.spans.map(({ from, to }) => `${from}–${to}`).join('，');
  return open ? `${name}开门：${open}` : `${name}不开门`;
};

const hoursLine = ({ state, day }: Shown, now: Date): string | undefined =>
  day ? dayLine(day, now) : state && stateLine(state, now);

/** Tencent's map, which WeChat opens; the point is in GCJ-02, as the outlets' are. */
const mapOf = ({ name, address, latitude, longitude }: Outlet): Link => {
  const marker = `coord:${latitude},${longitude};title:${encodeURIComponent(name)};addr:${encodeURIComponent(address)}`;
  return { line: `导航到${name}`, url: `https://apis.map.qq.com/uri/v1/marker?marker=${marker}&referer=water` };
};

const card = (shown: Shown, now: Date, metres?: number): string => {
  const { name, address, hours } = shown.outlet;
  return [
    metres === undefined ? name : `${name}，${distance(metres)}`,
    address,
    hours,
    ...[hoursLine(shown, now)].filter((line) => line !== undefined),
    mapOf(shown.outlet).line,
  ].join('\n');
};

/** The nearest whole, the next ones in a line. */
export const nearest = (
  place: string,
  first: Shown & { metres: number },
  others: readonly NearOutlet[],
  now: Date,
): Reply => ({
  text: [
    `离${place}最近：${card(first, now, first.metres)}`,
    ...(others.length > 0
      ? [`再远一点：${others.map(({ outlet, metres }) => `${outlet.name}（${distance(metres)}）`).join('、')}`]
      : []),
  ].join('\n'),
  links: [mapOf(first.outlet)],
});

/** How many are told whole. */
export const MOST_CARDS = 3;

export const found = (outlets: readonly Shown[], now: Date): Reply => ({
  text: outlets.map((shown) => card(shown, now)).join('\n\n'),
  links: outlets.map(({ outlet }) => mapOf(outlet)),
});

/** How many lines a list has at once. */
export const MOST_LINES = 8;

const line = (shown: Shown, now: Date): string => {
  const { name, address, hours } = shown.outlet;
  const asked = shown.day && dayLine(shown.day, now);
  return `${name}：${address}，${asked ?? hours}`;
};

/** A page of all outlets; `left` more follow it. */
export const list = (outlets: readonly Shown[], left: number, now: Date): Reply => ({
  text: [
    ...outlets.map((shown) => line(shown, now)),
    '',
    left > 0 ? `还有 ${left} 家，回复“更多”` : '发位置或小区名给我，告诉您最近的一家',
  ].join('\n'),
  listed: outlets.map(({ outlet }) => ({ slots: { area: outlet.name } })),
});

export const notThere = (place: string, outlets: readonly Shown[], now: Date): Reply =>
  text(
    [`没找到“${place}”的营业厅。发位置给我，告诉您最近的一家`, ...outlets.map((shown) => line(shown, now))].join('\n'),
  );

export const none = (hotline: string): Reply => text(`营业厅的地址我这里还没有，请打 ${hotline} 问`);
