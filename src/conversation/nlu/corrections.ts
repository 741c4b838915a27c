import { bare, normalise } from './normalise.js';
import { soundsOf } from './pinyin.js';

/** A word as recognisers write it, and as it is meant. */
export interface Mishearing {
  from: string;
  to: string;
}

/** Longer stretches are no word that comes again. */
const LONGEST = 6;
/** Beyond this many characters a correction is not compared: it would cost their product. */
const MOST = 300;
const HAN = /^[\u4e00-\u9fff]$/;

interface Step {
  /** A character heard, and the one said; either may be missing. */
  heard: string;
  said: string;
}

const alike = (a: string, b: string): boolean => HAN.test(a) && HAN.test(b) && soundsOf(a)[0] === soundsOf(b)[0];
const HALF = 0.5;
const costOf = (a: string, b: string): number => (a === b ? 0 : alike(a, b) ? HALF : 1);

/** The two side by side, at the least cost of differences; those that sound the same cost half. */
const aligned = (heard: readonly string[], said: readonly string[]): Step[] => {
  const width = said.length + 1;
  const cost = new Float64Array((heard.length + 1) * width);
  for (let i = 0; i <= heard.length; i += 1)
    for (let j = 0; j <= said.length; j += 1) {
      if (i === 0 || j === 0) {
        cost[i * width + j] = i + j;
        continue;
      }
      const both = cost[(i - 1) * width + j - 1]! + costOf(heard[i - 1]!, said[j - 1]!);
      cost[i * width + j] = Math.min(both, cost[(i - 1) * width + j]! + 1, cost[i * width + j - 1]! + 1);
    }
  const steps: Step[] = [];
  for (let i = heard.length, j = said.length; i > 0 || j > 0; ) {
    const here = cost[i * width + j]!;
    const [a, b] = [heard[i - 1], said[j - 1]];
    if (a !== undefined && b !== undefined && here === cost[(i - 1) * width + j - 1]! + costOf(a, b)) {
      steps.push({ heard: a, said: b });
      i -= 1;
      j -= 1;
    } else if (a !== undefined && here === cost[(i - 1) * width + j]! + 1) {
      steps.push({ heard: a, said: '' });
      i -= 1;
    } else {
      steps.push({ heard: '', said: b ?? '' });
      j -= 1;
    }
  }
  return steps.reverse();
};

const textOf = (steps: readonly Step[]): Mishearing => ({
  from: steps.map(({ heard }) => heard).join(''),
  to: steps.map(({ said }) => said).join(''),
});

/**
 * Learns from what was heard and what was said.
 * @param sentences as residents write them: words that stand in one are never taken for a slip
 * @returns the stretches of at least two characters that differ in writing and not in sound, and whose left side is nobody's word
 */
export const createMisheard = (sentences: readonly string[]) => {
  const all = sentences.map((sentence) => bare(normalise(sentence))).join('\n');
  const countOf = (words: string): number => all.split(words).length - 1;

  /** A single character says nothing alone: it is taken with the neighbour with which what was meant is known best. */
  const widened = (steps: readonly Step[], from: number, to: number): Mishearing[] => {
    if (to - from > 1) return to - from > LONGEST ? [] : [textOf(steps.slice(from, to))];
    const sides = [from > 0 ? steps.slice(from - 1, to) : [], steps.slice(from, to + 1)].filter(
      (part) => part.length === 2 && part.some(({ heard, said }) => heard === said && HAN.test(said)),
    );
    const best = sides.map(textOf).toSorted((a, b) => countOf(b.to) - countOf(a.to))[0];
    return best ? [best] : [];
  };

  return {
    /** Whether words stand in a sentence, so that they are never put right. */
    known: (words: string): boolean => all.includes(words),
    misheard: (heard: string, said: string): readonly Mishearing[] => {
      const [a, b] = [heard, said].map((text) => [...bare(normalise(text))].slice(0, MOST)) as [string[], string[]];
      const steps = aligned(a, b);
      const found: Mishearing[] = [];
      const slips = steps.map((step) => step.heard !== step.said && alike(step.heard, step.said));
      for (let from = slips.indexOf(true); from >= 0; from = slips.indexOf(true, from + 1)) {
        let to = from;
        while (slips[to]) to += 1;
        found.push(...widened(steps, from, to));
        from = to;
      }
      const told = new Set<string>();
      return found.filter(({ from, to }) => {
        if (all.includes(from) || told.has(`${from}\0${to}`)) return false;
        told.add(`${from}\0${to}`);
        return true;
      });
    },
  };
};

/** The words with each mishearing put right; the longest first, and what was put right is not looked at again. */
export const putRight = (words: string, mishearings: readonly Mishearing[]): string => {
  if (mishearings.length === 0) return words;
  const byLength = mishearings.toSorted((a, b) => b.from.length - a.from.length);
  let left = words;
  let right = '';
  while (left !== '') {
    const slip = byLength.find(({ from }) => left.startsWith(from));
    right += slip ? slip.to : left[0];
    left = left.slice(slip ? slip.from.length : 1);
  }
  return right;
};
