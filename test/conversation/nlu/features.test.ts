import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { examples } from '../../../intents/examples.js';
import {
  createNumbering,
  featuresOf,
  isShort,
  namesOf,
  numbered,
  numberOf,
  pairsOf,
} from '../../../src/conversation/nlu/features.js';

const words = fc.string({ unit: fc.constantFrom(...'水费多少停上个月我家abc12 ,。充值^$~@'), maxLength: 30 });

describe('features', () => {
  it('have names in the same order: one hash, one name', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (sentences) => {
        const named = new Map<number, string>();
        for (const text of sentences) {
          const [features, names] = [featuresOf(text), namesOf(text)];
          expect(names).toHaveLength(features.length);
          for (const [i, feature] of features.entries()) {
            expect(named.get(feature) ?? names[i]).toBe(names[i]);
            named.set(feature, names[i]!);
          }
        }
        expect(new Set(named.values()).size).toBe(named.size);
      }),
    );
  });

  it('of the examples hardly ever share a hash', () => {
    const named = new Map<number, string>();
    let shared = 0;
    for (const text of Object.values(examples()).flat()) {
      const names = namesOf(text);
      for (const [i, feature] of featuresOf(text).entries()) {
        if (named.has(feature) && named.get(feature) !== names[i]) shared += 1;
        named.set(feature, names[i]!);
      }
    }
    expect(named.size).toBeGreaterThan(50_000);
    expect(shared / named.size).toBeLessThan(1e-3);
  });

  it('know the short ones, and pairs are among them', () => {
    const features = new Set(featuresOf('查水费'));
    for (const pair of pairsOf([...'^查水费$'])) {
      expect(isShort(pair)).toBe(true);
      expect(features).toContain(pair);
    }
  });
});

it('numbers hashes in the order of first sight', () => {
  const numbering = createNumbering(4);
  expect([7, -3, 7, 0].map((hash) => numbered(numbering, hash))).toEqual([0, 1, 0, 2]);
  expect([0, -3, 12].map((hash) => numberOf(numbering, hash))).toEqual([2, 1, -1]);
  expect(numbering.size).toBe(3);
});
