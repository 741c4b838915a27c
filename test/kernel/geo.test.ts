import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { metresBetween, type Point } from '../../src/kernel/geo.js';

const beijing: Point = { latitude: 39.9042, longitude: 116.4074 };
const shanghai: Point = { latitude: 31.2304, longitude: 121.4737 };
const anywhere = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('metresBetween', () => {
  it('is 1,067 km from Beijing to Shanghai', () =>
    expect(metresBetween(beijing, shanghai) / 1000).toBeCloseTo(1067.3, 0));

  it('is 111 m for a thousandth of a degree north', () =>
    expect(metresBetween(beijing, { ...beijing, latitude: beijing.latitude + 0.001 })).toBeCloseTo(111.19, 1));

  it('crosses the date line by the short way', () =>
    expect(metresBetween({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 }) / 1000).toBeCloseTo(
      22.2,
      1,
    ));

  it('is half the globe between antipodes, never NaN', () =>
    expect(metresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(
      Math.PI * 6_371_000,
      0,
    ));

  it('is symmetric, nought to itself and within half the globe', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        const there = metresBetween(a, b);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThanOrEqual(Math.PI * 6_371_000 + 1e-6);
        expect(metresBetween(b, a)).toBeCloseTo(there, 6);
        expect(metresBetween(a, a)).toBe(0);
      }),
    );
  });
});
