import { metresBetween, type Point } from '../../kernel/geo.js';
import type { Area, Place } from './door.js';

/** How words for areas and addresses are read: the language is not ours. */
export interface PlaceWords {
  /**
   * How an area stands to an address or to the name of a place: it holds it; it holds a part of what is meant; it names the same street
   * or estate and leaves this one out; it names something else.
   */
  covers(area: string, address: string): 'in' | 'part' | 'out' | 'elsewhere';
  /** Whether the area names houses or buildings one by one, so that what is merely near is not meant. */
  isExact(area: string): boolean;
}

/** How an area stands to a place: touched by its name, by its distance, or not at all. */
export interface AreaMatch {
  area: Area;
  touches: boolean;
  /** Touches a part of the place, or cannot be told to hold it. */
  part?: true;
  /** By what it touches; nothing for everywhere. */
  by?: 'name' | 'distance' | 'district';
  /** The area names the street or estate of the place and leaves the place itself out. */
  misses?: true;
  /** From the place to the area's centre, where both are known. */
  metres?: number;
}

type Verdict = Omit<AreaMatch, 'area' | 'metres'>;

const centreOf = ({ latitude, longitude }: Area): Point | undefined =>
  latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };

const byName = (cover: ReturnType<PlaceWords['covers']>): Verdict | undefined => {
  switch (cover) {
    case 'in':
      return { touches: true, by: 'name' };
    case 'part':
      return { touches: true, by: 'name', part: true };
    case 'out':
      return { touches: false, misses: true };
    case 'elsewhere':
      return undefined;
  }
};

/** A district that was asked for holds the areas that the utility counts there. */
const inDistrict = ({ district }: Area, name: string, words: PlaceWords): Verdict | undefined =>
  district !== undefined && name.length <= district.length && words.covers(district, name) === 'in'
    ? { touches: true, by: 'district' }
    : undefined;

const verdictOf = (area: Area, place: Place, metres: number | undefined, words: PlaceWords): Verdict => {
  const inReach = metres !== undefined && area.radiusM !== undefined && metres <= area.radiusM;
  const byDistance: Verdict = inReach ? { touches: true, by: 'distance' } : { touches: false };
  switch (place.kind) {
    case 'anywhere':
      return { touches: true };
    case 'area':
      return byName(words.covers(area.name, place.name)) ?? inDistrict(area, place.name, words) ?? { touches: false };
    case 'home':
      return (
        byName(words.covers(area.name, place.address)) ?? (words.isExact(area.name) ? { touches: false } : byDistance)
      );
    case 'point':
      return inReach && words.isExact(area.name) ? { ...byDistance, part: true } : byDistance;
  }
};

const matchArea = (area: Area, place: Place, words: PlaceWords): AreaMatch => {
  const centre = centreOf(area);
  const here = place.kind === 'home' || place.kind === 'point' ? place : undefined;
  const metres = centre && here ? Math.round(metresBetween(here, centre)) : undefined;
  return { area, ...verdictOf(area, place, metres, words), ...(metres === undefined ? {} : { metres }) };
};

/** Touched for certain, touched in part, left out by name, none of these. */
const rank = ({ touches, part, misses }: AreaMatch): number => (touches ? (part ? 1 : 0) : misses ? 2 : 3);
const far = ({ metres }: AreaMatch): number => metres ?? Number.POSITIVE_INFINITY;
const closer = (a: AreaMatch, b: AreaMatch): number => (far(a) === far(b) ? 0 : far(a) - far(b));

/** The area of a notice that says most to this place: one that touches it before one that does not, then the closest. */
export const bestArea = (areas: readonly Area[], place: Place, words: PlaceWords): AreaMatch | undefined =>
  areas
    .map((area) => matchArea(area, place, words))
    .sort((a, b) => rank(a) - rank(b) || closer(a, b))
    .at(0);
