import { withDoor } from '../src/conversation/nlu/addresses.js';
import type { Answered, Outages, Place } from '../src/domain/notices/door.js';
import { addDays, dayOf, instant } from '../src/kernel/dates.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/outage.js';
import { titles } from '../templates/replies/titles.js';
import { homeNamed } from './homes.js';
import { type Answer, defineIntent, join } from './kit.js';
import { area, date, page, point, saidAccount } from './slots.js';

type NamedPlace = Exclude<Place, { kind: 'anywhere' }>;

/** The resident's bound homes with their places, for matching only. */
export const placesOfHomes = async (
  services: Services,
  resident: string,
  wanted: string | undefined,
): Promise<NamedPlace[]> => {
  const { homes } = await services.customers.resident(resident);
  const meant =
    wanted && wanted !== 'all' ? homes.filter((home) => [home.account, home.tail, home.label].includes(wanted)) : homes;
  const full = await Promise.all(
    meant.map(async ({ account, label }) => ({ label, of: await services.customers.customerOf(resident, account) })),
  );
  return full.flatMap(({ label, of }) => {
    if (!of) return [];
    const { district, address, latitude, longitude } = of;
    const whole = address.startsWith(district) ? address : `${district}${address}`;
    return [{ kind: 'home' as const, label, address: whole, latitude, longitude }];
  });
};

/** Hits that an answer about one place names. */
const SAID = 3;

/** What the answer says of notices, so that a correction of one reaches who was told of it. */
const answeredFrom = (place: Place, found: Outages): Answered[] => {
  if (found.kind === 'none') return found.nearest ? [{ place, hit: found.nearest, touched: false }] : [];
  return found.hits.slice(0, SAID).map((hit) => ({ place, hit, touched: true }));
};

interface Asked {
  services: Services;
  resident: string;
  cause: string;
  now: Date;
  /** The days that were named, both ends included. */
  days: { from: string; to: string } | undefined;
}

/** "Since yesterday" means today as well. */
const untilNow = (days: Asked['days'], now: Date): Asked['days'] =>
  days && days.to < dayOf(now) ? { from: days.from, to: dayOf(now) } : days;

const lookUp = ({ services, days }: Asked, place: Place): Promise<Outages> =>
  services.notices.outages({
    place,
    ...(days ? { when: { from: instant(days.from), to: instant(addDays(days.to, 1)) } } : {}),
  });

/** Everything that is cut off everywhere or in a district, a page at a time. */
const listed = async (asked: Asked, place: Place, found: Outages, page: number): Promise<Answer> => {
  const { services, resident, cause, days, now } = asked;
  const where = place.kind === 'area' ? place.name : '';
  if (found.kind === 'none') return say.listNone(where, say.span(days, now));
  const shown = found.hits.slice(page * say.LISTED, (page + 1) * say.LISTED);
  const answers = shown.map((hit) => ({ place, hit, touched: true }));
  await services.notices.remember({ openid: resident, answers, cause });
  const left = found.hits.length - page * say.LISTED - shown.length;
  const when = days ? say.span(days, now) : '';
  const reply = say.list(shown, { where, when, all: found.hits.length, left }, now);
  return left > 0 ? { ...reply, more: { page: page + 1 } } : reply;
};

/** A district was asked for: its notices are a list. */
const isDistrict = (found: Outages): boolean =>
  found.kind === 'affected' && found.hits.every(({ by }) => by === 'district');

/** Each place in its own words, one after the other. */
const told = async (asked: Asked, places: readonly NamedPlace[], shown = 0): Promise<Answer> => {
  const { services, resident, cause, days, now } = asked;
  const found = await Promise.all(places.map(async (place) => ({ place, outages: await lookUp(asked, place) })));
  const [only] = found;
  if (only && found.length === 1 && isDistrict(only.outages)) return listed(asked, only.place, only.outages, shown);
  const answers = found.flatMap(({ place, outages }) => answeredFrom(place, outages));
  await services.notices.remember({ openid: resident, answers, cause });
  return join(
    ...found.map(({ place, outages }) => {
      const name = place.kind === 'area' ? place.name : place.label;
      return outages.kind === 'affected'
        ? say.affected(name, outages.hits, now)
        : say.none(name, say.span(days, now), outages.nearest, now);
    }),
  );
};

export const outageLookup = defineIntent({
  name: 'outage_lookup',
  title: titles.outage_lookup,
  examples: ['停水了吗', '明天芳草园停水吗', '什么时候来水'],
  looksUp: true,
  slots: { area, date, point, account: saidAccount, page },
  suggested: true,
  about: ({ resident, services }, words) => homeNamed(services, resident, words),
  async answer({ resident, slots, services, now, cause, words }): Promise<Answer> {
    const asked: Asked = {
      services,
      resident,
      cause,
      now,
      days: say.saysSince(words) ? untilNow(slots.date, now) : slots.date,
    };
    if (slots.area) return told(asked, [{ kind: 'area', name: withDoor(words, slots.area) }], slots.page);
    if (slots.point) return told(asked, [{ kind: 'point', ...slots.point, label: slots.point.label || say.sentPlace }]);
    const everywhere: Place = { kind: 'anywhere' };
    if (say.saysNextDoor(words)) {
      const found = await lookUp(asked, everywhere);
      return say.nextDoor(found.kind === 'affected' ? found.hits.length : 0);
    }
    const wide = slots.page !== undefined || say.saysEverywhere(words);
    const homes = wide ? [] : await placesOfHomes(services, resident, slots.account);
    if (homes.length > 0) return told(asked, homes);
    return listed(asked, everywhere, await lookUp(asked, everywhere), slots.page ?? 0);
  },
});
