import type { OutageHit, Place } from '../src/domain/notices/door.js';
import * as say from '../templates/replies/repair-progress.js';
import { titles } from '../templates/replies/titles.js';
import { defineIntent } from './kit.js';
import { placesOfHomes } from './outage-lookup.js';
import { area } from './slots.js';
import { progressOf } from './ticket-status.js';

/** What is being repaired, not what was planned. */
const repairs = (hits: readonly OutageHit[]): OutageHit[] =>
  hits.filter(({ notice, phase }) => notice.kind === 'emergency' && phase === 'now');

const MOST = 2;

export const repairProgress = defineIntent({
  name: 'repair_progress',
  title: titles.repair_progress,
  examples: ['抢修到哪一步了', '师傅什么时候来', '修好了没有'],
  looksUp: true,
  slots: { area },
  async answer({ resident, slots, words, services, now }) {
    const own = slots.area
      ? []
      : (await services.tickets.ofResident(resident, 1)).filter(({ state }) => state !== 'closed');
    const homes: Place[] = slots.area
      ? [{ kind: 'area', name: slots.area }]
      : await placesOfHomes(services, resident, undefined);
    const places: Place[] = homes.length > 0 ? homes : [{ kind: 'anywhere' }];
    const found = await Promise.all(places.map((place) => services.notices.outages({ place })));
    const all = repairs(found.flatMap((outages) => (outages.kind === 'affected' ? outages.hits : [])));
    const once = all.filter(({ notice }, i) => all.findIndex((one) => one.notice.id === notice.id) === i);
    const [ticket] = own;
    if (ticket && say.asksForOwn(words)) return say.reported(progressOf(ticket), now);
    if (once.length > 0) return say.onSite(once.slice(0, MOST), now, ticket?.number);
    return ticket
      ? say.reported(progressOf(ticket), now)
      : say.nothingKnown(slots.area ?? (homes.length > 0 ? say.aroundHome : undefined));
  },
});
