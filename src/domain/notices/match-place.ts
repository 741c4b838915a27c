import { metresBetween, type Point } from '../../kernel/geo.js';
import type { Area, Place } from './door.js';

/** How an area stands to a place: touched by its name, by its distance, or not at all. */
export interface AreaMatch {
  area: Area;
  touches: boolean;
  /** From the place to the area's centre, where both are known. */
  metres?: number;
}

/** Words for a housing estate and for a community: people leave them out or swap them. */
const ESTATE_SUFFIX = /(?:\u5c0f\u533a|\u793e\u533a)$/u;
const SHORTEST_NAME = 2;

const normal = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();

const stem = (name: string): string => {
  const whole = normal(name);
  const short = whole.replace(ESTATE_SUFFIX, '');
  return short.length >= SHORTEST_NAME ? short : whole;
};

const isDigit = (char: string | undefined): boolean => char !== undefined && /\d/u.test(char);

/** Containment that does not cut a number in two: `Road 1` is not part of `Road 12`. */
const holds = (text: string, part: string): boolean => {
  if (part.length < SHORTEST_NAME) return false;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const cutsBefore = isDigit(part[0]) && isDigit(text[at - 1]);
    const cutsAfter = isDigit(part.at(-1)) && isDigit(text[at + part.length]);
    if (!cutsBefore && !cutsAfter) return true;
  }
  return false;
};

/** True when two names of places mean the same or one lies within the other. */
export const sameArea = (a: string, b: string): boolean => holds(stem(a), stem(b)) || holds(stem(b), stem(a));

/** True when an address lies in the area of that name. */
export const addressIn = (address: string, area: string): boolean => holds(normal(address), stem(area));

const centreOf = ({ latitude, longitude }: Area): Point | undefined =>
  latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };

const touches = (area: Area, place: Place, metres: number | undefined): boolean => {
  const inReach = metres !== undefined && area.radiusM !== undefined && metres <= area.radiusM;
  switch (place.kind) {
    case 'anywhere':
      return true;
    case 'area':
      return sameArea(area.name, place.name);
    case 'home':
      return inReach || addressIn(place.address, area.name);
    case 'point':
      return inReach;
  }
};

const matchArea = (area: Area, place: Place): AreaMatch => {
  const centre = centreOf(area);
  const here = place.kind === 'home' || place.kind === 'point' ? place : undefined;
  const metres = centre && here ? Math.round(metresBetween(here, centre)) : undefined;
  return { area, touches: touches(area, place, metres), ...(metres === undefined ? {} : { metres }) };
};

const far = ({ metres }: AreaMatch): number => metres ?? Number.POSITIVE_INFINITY;
const closer = (a: AreaMatch, b: AreaMatch): number => (far(a) === far(b) ? 0 : far(a) - far(b));

/** The area of a notice that says most to this place: one that touches it before one that does not, then the closest. */
export const bestArea = (areas: readonly Area[], place: Place): AreaMatch | undefined =>
  areas
    .map((area) => matchArea(area, place))
    .sort((a, b) => Number(b.touches) - Number(a.touches) || closer(a, b))
    .at(0);
