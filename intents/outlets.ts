import type { Outlet } from '../src/domain/outlets/door.js';
import { dayOf } from '../src/kernel/dates.js';
import type { Point } from '../src/kernel/geo.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/outlets.js';
import { titles } from '../templates/replies/titles.js';
import { type Answer, defineIntent, join, type Reply } from './kit.js';
import { area, date, page, point, saidAccount } from './slots.js';

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

interface Asked {
  services: Services;
  /** The day that was named. */
  day: string | undefined;
  now: Date;
}

const shownOf = ({ services, day, now }: Asked, outlet: Outlet): say.Shown => {
  const doors = services.outlets;
  return day && day !== dayOf(now)
    ? { outlet, day: { day, hours: doors.hoursOn(outlet, day) } }
    : { outlet, state: doors.stateAt(outlet, now) };
};

const near = async (asked: Asked, place: Point & { label: string }, most: number): Promise<Reply | undefined> => {
  const [first, ...others] = await asked.services.outlets.nearest(place, most);
  return (
    first &&
    say.nearest(
      place.label || say.sentPlace,
      { ...shownOf(asked, first.outlet), metres: first.metres },
      others,
      asked.now,
    )
  );
};

export const outlets = defineIntent({
  name: 'outlets',
  title: titles.outlets,
  examples: ['营业厅在哪', '最近的营业厅', '城东营业厅几点下班'],
  looksUp: true,
  slots: { area, point, date, account: saidAccount, page },
  async answer({ resident, slots, words, services, now }): Promise<Answer> {
    const all = await services.outlets.all();
    if (all.length === 0) return say.none(services.company.hotline);
    const asked: Asked = { services, day: slots.date?.from, now };
    const shown = (list: readonly Outlet[]): say.Shown[] => list.map((outlet) => shownOf(asked, outlet));
    if (slots.point) return join(await near(asked, slots.point, MOST));
    if (slots.area) {
      const there = await services.outlets.at(slots.area);
      const named = there.filter(({ name }) => words.includes(name));
      const found = named.length > 0 ? named : there;
      return found.length > 0
        ? say.found(shown(found.slice(0, say.MOST_CARDS)), now)
        : say.notThere(slots.area, shown(all.slice(0, say.MOST_LINES)), now);
    }
    const homes = slots.page === undefined ? await homesOf(services, resident, slots.account) : [];
    if (homes.length > 0)
      return join(...(await Promise.all(homes.map((home) => near(asked, home, homes.length > 1 ? 1 : MOST)))));
    const from = (slots.page ?? 0) * say.MOST_LINES;
    const some = all.slice(from, from + say.MOST_LINES);
    const left = all.length - from - some.length;
    const reply = say.list(shown(some), left, now);
    return left > 0 ? { ...reply, more: { page: (slots.page ?? 0) + 1 } } : reply;
  },
});
