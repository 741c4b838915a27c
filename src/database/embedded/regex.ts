import { regexParts } from './bson-order.js';
import { fail, MongoFailure } from './failure.js';
import { guarded } from './stretch.js';

/** Free-spacing patterns (`x`) lose their white space and comments outside of classes. */
const withoutSpacing = (pattern: string): string =>
  pattern.replace(/\\.|\[(?:\\.|[^\]\\])*(?:\]|$)|\s+|#[^\n]*/gs, (part) => (/^[\s#]/.test(part) ? '' : part));

/** The few spellings of PCRE that JavaScript writes otherwise. */
const translated = (pattern: string): string =>
  pattern
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$');

const built = (pattern: string, flags: string): RegExp | undefined => {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
};

/** The longest pattern that MongoDB takes. */
const MAX_PATTERN = 32_764;
/** Steps of backtracking that are over within some milliseconds. */
const FEW_STEPS = 1_000_000;

/**
 * How many ways of matching there may be, at most, in a text of n characters: n to the power of this. What is repeated as a group has
 * no such bound.
 */
const powerOf = (source: string): number => {
  const bare = source.replace(/\\[1-9k]/g, '(x)*').replace(/\\.|\[(?:\\.|[^\]\\])*(?:\]|$)/gs, 'c');
  if (/\)[*+{?]/.test(bare)) return Number.POSITIVE_INFINITY;
  return 1 + (bare.replace(/\(\?/g, '(').match(/[*+?{|]/g)?.length ?? 0);
};

/** A test of text; one that may take long is watched, and fails instead. @throws MongoFailure Location51156 */
const bounded = (regex: RegExp): ((text: string) => boolean) => {
  const power = powerOf(regex.source);
  return (text) =>
    (text.length + 2) ** power <= FEW_STEPS ? regex.test(text) : guarded('Location51156', () => regex.test(text));
};

/** JavaScript compiles a pattern when it first matches, and may find only then that it is too large. */
const compiled = (regex: RegExp): ((text: string) => boolean) | undefined => {
  const test = bounded(regex);
  try {
    test('');
    return test;
  } catch (error) {
    if (error instanceof MongoFailure) throw error;
    return undefined;
  }
};

/**
 * A MongoDB regular expression as a test of text.
 * @throws MongoFailure Location51091 when the pattern is not valid; BadValue for unknown options
 */
export const toTest = (pattern: string, options: string): ((text: string) => boolean) => {
  if (pattern.length > MAX_PATTERN) fail('Location51091', 'Regular expression is invalid: pattern is too long');
  if (/[^imsxu]/.test(options)) return fail('BadValue', ` invalid flag in regex options: ${options}`);
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const flags = new Set([...options, ...(inline?.[1] ?? '')]);
  const bare = inline ? pattern.slice(inline[0].length) : pattern;
  const source = translated(flags.has('x') ? withoutSpacing(bare) : bare);
  const own = [...flags].filter((flag) => 'ims'.includes(flag)).join('');
  const regex = built(source, `${own}u`) ?? built(source, own);
  return (regex && compiled(regex)) ?? fail('Location51091', `Regular expression is invalid: ${pattern.slice(0, 100)}`);
};

/** The fixed text that every match of an anchored, case-sensitive pattern begins with; undefined when there is none. */
export const anchoredPrefix = (value: unknown): string | undefined => {
  const { pattern, options } = regexParts(value);
  if (!pattern.startsWith('^') || /[imx]/.test(options) || pattern.includes('|')) return undefined;
  const text = /^\^([^\\^$.|?*+()[\]{}]+)/.exec(pattern)?.[1];
  if (!text) return undefined;
  const next = pattern[text.length + 1];
  const whole = next !== undefined && '?*{'.includes(next) ? [...text].slice(0, -1).join('') : text;
  return whole === '' ? undefined : whole;
};
