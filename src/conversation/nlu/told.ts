import type { Replacement } from '../understanding.js';

/** Told of each replacement, by who explains how words were read. */
export type Told = (replacement: Replacement) => void;

/** Replaces what the pattern finds by a plain word, and says so. */
export const tell = (text: string, pattern: RegExp, word: string, how: Replacement['how'], told?: Told): string => {
  const read = text.replace(pattern, word);
  if (told && read !== text)
    for (const [from] of text.matchAll(pattern.global ? pattern : new RegExp(pattern, `${pattern.flags}g`)))
      if (from !== word) told({ how, from, to: word });
  return read;
};
