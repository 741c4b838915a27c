/** Seeded chance: the same seed, the same trial. */
export interface Chance {
  /** An integer in 0 … below−1. */
  below(below: number): number;
  oneOf<T>(list: readonly [T, ...T[]]): T;
  /** Another stream of the same seed, so that who draws first changes nothing for the others. */
  fork(name: string): Chance;
}

const mix = (state: number): number => {
  const once = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  const twice = Math.imul(once ^ (once >>> 15), 0x735a2d97);
  return (twice ^ (twice >>> 15)) >>> 0;
};

/** @param seed any integer */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return Math.floor((mix(state) / 2 ** 32) * limit);
  };
  return {
    below,
    oneOf: (list) => list[below(list.length)] ?? list[0],
    fork: (name) => chanceOf([...name].reduce((hash, char) => mix(hash + (char.codePointAt(0) ?? 0)), mix(seed))),
  };
};
