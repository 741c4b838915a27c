import { describe, expect, it } from '@jest/globals';
import { covers, isExact } from '../../../src/conversation/nlu/addresses.js';
import type { Area, Place } from '../../../src/domain/notices/door.js';
import { bestArea as best } from '../../../src/domain/notices/match-place.js';

const bestArea = (areas: readonly Area[], place: Place) => best(areas, place, { covers, isExact });

describe('bestArea', () => {
  const near = { name: '芳草园', latitude: 30.0, longitude: 120.0, radiusM: 500 };
  const far = { name: '翡翠城', latitude: 30.1, longitude: 120.0, radiusM: 500 };
  const unplaced = { name: '临江路' };

  it('measures a point against the radius', () => {
    const match = bestArea([far, near], { kind: 'point', label: '', latitude: 30.004, longitude: 120 });
    expect(match).toEqual({ area: near, touches: true, by: 'distance', metres: 445 });
  });

  it('names the closest when none is touched', () => {
    const match = bestArea([unplaced, far, near], { kind: 'point', label: '', latitude: 30.02, longitude: 120 });
    expect(match?.area.name).toBe('芳草园');
    expect(match?.touches).toBe(false);
  });

  it('takes a home by its address even where the area has no centre', () => {
    const home = { kind: 'home', label: '', address: '临江区临江路8号', latitude: 30.0, longitude: 120.0 } as const;
    expect(bestArea([far, unplaced], home)).toEqual({ area: unplaced, touches: true, by: 'name' });
  });

  it('takes a home by its distance where the address says nothing', () => {
    const home = { kind: 'home', label: '', address: '无名路8号', latitude: 30.001, longitude: 120.0 } as const;
    expect(bestArea([near], home)?.touches).toBe(true);
  });

  it('touches everybody anywhere', () => {
    expect(bestArea([unplaced], { kind: 'anywhere' })?.touches).toBe(true);
  });

  const numbers = { name: '滨河路1-99号单号', latitude: 30.0, longitude: 120.0, radiusM: 500 };
  const at = (address: string) => ({ kind: 'home', label: '', address, latitude: 30.001, longitude: 120.0 }) as const;

  it('of a street with numbers takes the houses that it names, and no neighbour by distance', () => {
    expect(bestArea([numbers], at('滨河路31号'))).toMatchObject({ touches: true, by: 'name' });
    expect(bestArea([numbers], at('滨河路31号'))).not.toHaveProperty('part');
    expect(bestArea([numbers], at('滨河路32号'))).toMatchObject({ touches: false, misses: true });
    expect(bestArea([numbers], at('东湖路31号'))).toMatchObject({ touches: false, metres: 111 });
    expect(bestArea([numbers], at('滨河路'))).toMatchObject({ touches: true, part: true });
  });

  it('cannot tell for a point within its reach whether the house is meant', () => {
    const point = { kind: 'point', label: '', latitude: 30.001, longitude: 120 } as const;
    expect(bestArea([numbers], point)).toMatchObject({ touches: true, by: 'distance', part: true });
  });

  it('says the area that holds the place before one that may', () => {
    expect(bestArea([numbers, { name: '滨河路' }], at('滨河路'))?.area.name).toBe('滨河路');
  });
});
