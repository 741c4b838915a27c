import { metresBetween, type Point } from '../../kernel/geo.js';
import type { NearOutlet, Outlet, OutletImport } from './door.js';

/** Every outlet with its distance from a point, nearest first. */
export const byDistance = (outlets: readonly Outlet[], point: Point): NearOutlet[] =>
  outlets
    .map((outlet) => ({ outlet, metres: Math.round(metresBetween(point, outlet)) }))
    .sort((a, b) => a.metres - b.metres);

const squeezed = (words: string): string => words.normalize('NFKC').replace(/\s+/gu, '');
/** A single character names no place. */
const SHORTEST = 2;

/** The outlets that words for a place mean: by their own name, else by address or by what they serve. */
export const outletsAt = (outlets: readonly Outlet[], place: string): Outlet[] => {
  const wanted = squeezed(place);
  if ([...wanted].length < SHORTEST) return [];
  const named = outlets.filter(({ name }) => name.includes(wanted) || wanted.includes(name));
  if (named.length > 0) return named;
  const serving = outlets.filter(({ serves }) => serves.some((one) => wanted.includes(one) || one.includes(wanted)));
  return serving.length > 0 ? serving : outlets.filter(({ address }) => address.includes(wanted));
};

const factsOf = ({ name, address, hours, latitude, longitude, serves }: Outlet): string =>
  JSON.stringify([name, address, hours, latitude, longitude, serves]);

/** What is in `after` and not the same in `before`, and what is no more, by name. */
export const differences = (before: readonly Outlet[], after: readonly Outlet[]): Omit<OutletImport, 'imported'> => {
  const known = new Map(before.map((outlet) => [outlet.name, outlet]));
  const kept = new Set(after.map(({ name }) => name));
  const isChanged = (outlet: Outlet): boolean => {
    const was = known.get(outlet.name);
    return was !== undefined && factsOf(was) !== factsOf(outlet);
  };
  return {
    added: after.filter(({ name }) => !known.has(name)).map(({ name }) => name),
    changed: after.filter(isChanged).map(({ name }) => name),
    removed: before.filter(({ name }) => !kept.has(name)).map(({ name }) => name),
  };
};
