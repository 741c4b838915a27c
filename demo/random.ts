/** The seed of the demo that everyone gets. */
export const DEMO_SEED = 20261121;

/** A number in 0 … 2³²−1 that depends on nothing but its arguments: the demo's only chance, the same on every machine. */
export const chance = (seed: number, ...keys: readonly (string | number)[]): number => {
  let h = (seed ^ 0x9e3779b9) >>> 0;
  for (const char of keys.join('\0')) {
    h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x85ebca6b);
    h = (h ^ (h >>> 13)) >>> 0;
  }
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return (h ^ (h >>> 15)) >>> 0;
};

/** An integer in 0 … below−1. */
export const pick = (below: number, seed: number, ...keys: readonly (string | number)[]): number =>
  chance(seed, ...keys) % below;

export const oneOf = <T>(list: readonly [T, ...T[]], seed: number, ...keys: readonly (string | number)[]): T =>
  list[pick(list.length, seed, ...keys)] ?? list[0];
