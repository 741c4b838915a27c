import { EJSON } from 'bson';
import type { Document } from 'mongodb';

const isPlain = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const typeTests: Record<string, (value: unknown) => boolean> = {
  int: Number.isInteger,
  long: Number.isInteger,
  double: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  object: isPlain,
};

const isOneOf = (types: string | string[], value: unknown): boolean =>
  [types].flat().some((type) => typeTests[type]?.(value) === true);

/**
 * Whether a result is what a case expects. Numbers equal by value; a document at the root may have more fields than are named.
 * Rules: https://github.com/mongodb/specifications/blob/master/source/unified-test-format/unified-test-format.md#evaluating-matches
 */
export const matches = (expected: unknown, actual: unknown, root: boolean): boolean => {
  if (isPlain(expected)) {
    if ('$$unsetOrMatches' in expected)
      return actual === undefined || actual === null || matches(expected.$$unsetOrMatches, actual, root);
    if ('$$type' in expected) return isOneOf(expected.$$type, actual);
    if (typeof actual !== 'object' || actual === null) return false;
    const given = actual as Document;
    for (const [key, value] of Object.entries(expected)) {
      if (isPlain(value) && '$$exists' in value) {
        if ((given[key] !== undefined) !== value.$$exists) return false;
      } else if (!matches(value, given[key], false)) return false;
    }
    return root || Object.keys(given).every((key) => key in expected);
  }
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, i) => matches(item, actual[i], root))
    );
  return EJSON.stringify(expected) === EJSON.stringify(actual);
};
