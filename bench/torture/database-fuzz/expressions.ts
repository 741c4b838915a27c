import type { Chance } from '../chance.js';
import { anyValue, paths } from './values.js';

/** Fewer than so many. */
export const some = (chance: Chance, most: number, make: () => unknown): unknown[] =>
  Array.from({ length: chance.below(most) }, make);
/** Where a value may be. */
export const path = (chance: Chance): string => chance.oneOf(paths);
/** What an expression may begin with. */
export const field = (chance: Chance): string =>
  chance.oneOf(['$n', '$s', '$tags', '$sub', '$list', '$$ROOT', '$none', '$$NO', '$list.b']);
/** A number at some edge, or none. */
export const extreme = (chance: Chance): unknown =>
  chance.oneOf([0, 1, 2, 5, 100, -1, 1e9, 2 ** 31, 1e18, -1e18, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null]);

/** Evil against a backtracking matcher, wrong, of another dialect, and plain. */
export const patterns = [
  '(a+)+$',
  '^(a|a)*$',
  '(.*)*b',
  'a*a*a*a*a*b',
  '(x+x+)+y',
  '((a?){30}){30}b',
  '(a|b?|c?){40}x',
  '(?:(?:(?:a{1,99}){1,99}){1,99}){1,99}z',
  '(a{1000}){1000}',
  'a{999999999}',
  '[',
  '(',
  '(?i)W',
  '(?<name>a)\\k<name>',
  '\\p{L}+',
  '^wat',
  'ter$',
  '水',
  'w.*r',
  '(?=.*a)(?=.*b).*',
  `${'(a|b)'.repeat(40)}c`,
  `${'['.repeat(2000)}\\`,
  'a'.repeat(40_000),
] as const;

const unary = [
  '$not',
  '$size',
  '$abs',
  '$toString',
  '$toInt',
  '$type',
  '$year',
  '$toUpper',
  '$sum',
  '$max',
  '$reverseArray',
  '$nope',
  '$objectToArray',
] as const;
const binary = [
  '$eq',
  '$gt',
  '$add',
  '$multiply',
  '$divide',
  '$mod',
  '$pow',
  '$concat',
  '$concatArrays',
  '$in',
  '$setUnion',
  '$cmp',
  '$arrayElemAt',
  '$split',
  '$ifNull',
  '$and',
] as const;

/** An expression; loops in loops and arrays of any length among them. */
export const anyExpression = (chance: Chance, depth: number): unknown => {
  const below = (): unknown => anyExpression(chance, depth - 1);
  const range = (): unknown => ({
    $range: [0, chance.oneOf([3, 50, 5000, 1_000_000, 2 ** 31 - 1]), chance.oneOf([1, 1, 7, -1, 0])],
  });
  switch (depth <= 0 ? chance.below(3) : chance.below(12)) {
    case 0:
      return field(chance);
    case 1:
      return { $literal: anyValue(chance) };
    case 2:
      return chance.below(40) === 0 ? range() : extreme(chance);
    case 3:
    case 4:
      return { [chance.oneOf(unary)]: below() };
    case 5:
    case 6:
      return { [chance.oneOf(binary)]: [below(), below()] };
    case 7:
      return { $map: { input: chance.below(3) ? field(chance) : range(), in: chance.oneOf(['$$this', below()]) } };
    case 8:
      return { $filter: { input: chance.below(3) ? field(chance) : range(), cond: below() } };
    case 9: {
      const grow = { $concatArrays: ['$$value', '$$value'] };
      return {
        $reduce: {
          input: chance.below(3) ? field(chance) : range(),
          initialValue: chance.oneOf([[1], 'x', 0, {}]),
          in: chance.oneOf([grow, { a: '$$value', b: '$$value' }, below()]),
        },
      };
    }
    case 10:
      return { $regexMatch: { input: chance.oneOf(['$s', 'a'.repeat(60)]), regex: chance.oneOf(patterns) } };
    default:
      return { $cond: [below(), below(), below()] };
  }
};
