import { regexParts } from './bson-order.js';
import { fail, MongoFailure } from './failure.js';
import { makeGuard } from './stretch.js';

/** Free-spacing patterns (`x`) lose their white space and comments outside of classes. */
const withoutSpacing = (pattern: string): string =>
  pattern.replace(/\\.|\[(?:\\.|[^\]\\])*(?:\]|$)|\s+|#[^\n]*/gs, (part) => (/^[\s#]/.test(part) ? '' : part));

const SPACES = ' \\t\\n\\v\\f\\r';
const END = '(?![^])';

/** One piece of a PCRE pattern as JavaScript writes it. White space is ASCII, only `\n` ends a line, `$` lets a last `\n` be. */
const piece = (part: string, multiline: boolean, dotAll: boolean): string => {
  if (part === '.') return dotAll ? part : '[^\\n]';
  if (part === '^') return multiline ? '(?<![^\\n])' : '^';
  if (part === '$') return multiline ? `(?=\\n|${END})` : `(?=\\n?${END})`;
  if (part === '(?P<') return '(?<';
  if (part.startsWith('[')) return part.replaceAll('\\s', SPACES);
  if (part === '\\s') return `[${SPACES}]`;
  if (part === '\\S') return `[^${SPACES}]`;
  if (part === '\\A') return '^';
  if (part === '\\z') return END;
  return part === '\\Z' ? `(?=\\n?${END})` : part;
};

const PIECES = /\\x[\da-fA-F]{2}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<|[.^$]/gs;
/** Groups and quantifiers that PCRE knows and JavaScript does not: possessive, atomic, conditional, recursive, verbs. */
const FOREIGN = /[+*?}]\+|\(\?[>|#(&RP0-9+-]|\(\*/;
/** Lettered escapes that both do not read alike, and classes by name. */
const FOREIGN_ESCAPE = /\\(?![bBdDsSwWnrtfAzZk\d]|[^a-zA-Z]|x[\da-fA-F]{2})|\[:\w+:\]/;

const checkForeign = (pattern: string): void => {
  const pieces = (pattern.match(PIECES) ?? []).map((part) => part.replaceAll('\\\\', ''));
  if (FOREIGN.test(pattern.replace(PIECES, '_')) || pieces.some((part) => FOREIGN_ESCAPE.test(part)))
    fail('BadValue', `this regular expression is not supported by the embedded database: ${pattern.slice(0, 100)}`);
};

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
  const guarded = makeGuard();
  return (text) => ((text.length + 2) ** power <= FEW_STEPS ? regex.test(text) : guarded(() => regex.test(text)));
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
 * @throws MongoFailure Location51091 when the pattern is not valid; BadValue for unknown options and what JavaScript cannot express
 */
export const toTest = (pattern: string, options: string): ((text: string) => boolean) => {
  if (pattern.length > MAX_PATTERN) fail('Location51091', 'Regular expression is invalid: pattern is too long');
  if (/[^imsxu]/.test(options)) return fail('BadValue', ` invalid flag in regex options: ${options}`);
  checkForeign(pattern);
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const flags = new Set([...options, ...(inline?.[1] ?? '')]);
  const bare = inline ? pattern.slice(inline[0].length) : pattern;
  const spaced = flags.has('x') ? withoutSpacing(bare) : bare;
  const source = spaced.replace(PIECES, (part) => piece(part, flags.has('m'), flags.has('s')));
  const own = [...flags].filter((flag) => 'is'.includes(flag)).join('');
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
