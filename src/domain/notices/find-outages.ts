import type { Clock } from '../../kernel/clock.js';
import { reasonOf } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { Notice, OutageHit, Outages, Place } from './door.js';
import { bestArea, type PlaceWords } from './match-place.js';
import { phaseAt } from './notice.js';
import type { NoticeStore } from './store.js';

/** How long an ended outage is still worth a word to one who asks about now. */
const JUST_OVER_MS = 12 * 3_600_000;

const PHASES: readonly OutageHit['phase'][] = ['now', 'coming', 'over'];

interface Candidate {
  hit: OutageHit;
  touches: boolean;
  /** Whether it lies in the time asked about, and not only shortly before it. */
  inTime: boolean;
}

const startOf = ({ notice }: OutageHit): number => notice.from?.getTime() ?? 0;
const soonestFirst = (a: OutageHit, b: OutageHit): number =>
  PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) ||
  Number(a.part ?? false) - Number(b.part ?? false) ||
  startOf(a) - startOf(b);

interface Asked {
  place: Place;
  window: { from: Date; to?: Date };
  now: Date;
}

const weigh = (notice: Notice, { place, window, now }: Asked, words: PlaceWords): Candidate | undefined => {
  const match = bestArea(notice.areas, place, words);
  if (!match || !notice.from || (notice.expiresAt && notice.expiresAt <= now)) return undefined;
  if (window.to && notice.from >= window.to) return undefined;
  const { touches, ...how } = match;
  const hit = { notice, phase: phaseAt(notice, now), ...how };
  return { hit, touches, inTime: !notice.to || notice.to > window.from };
};

/** What to name when nothing touches the place: what has just ended here, else the closest of the others. */
const nearestOf = (candidates: readonly Candidate[]): OutageHit | undefined => {
  const overHere = candidates.filter(({ touches, inTime }) => touches && !inTime).map(({ hit }) => hit);
  const latest = overHere.sort((a, b) => Number(b.notice.to) - Number(a.notice.to))[0];
  if (latest) return latest;
  const missing = candidates.find(({ hit, inTime }) => hit.misses && inTime);
  if (missing) return missing.hit;
  return candidates
    .filter(({ hit, inTime }) => inTime && hit.metres !== undefined)
    .map(({ hit }) => hit)
    .sort((a, b) => Number(a.metres) - Number(b.metres))[0];
};

/**
 * Which published outages touch a place and a time. With a time given, an ended one is a hit of phase `over`; without, only what is
 * on or coming is a hit, and what ended here within the last 12 hours is named as `nearest`.
 */
export const findOutages =
  ({ store, clock, words, log }: { store: NoticeStore; clock: Clock; words: PlaceWords; log: Log }) =>
  async ({ place, when }: { place: Place; when?: { from: Date; to: Date } }): Promise<Outages> => {
    const now = clock.now();
    const window = when ?? { from: now };
    const since = when ? when.from : new Date(now.getTime() - JUST_OVER_MS);
    const candidates = (await store.outagesEndingAfter(since))
      .map((notice) => weigh(notice, { place, window, now }, words))
      .filter((found) => found !== undefined);
    const hits = candidates
      .filter(({ touches, inTime }) => touches && inTime)
      .map(({ hit }) => hit)
      .sort(soonestFirst);
    const nearest = hits.length > 0 ? undefined : nearestOf(candidates);
    const shown = nearest ? [nearest] : hits;
    if (shown.length > 0)
      await store
        .countViews(shown.map(({ notice }) => notice.id))
        .catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'views of notices not counted'));
    const [first, ...rest] = hits;
    if (first) return { kind: 'affected', hits: [first, ...rest] };
    return nearest ? { kind: 'none', nearest } : { kind: 'none' };
  };
