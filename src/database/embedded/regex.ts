import { regexParts } from './bson-order.js';
import { fail } from './failure.js';

/** Free-spacing patterns (`x`) lose their white space and comments outside of classes. */
const withoutSpacing = (pattern: string): string =>
  pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|\s+|#[^\n]*/gs, (part) => (/^[\s#]/.test(part) ? '' : part));

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

/**
 * A MongoDB regular expression as a JavaScript one.
 * @throws MongoFailure Location51091 when the pattern is not valid; BadValue for unknown options
 */
export const toRegExp = (pattern: string, options: string): RegExp => {
  if (/[^imsxu]/.test(options)) return fail('BadValue', ` invalid flag in regex options: ${options}`);
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const flags = new Set([...options, ...(inline?.[1] ?? '')]);
  const bare = inline ? pattern.slice(inline[0].length) : pattern;
  const source = translated(flags.has('x') ? withoutSpacing(bare) : bare);
  const own = [...flags].filter((flag) => 'ims'.includes(flag)).join('');
  return (
    built(source, `${own}u`) ??
    built(source, own) ??
    fail('Location51091', `Regular expression is invalid: ${pattern.slice(0, 100)}`)
  );
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
