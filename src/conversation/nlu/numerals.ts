const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  仨: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  幺: 1,
};

/** A character of a number, written or spoken; for building patterns. */
export const numeralClass = '[零〇一二两俩三仨四五六七八九十百千万\\d]';

const D = '[一二两俩三仨四五六七八九]';
const section = new RegExp(`^(?:(${D})千)?(?:零?(${D})百)?(?:零?(${D})?(十))?(?:(零)?(${D}))?$`);
const digitOf = (c: string | undefined): number => (c === undefined ? 0 : (digits[c] ?? 0));

/** Up to 9,999. A digit last, right after a hundred or a thousand, counts tenths of it: 一百五 is 150. */
const readSection = (text: string): number | undefined => {
  const found = text === '' ? null : section.exec(text);
  if (!found) return undefined;
  const [, thousands, hundreds, tens, ten, gap, last] = found;
  const unit = ten || gap ? 1 : hundreds ? 10 : thousands ? 100 : 1;
  return (
    digitOf(thousands) * 1000 +
    digitOf(hundreds) * 100 +
    (ten ? (tens ? digitOf(tens) : 1) * 10 : 0) +
    digitOf(last) * unit
  );
};

/**
 * Reads `25`, `二十五`, `两百零八`, `二零二五` (digit by digit), `一百五` (= 150), `一万五` (= 15,000).
 * @returns undefined when the text is no number
 */
export const readNumeral = (text: string): number | undefined => {
  if (/^\d+$/.test(text)) return Number(text);
  const chars = [...text];
  if (chars.length === 0) return undefined;
  if (chars.every((c) => Object.hasOwn(digits, c))) return Number(chars.map((c) => digits[c]).join(''));
  const [high = '', low, more] = text.split('万');
  if (more !== undefined) return undefined;
  if (low === undefined) return readSection(high);
  const myriads = readSection(high);
  const rest = low === '' ? 0 : new RegExp(`^${D}$`).test(low) ? digitOf(low) * 1000 : readSection(low);
  return myriads === undefined || rest === undefined ? undefined : myriads * 10_000 + rest;
};

const runs = /[零〇一二三四五六七八九幺两]{4,}/g;

/** Spoken digit runs of four or more become digits: `零零二三八八一七` → `00238817`. */
export const spokenDigits = (text: string): string =>
  text.replace(runs, (run) => [...run].map((c) => digits[c]).join(''));
