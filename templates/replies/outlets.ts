import { type Reply, text } from '../../src/conversation/reply.js';
import type { NearOutlet, Outlet } from '../../src/domain/outlets/door.js';
import { distance } from '../format.js';

/** What a sent location without a name is called. */
export const sentPlace = '您发的位置';

const card = ({ name, address, hours }: Outlet, metres?: number): string =>
  [metres === undefined ? name : `${name}，${distance(metres)}`, address, hours].join('\n');

/** The nearest whole, the next ones in a line. */
export const nearest = (place: string, found: readonly NearOutlet[]): Reply => {
  const [first, ...others] = found;
  if (!first) return text('');
  return text(
    [
      `离${place}最近：${card(first.outlet, first.metres)}`,
      ...(others.length > 0
        ? [`再远一点：${others.map(({ outlet, metres }) => `${outlet.name}（${distance(metres)}）`).join('、')}`]
        : []),
    ].join('\n'),
  );
};

const MOST_CARDS = 3;

export const found = (outlets: readonly Outlet[]): Reply =>
  text(
    outlets
      .slice(0, MOST_CARDS)
      .map((outlet) => card(outlet))
      .join('\n\n'),
  );

const MOST_LINES = 8;

const lines = (outlets: readonly Outlet[]): string[] =>
  outlets.slice(0, MOST_LINES).map(({ name, address, hours }) => `${name}：${address}，${hours}`);

export const list = (outlets: readonly Outlet[]): Reply =>
  text([...lines(outlets), '', '发位置或小区名给我，告诉您最近的一家'].join('\n'));

export const notThere = (place: string, outlets: readonly Outlet[]): Reply =>
  text([`没找到“${place}”的营业厅。发位置给我，告诉您最近的一家`, ...lines(outlets)].join('\n'));

export const none = (hotline: string): Reply => text(`营业厅的地址我这里还没有，请打 ${hotline} 问`);
