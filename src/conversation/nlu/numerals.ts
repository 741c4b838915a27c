const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  幺: 1,
};
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 万: 10_000 };

export const numeralClass = '[零〇一二两三四五六七八九十百千万\\d]';

/**
 * Reads `25`, `二十五`, `两百零八`, `二零二五` (digit by digit), `一百五` (= 150).
 * @returns undefined when the text is no number
 */
export const readNumeral = (text: string): number | undefined => {
  if (/^\d+$/.test(text)) return Number(text);
  const chars = [...text];
  if (chars.length === 0) return undefined;
  if (chars.every((c) => c in digits)) return Number(chars.map((c) => digits[c]).join(''));
  let total = 0;
  let section = 0;
  let pending: number | undefined;
  let lastUnit = 1;
  for (const [i, c] of chars.entries()) {
    const digit = digits[c];
    const unit = units[c];
    if (digit !== undefined) {
      if (pending !== undefined && pending !== 0) return undefined;
      pending = digit;
      // A digit last, right after a unit of a hundred or more, counts tenths of that unit: 一百五 is 150.
      if (i === chars.length - 1 && chars[i - 1] !== '零' && lastUnit >= 100)
        return total + section + digit * (lastUnit / 10);
    } else if (unit === 10_000) {
      total += (section + (pending ?? 0)) * unit;
      section = 0;
      pending = undefined;
      lastUnit = unit;
    } else if (unit !== undefined) {
      section += (pending ?? 1) * unit;
      pending = undefined;
      lastUnit = unit;
    } else return undefined;
  }
  return total + section + (pending ?? 0);
};

const runs = /[零〇一二三四五六七八九幺两](?:[零〇一二三四五六七八九幺两]){3,}/g;

/** Spoken digit runs of four or more become digits: `零零二三八八一七` → `00238817`. */
export const spokenDigits = (text: string): string =>
  text.replace(runs, (run) => [...run].map((c) => digits[c]).join(''));
