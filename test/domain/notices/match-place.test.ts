import { describe, expect, it } from '@jest/globals';
import { addressIn, bestArea, sameArea } from '../../../src/domain/notices/match-place.js';

describe('names of places', () => {
  it.each([
    ['芳草园', '芳草园小区', true],
    ['翠湖小区', '翠湖社区', true],
    ['翠湖', '翠湖小区', true],
    ['芳草园 ', '芳 草 园', true],
    ['芳草园3栋', '芳草园', true],
    ['芳草园', '翡翠城', false],
    ['滨河路1号', '滨河路12号', false],
    ['滨河路12号', '滨河路12号', true],
    ['园', '芳草园', false],
    ['', '芳草园', false],
    ['小区', '芳草园小区', false], // the mere word is nobody's name
  ])('%s and %s: %s', (a, b, same) => {
    expect(sameArea(a, b)).toBe(same);
    expect(sameArea(b, a)).toBe(same);
  });

  it.each([
    ['城东区芳草园小区3栋501', '芳草园', true],
    ['城东区芳草园3栋501', '芳草园小区', true],
    ['城东区 芳草园 3栋501', '芳草园', true],
    ['城东区滨河路112号', '滨河路11', false],
    ['城东区滨河路112号', '滨河路112号', true],
    ['城东区滨河路１１２号', '滨河路112号', true],
  ])('%s in %s: %s', (address, area, inside) => {
    expect(addressIn(address, area)).toBe(inside);
  });
});

describe('bestArea', () => {
  const near = { name: '芳草园', latitude: 30.0, longitude: 120.0, radiusM: 500 };
  const far = { name: '翡翠城', latitude: 30.1, longitude: 120.0, radiusM: 500 };
  const unplaced = { name: '临江路' };

  it('measures a point against the radius', () => {
    const match = bestArea([far, near], { kind: 'point', label: '', latitude: 30.004, longitude: 120 });
    expect(match).toEqual({ area: near, touches: true, metres: 445 });
  });

  it('names the closest when none is touched', () => {
    const match = bestArea([unplaced, far, near], { kind: 'point', label: '', latitude: 30.02, longitude: 120 });
    expect(match?.area.name).toBe('芳草园');
    expect(match?.touches).toBe(false);
  });

  it('takes a home by its address even where the area has no centre', () => {
    const home = { kind: 'home', label: '', address: '临江区临江路8号', latitude: 30.0, longitude: 120.0 } as const;
    expect(bestArea([far, unplaced], home)).toEqual({ area: unplaced, touches: true });
  });

  it('takes a home by its distance where the address says nothing', () => {
    const home = { kind: 'home', label: '', address: '无名路8号', latitude: 30.001, longitude: 120.0 } as const;
    expect(bestArea([near], home)?.touches).toBe(true);
  });

  it('touches everybody anywhere', () => {
    expect(bestArea([unplaced], { kind: 'anywhere' })?.touches).toBe(true);
  });
});
