import type { Replacement } from '../understanding.js';
import { looksLike } from './look-alikes.js';
import { soundsOf } from './pinyin.js';
import type { Told } from './told.js';

/** A pair that shares a character with what was written is taken when so many examples have it; one that shares none, when that many. */
const SHARING = 4;
const SHARING_NONE = 20;
/** Two neighbours are the wrong way round when the right way is so frequent. */
const TURNED = 8;
/** A character stands between two others in so many examples, and in this share of all that have those two around one. */
const BETWEEN = 5;
const MOSTLY = 0.6;
/** A pair that looks like what was written is meant when so many examples have it. */
const LOOKING = 6;

/** Words that say nothing: that one of them is missing does no harm. */
const small: ReadonlySet<string> = new Set('的了那这个我你是有一下');

const isHan = (char: string | undefined): boolean => char !== undefined && char >= '\u4e00' && char <= '\u9fff';
const pairsOf = (text: string): string[] => {
  const chars = [...text];
  return chars.slice(1).flatMap((char, i) => (isHan(chars[i]) && isHan(char) ? [chars[i]! + char] : []));
};

const count = (words: readonly string[]): Map<string, number> => {
  const seen = new Map<string, number>();
  for (const word of words) seen.set(word, (seen.get(word) ?? 0) + 1);
  return seen;
};

/** The frequent pair for a sound. */
const pairsBySound = (seen: ReadonlyMap<string, number>): ReadonlyMap<string, { pair: string; n: number }> => {
  const bySound = new Map<string, { pair: string; n: number }>();
  for (const [pair, n] of seen) {
    if (n < SHARING) continue;
    const sound = soundsOf(pair).join(' ');
    if (n > (bySound.get(sound)?.n ?? 0)) bySound.set(sound, { pair, n });
  }
  return bySound;
};

/** What nearly always stands between two characters. */
const middlesOf = (texts: readonly string[]): ReadonlyMap<string, string> => {
  const around = new Map<string, Map<string, number>>();
  for (const text of texts) {
    const chars = [...text];
    for (let i = 0; i + 2 < chars.length; i += 1) {
      if (!isHan(chars[i]) || !isHan(chars[i + 1]) || !isHan(chars[i + 2])) continue;
      const key = chars[i]! + chars[i + 2]!;
      const middles = around.get(key) ?? new Map<string, number>();
      middles.set(chars[i + 1]!, (middles.get(chars[i + 1]!) ?? 0) + 1);
      around.set(key, middles);
    }
  }
  const sure = new Map<string, string>();
  for (const [key, middles] of around) {
    const all = [...middles.values()].reduce((sum, n) => sum + n, 0);
    for (const [middle, n] of middles)
      if (n >= BETWEEN && n >= all * MOSTLY && !small.has(middle)) sure.set(key, middle);
  }
  return sure;
};

/**
 * Slips mended by what the examples say of two neighbouring characters that none of them has: the frequent pair that sounds the same
 * (宠值 → 充值, 惹线 → 热线), the same two turned round (账查单 → 查账单), what nearly always stands there in place of the stranger
 * (停永通知 → 停水通知), or between the two (停通知). Words of other trades are known, so that they stay.
 * @param ours sentences whose words may be meant
 * @param others sentences whose words are known, and never what a slip stands for
 */
export const createMender = (
  ours: readonly string[],
  others: readonly string[],
): ((text: string, told?: Told) => string) => {
  const seen = count(ours.flatMap(pairsOf));
  const bySound = pairsBySound(seen);
  const middles = middlesOf(ours);
  const known = new Set([...seen.keys(), ...others.flatMap(pairsOf)]);
  const strange = (a: string | undefined, b: string | undefined): boolean =>
    isHan(a) && isHan(b) && !known.has(a! + b!);

  const alike = (a: string, b: string): string | undefined => {
    const meant = bySound.get(soundsOf(a + b).join(' '));
    if (!meant) return undefined;
    const shares = meant.pair.startsWith(a) || meant.pair.endsWith(b);
    return meant.n >= (shares ? SHARING : SHARING_NONE) ? meant.pair : undefined;
  };
  /** The most frequent pair of which one character looks like what was written, and which goes with the neighbours. */
  const looking = (chars: readonly string[], i: number): string | undefined => {
    const [before, a, b, after] = [chars[i - 1], chars[i]!, chars[i + 1]!, chars[i + 2]];
    const candidates = [
      ...(strange(b, after) || !isHan(after)
        ? [...looksLike(b)].filter((one) => !strange(one, after)).map((one) => a + one)
        : []),
      ...(isHan(before) ? [] : [...looksLike(a)].map((one) => one + b)),
    ];
    const [best] = candidates.toSorted((x, y) => (seen.get(y) ?? 0) - (seen.get(x) ?? 0));
    return best !== undefined && (seen.get(best) ?? 0) >= LOOKING ? best : undefined;
  };
  /** What is meant by a stranger's place in the sentence: how many characters it replaces, by which. */
  const mend = (chars: readonly string[], i: number): Replacement | undefined => {
    const [a, b, c] = [chars[i]!, chars[i + 1]!, chars[i + 2]];
    const sounding = alike(a, b);
    if (sounding) return { from: a + b, to: sounding, how: 'homophone' };
    if ((seen.get(b + a) ?? 0) >= TURNED) return { from: a + b, to: b + a, how: 'slip' };
    const seeming = looking(chars, i);
    if (seeming) return { from: a + b, to: seeming, how: 'slip' };
    const instead = strange(b, c) ? middles.get(a + c!) : undefined;
    if (instead) return { from: a + b + c!, to: a + instead + c!, how: 'slip' };
    const between = middles.get(a + b);
    return between ? { from: a + b, to: a + between + b, how: 'slip' } : undefined;
  };
  /** A mend that makes strangers of what were good neighbours mends nothing. */
  const breaks = (chars: readonly string[], i: number, { from, to }: Replacement): boolean => {
    const [before, after] = [chars[i - 1], chars[i + from.length]];
    const [first, last] = [[...to][0], [...to].at(-1)];
    return (
      (!strange(before, chars[i]) && strange(before, first)) ||
      (!strange(chars[i + from.length - 1], after) && strange(last, after))
    );
  };
  return (text, told) => {
    const chars = [...text];
    for (let i = 0; i + 1 < chars.length; i += 1) {
      const mended = strange(chars[i], chars[i + 1]) ? mend(chars, i) : undefined;
      if (!mended || breaks(chars, i, mended)) continue;
      told?.(mended);
      chars.splice(i, mended.from.length, ...mended.to);
    }
    return chars.join('');
  };
};
