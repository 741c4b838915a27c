import * as OpenCC from 'opencc-js';
import type { Chance } from '../torture/chance.js';
import { fillers, lookAlike, soundAlike } from './slips.js';

/** One way in which a sentence goes wrong between a head and us. */
export const kinds = ['homophone', 'look-alike', 'dropped', 'doubled', 'swapped', 'filler', 'traditional'] as const;
export type NoiseKind = (typeof kinds)[number];

const han = /[\u4e00-\u9fff]/;
/** With fewer characters, losing or swapping one leaves nothing that anybody could read. */
const FEWEST = 4;

const table = (groups: string): ReadonlyMap<string, string> =>
  new Map(
    groups
      .trim()
      .split(/\s+/)
      .map((group) => [...group])
      .map(([char = '', ...others]) => [char, others.join('')]),
  );
const sounding = table(soundAlike);
const looking = table(lookAlike);
const traditional = OpenCC.Converter({ from: 'cn', to: 'tw' });

const pick = <T>(list: readonly T[], chance: Chance): T | undefined => list[chance.below(list.length)];
/** Places in the text of what fits. */
const places = (chars: readonly string[], fits: (char: string, i: number) => boolean): number[] =>
  chars.flatMap((char, i) => (fits(char, i) ? [i] : []));

const replaced = (text: string, by: ReadonlyMap<string, string>, chance: Chance): string => {
  const chars = [...text];
  const at = pick(
    places(chars, (char) => by.has(char)),
    chance,
  );
  return at === undefined ? text : chars.with(at, pick([...by.get(chars[at]!)!], chance)!).join('');
};

const spliced = (text: string, chance: Chance, change: (chars: string[], at: number) => readonly string[]): string => {
  const chars = [...text];
  const inWords = places(chars, (char, i) => han.test(char) && han.test(chars[i + 1] ?? ''));
  const at = inWords.length + 1 < FEWEST ? undefined : pick(inWords, chance);
  return at === undefined ? text : change(chars, at).join('');
};

/** @returns the sentence with one slip of the kind, or as it was where none fits; digits and letters are left alone */
export const noisy = (text: string, kind: NoiseKind, chance: Chance): string => {
  switch (kind) {
    case 'homophone':
      return replaced(text, sounding, chance);
    case 'look-alike':
      return replaced(text, looking, chance);
    case 'dropped':
      return spliced(text, chance, (chars, at) => chars.toSpliced(at, 1));
    case 'doubled': {
      const length = 1 + chance.below(2);
      return spliced(text, chance, (chars, at) => chars.toSpliced(at, 0, ...chars.slice(at, at + length)));
    }
    case 'swapped':
      return spliced(text, chance, (chars, at) => chars.with(at, chars[at + 1]!).with(at + 1, chars[at]!));
    case 'filler':
      return spliced(text, chance, (chars, at) => chars.toSpliced(at, 0, pick(fillers, chance)!));
    case 'traditional':
      return traditional(text);
  }
};

/** One slip of any kind after another. */
export const noisyTimes = (text: string, times: number, chance: Chance): string =>
  Array.from({ length: times }).reduce<string>((words) => noisy(words, pick(kinds, chance)!, chance), text);
