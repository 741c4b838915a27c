import type { Answered, Outages, Place } from '../src/domain/notices/door.js';
import { addDays, instant } from '../src/kernel/dates.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/outage.js';
import { titles } from '../templates/replies/titles.js';
import { homeNamed } from './homes.js';
import { type Answer, defineIntent, join, type Reply } from './kit.js';
import { area, date, point, saidAccount } from './slots.js';

const sayFor = (place: Place, found: Outages, span: string, now: Date): Reply => {
  if (place.kind === 'anywhere') return found.kind === 'affected' ? say.list(found.hits, now) : say.listNone(span);
  const name = place.kind === 'area' ? place.name : place.label;
  return found.kind === 'affected' ? say.affected(name, found.hits, now) : say.none(name, span, found.nearest);
};

/** The resident's bound homes with their places, for matching only. */
const placesOfHomes = async (services: Services, resident: string, wanted: string | undefined): Promise<Place[]> => {
  const { homes } = await services.customers.resident(resident);
  const meant =
    wanted && wanted !== 'all' ? homes.filter((home) => [home.account, home.tail, home.label].includes(wanted)) : homes;
  const full = await Promise.all(
    meant.map(async ({ account, label }) => ({ label, of: await services.customers.customerOf(resident, account) })),
  );
  return full.flatMap(({ label, of }) =>
    of ? [{ kind: 'home' as const, label, address: of.address, latitude: of.latitude, longitude: of.longitude }] : [],
  );
};

/** Hits that an answer names: of one place, and of everywhere. */
const SAID = 3;
const LISTED = 6;

/** What the answer says of notices, so that a correction of one reaches who was told of it. */
const answeredFrom = (place: Place, found: Outages): Answered[] => {
  if (found.kind === 'none') return found.nearest ? [{ place, hit: found.nearest, touched: false }] : [];
  const said = found.hits.slice(0, place.kind === 'anywhere' ? LISTED : SAID);
  return said.map((hit) => ({ place, hit, touched: true }));
};

export const outageLookup = defineIntent({
  name: 'outage_lookup',
  title: titles.outage_lookup,
  examples: ['停水了吗', '明天芳草园停水吗', '什么时候来水'],
  slots: { area, date, point, account: saidAccount },
  suggested: true,
  about: ({ resident, services }, words) => homeNamed(services, resident, words),
  async answer({ resident, slots, services, now, cause }): Promise<Answer> {
    const when = slots.date && { from: instant(slots.date.from), to: instant(addDays(slots.date.to, 1)) };
    const named: Place[] = slots.area
      ? [{ kind: 'area', name: slots.area }]
      : slots.point
        ? [{ kind: 'point', ...slots.point, label: slots.point.label || say.sentPlace }]
        : await placesOfHomes(services, resident, slots.account);
    const places: Place[] = named.length > 0 ? named : [{ kind: 'anywhere' }];
    const found = await Promise.all(
      places.map(async (place) => ({
        place,
        outages: await services.notices.outages({ place, ...(when ? { when } : {}) }),
      })),
    );
    const answers = found.flatMap(({ place, outages }) => answeredFrom(place, outages));
    await services.notices.remember({ openid: resident, answers, cause });
    return join(...found.map(({ place, outages }) => sayFor(place, outages, say.span(when, now), now)));
  },
});
