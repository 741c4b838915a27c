import type { Outages, Place } from '../src/domain/notices/door.js';
import { addDays, instant } from '../src/kernel/dates.js';
import type { Services } from '../src/services.js';
import * as say from '../templates/replies/outage.js';
import { titles } from '../templates/replies/titles.js';
import { homeNamed } from './homes.js';
import { type Answer, defineIntent, join } from './kit.js';
import { area, date, point, saidAccount } from './slots.js';

const named = (place: Place): string =>
  place.kind === 'area' ? place.name : place.kind === 'anywhere' ? '' : place.label;

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

export const outageLookup = defineIntent({
  name: 'outage_lookup',
  title: titles.outage_lookup,
  examples: ['停水了吗', '明天芳草园停水吗', '什么时候来水'],
  slots: { area, date, point, account: saidAccount },
  suggested: true,
  about: ({ resident, services }, words) => homeNamed(services, resident, words),
  async answer({ resident, slots, services, now }): Promise<Answer> {
    const when = slots.date && { from: instant(slots.date.from), to: instant(addDays(slots.date.to, 1)) };
    const ask = (place: Place): Promise<Outages> => services.notices.outages({ place, ...(when ? { when } : {}) });
    const places: Place[] = slots.area
      ? [{ kind: 'area', name: slots.area }]
      : slots.point
        ? [{ kind: 'point', ...slots.point, label: slots.point.label || say.sentPlace }]
        : await placesOfHomes(services, resident, slots.account);
    const span = say.span(when, now);
    if (places.length === 0) {
      const found = await ask({ kind: 'anywhere' });
      return found.kind === 'affected' ? say.list(found.hits, now) : say.listNone(span);
    }
    const answers = await Promise.all(
      places.map(async (place) => {
        const found = await ask(place);
        return found.kind === 'affected'
          ? say.affected(named(place), found.hits, now)
          : say.none(named(place), span, found.nearest);
      }),
    );
    return join(...answers);
  },
});
