import { digestOf } from '../../kernel/ids.js';
import type { Notice, OutageChange } from './door.js';
import { isOutage, phaseAt } from './notice.js';

/** What somebody who asked about an outage has been told of it. */
export interface Facts {
  from?: Date;
  to?: Date;
  /** Withdrawn, or no outage after all. */
  off: boolean;
  /** Digests: equal when the areas and, marks aside, the words are. */
  areas: string;
  body: string;
}

type Times = Pick<Facts, 'from' | 'to'>;

const lettersOf = (text: string): string => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');

/** What a notice says that matters to those whom it concerns. */
export const factsOf = ({ kind, state, areas, body, from, to }: Notice): Facts => ({
  ...(from ? { from } : {}),
  ...(to ? { to } : {}),
  off: state === 'withdrawn' || !isOutage(kind),
  areas: digestOf(
    JSON.stringify(areas.map(({ name, latitude, longitude, radiusM }) => [name, latitude, longitude, radiusM])),
  ),
  body: digestOf(lettersOf(body)),
});

const same = (a: Date | undefined, b: Date | undefined): boolean => a?.getTime() === b?.getTime();

/** Which facts differ. */
export const changedFacts = (before: Facts, after: Facts): OutageChange['changed'] => [
  ...(same(before.from, after.from) ? [] : (['from'] as const)),
  ...(same(before.to, after.to) ? [] : (['to'] as const)),
  ...(before.areas === after.areas ? [] : (['areas'] as const)),
  ...(before.body === after.body ? [] : (['body'] as const)),
];

/** Whether an act upon a notice is news to those who were answered from it. */
export const isNews = (before: Facts, after: Facts): boolean =>
  before.off !== after.off || changedFacts(before, after).length > 0;

/** When the first of these begins to bite; what is on bites now, and what is over does not. */
export const soonestBite = (times: readonly Times[], now: Date): Date | undefined =>
  times
    .filter((each) => phaseAt(each, now) !== 'over')
    .map(({ from }) => (from && from > now ? from : now))
    .sort((a, b) => a.getTime() - b.getTime())[0];

/** What one resident is to be told: nothing when it changes nothing for her. */
export const changeFor = (
  before: Facts,
  places: OutageChange['places'],
  notice: Notice,
  now: Date,
): OutageChange | undefined => {
  const after = factsOf(notice);
  const known = { ...(before.from ? { from: before.from } : {}), ...(before.to ? { to: before.to } : {}) };
  const concerned = places.filter(({ was, is }) => was || is);
  const change = (what: OutageChange['what'], changed: OutageChange['changed'], which = concerned): OutageChange => ({
    notice,
    what,
    before: known,
    changed,
    places: which,
  });
  const wasOver = phaseAt(known, now) === 'over';
  const touched = concerned.filter(({ was }) => was);
  if (after.off) return before.off || wasOver || touched.length === 0 ? undefined : change('withdrawn', [], touched);
  if (concerned.length === 0) return undefined;
  if (phaseAt(after, now) === 'over')
    return wasOver || touched.length === 0 ? undefined : change('restored', changedFacts(before, after), touched);
  const moved = concerned.some(({ was, is, name }) => was !== is || name === '');
  const changed = changedFacts(before, after).filter((field) => field !== 'areas' || moved);
  return changed.length > 0 ? change('corrected', changed) : undefined;
};
