import { conceptsOf } from './lexicon.js';
import { soundsOf } from './pinyin.js';

/** Digits are one character, marks none, and the ends are marked. */
export const charsOf = (text: string): string[] => [
  ...`^${text.replace(/\d+/g, '#').replace(/[\s,。.、!?;:~"']+/g, '')}$`,
];

/** Features are known by a hash of their name, so that no name is put together where thousands of sentences are read. */
const START = 0x2f6b1d35;
const mix = (hash: number, code: number): number => {
  const mixed = Math.imul(hash ^ code, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};
const mixAll = (hash: number, text: string): number => {
  let mixed = hash;
  for (let i = 0; i < text.length; i += 1) mixed = mix(mixed, text.charCodeAt(i));
  return mixed;
};

/** The last bit tells the short ones, of one character or two, of which one sighting is enough. */
const short = (hash: number): number => hash | 1;
const long = (hash: number): number => hash & ~1;
export const isShort = (feature: number): boolean => (feature & 1) === 1;

const SOUND = '~';
const CONCEPT = '@';
const soundStart = mixAll(START, SOUND);
const conceptStart = mixAll(START, CONCEPT);
const NEXT = SOUND.charCodeAt(0);
const AND = '+'.charCodeAt(0);

/** Neighbouring pairs of characters. */
export const pairsOf = (chars: readonly string[]): number[] =>
  chars.slice(1).map((char, i) => short(mixAll(mixAll(START, chars[i]!), char)));

/** What a sentence is judged by: character 1-3-grams, pairs of neighbouring sounds, concepts and their pairs; in the order of `namesOf`. */
export const featuresOf = (text: string): number[] => {
  const features: number[] = [];
  const chars = charsOf(text);
  for (let i = 0; i < chars.length; i += 1) {
    const one = mixAll(START, chars[i]!);
    features.push(short(one));
    if (i + 1 === chars.length) break;
    const two = mixAll(one, chars[i + 1]!);
    features.push(short(two));
    if (i + 2 < chars.length) features.push(long(mixAll(two, chars[i + 2]!)));
  }
  const sounds = ['^', ...soundsOf(text), '$'];
  for (let i = 1; i < sounds.length; i += 1)
    features.push(long(mixAll(mix(mixAll(soundStart, sounds[i - 1]!), NEXT), sounds[i]!)));
  const concepts = conceptsOf(text);
  for (let i = 0; i < concepts.length; i += 1) {
    const one = mixAll(conceptStart, concepts[i]!);
    features.push(long(one));
    for (let j = i + 1; j < concepts.length; j += 1) features.push(long(mixAll(mix(one, AND), concepts[j]!)));
  }
  return features;
};

/** The same features by name, for people: `水费`, `~sui~fei`, `@water+bill`. */
export const namesOf = (text: string): string[] => {
  const chars = charsOf(text);
  const grams = chars.flatMap((_, i) =>
    [1, 2, 3].filter((n) => i + n <= chars.length).map((n) => chars.slice(i, i + n).join('')),
  );
  const sounds = ['^', ...soundsOf(text), '$'];
  const concepts = conceptsOf(text);
  return [
    ...grams,
    ...sounds.slice(1).map((sound, i) => `${SOUND}${sounds[i]}${SOUND}${sound}`),
    ...concepts.flatMap((name, i) => [
      `${CONCEPT}${name}`,
      ...concepts.slice(i + 1).map((other) => `${CONCEPT}${name}+${other}`),
    ]),
  ];
};

/** Numbers for hashes, from 0 on: an open table. Plain data, so that it can be kept. */
export interface Numbering {
  readonly keys: Int32Array;
  /** -1 where the slot is free. */
  readonly numbers: Int32Array;
  size: number;
}

/** @param expected how many hashes at most; the table is as large as twice that */
export const createNumbering = (expected: number): Numbering => {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2, expected * 2)));
  return { keys: new Int32Array(slots), numbers: new Int32Array(slots).fill(-1), size: 0 };
};

const slotOf = ({ keys, numbers }: Numbering, hash: number): number => {
  const mask = keys.length - 1;
  let slot = (hash >>> 1) & mask;
  while (numbers[slot] !== -1 && keys[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
};

/** The hash's number, -1 when it has none. */
export const numberOf = (numbering: Numbering, hash: number): number => numbering.numbers[slotOf(numbering, hash)]!;

/** The hash's number, a new one when it is new. */
export const numbered = (numbering: Numbering, hash: number): number => {
  const slot = slotOf(numbering, hash);
  if (numbering.numbers[slot] === -1) {
    numbering.keys[slot] = hash;
    numbering.numbers[slot] = numbering.size;
    numbering.size += 1;
  }
  return numbering.numbers[slot]!;
};
