import { soundsOf } from './pinyin.js';
import type { Told } from './told.js';

/** A pair that shares a character with what was written is taken when so many examples have it; one that shares none, when that many. */
const SHARING = 4;
const SHARING_NONE = 20;

const han = /^[\u4e00-\u9fff]{2}$/;
const pairsOf = (text: string): string[] => {
  const chars = [...text];
  return chars.slice(1).flatMap((char, i) => (han.test(chars[i]! + char) ? [chars[i]! + char] : []));
};

/**
 * Homophones mended by what the examples say: a pair of characters that none of them has becomes the frequent pair that sounds the same,
 * 宠值 → 充值, 惹线 → 热线. Words of other trades are known, so that they stay.
 * @param ours sentences whose words may be meant
 * @param others sentences whose words are known, and never what a slip stands for
 */
export const createMender = (
  ours: readonly string[],
  others: readonly string[],
): ((text: string, told?: Told) => string) => {
  const seen = new Map<string, number>();
  for (const pair of ours.flatMap(pairsOf)) seen.set(pair, (seen.get(pair) ?? 0) + 1);
  const bySound = new Map<string, { pair: string; n: number }>();
  for (const [pair, n] of seen) {
    const sound = soundsOf(pair).join(' ');
    if (n > (bySound.get(sound)?.n ?? SHARING - 1)) bySound.set(sound, { pair, n });
  }
  const known = new Set([...seen.keys(), ...others.flatMap(pairsOf)]);
  return (text, told) => {
    const chars = [...text];
    for (let i = 0; i + 1 < chars.length; i += 1) {
      const [a, b] = [chars[i]!, chars[i + 1]!];
      if (!han.test(a + b) || known.has(a + b)) continue;
      const meant = bySound.get(soundsOf(a + b).join(' '));
      const shares = meant !== undefined && (meant.pair.startsWith(a) || meant.pair.endsWith(b));
      if (meant && meant.n >= (shares ? SHARING : SHARING_NONE)) {
        told?.({ how: 'homophone', from: a + b, to: meant.pair });
        [chars[i], chars[i + 1]] = [...meant.pair] as [string, string];
      }
    }
    return chars.join('');
  };
};
