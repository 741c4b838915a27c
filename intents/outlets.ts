import type { Point } from '../src/kernel/geo.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/outlets.js';
import { titles } from '../templates/replies/titles.js';
import { type Answer, defineIntent, join, type Reply } from './kit.js';
import { area, point, saidAccount } from './slots.js';

/** How many are told for one place. */
const MOST = 3;

/** The resident's homes that were meant, all without a name, each with where it stands. */
const homesOf = async (
  { customers }: Services,
  resident: string,
  wanted: string | undefined,
): Promise<(Point & { label: string })[]> => {
  const { homes } = await customers.resident(resident);
  const meant = homes.filter((home) => !wanted || [home.account, home.tail, home.label].includes(wanted));
  const placed = await Promise.all(
    meant.map(async ({ account, label }) => ({ label, of: await customers.customerOf(resident, account) })),
  );
  return placed.flatMap(({ label, of }) => (of ? [{ label, latitude: of.latitude, longitude: of.longitude }] : []));
};

export const outlets = defineIntent({
  name: 'outlets',
  title: titles.outlets,
  examples: ['营业厅在哪', '最近的营业厅', '城东营业厅几点下班'],
  slots: { area, point, account: saidAccount },
  async answer({ resident, slots, services }): Promise<Answer> {
    const { outlets: doors, company } = services;
    const all = await doors.all();
    if (all.length === 0) return say.none(company.hotline);
    const near = async (place: Point & { label: string }, most: number): Promise<Reply> =>
      say.nearest(place.label || say.sentPlace, await doors.nearest(place, most));
    if (slots.point) return near(slots.point, MOST);
    if (slots.area) {
      const found = await doors.at(slots.area);
      return found.length > 0 ? say.found(found) : say.notThere(slots.area, all);
    }
    const homes = await homesOf(services, resident, slots.account);
    if (homes.length === 0) return say.list(all);
    return join(...(await Promise.all(homes.map((home) => near(home, homes.length > 1 ? 1 : MOST)))));
  },
});
