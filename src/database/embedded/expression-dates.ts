import { Int32, ObjectId } from 'bson';
import { has, isDocument, typeName } from './bson-values.js';
import { type Compile, type Expression, type ExpressionOperator, isNull, named } from './expression.js';
import { fail } from './failure.js';

const clocks = new Map<string, Intl.DateTimeFormat>();

const clockOf = (zone: string): Intl.DateTimeFormat => {
  const known = clocks.get(zone);
  if (known) return known;
  try {
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    clocks.set(zone, made);
    return made;
  } catch {
    return fail('Location40485', `unrecognized time zone identifier: "${zone}"`);
  }
};

const OFFSET = /([+-])(\d\d):?(\d\d)?$/;

/** Minutes east of UTC at that moment. @param zone an Olson name, or an offset as +08:00 */
const offsetAt = (date: Date, zone: string): number => {
  const text = OFFSET.test(zone)
    ? zone
    : (clockOf(zone)
        .formatToParts(date)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '');
  const [, sign, hours = '0', minutes = '0'] = OFFSET.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The date whose UTC fields are those of the zone's clocks. */
const localOf = (value: unknown, zone: unknown): Date => {
  const date = value instanceof ObjectId ? value.getTimestamp() : value;
  if (!(date instanceof Date)) return fail('Location16006', `can't convert from BSON type ${typeName(value)} to Date`);
  if (typeof zone !== 'string') return fail('Location40517', 'timezone must evaluate to a string');
  return new Date(date.getTime() + offsetAt(date, zone) * MINUTE);
};

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;

const fields: Readonly<Record<string, (local: Date) => number>> = {
  $year: (local) => local.getUTCFullYear(),
  $month: (local) => local.getUTCMonth() + 1,
  $dayOfMonth: (local) => local.getUTCDate(),
  $dayOfWeek: (local) => local.getUTCDay() + 1,
  $dayOfYear: dayOfYear,
  $hour: (local) => local.getUTCHours(),
  $minute: (local) => local.getUTCMinutes(),
  $second: (local) => local.getUTCSeconds(),
  $millisecond: (local) => local.getUTCMilliseconds(),
};

const padded = (name: string, width: number) => (local: Date) => String(fields[name]!(local)).padStart(width, '0');

const specifiers: Readonly<Record<string, (local: Date, offset: number) => string>> = {
  Y: padded('$year', 4),
  m: padded('$month', 2),
  d: padded('$dayOfMonth', 2),
  j: padded('$dayOfYear', 3),
  H: padded('$hour', 2),
  M: padded('$minute', 2),
  S: padded('$second', 2),
  L: padded('$millisecond', 3),
  w: padded('$dayOfWeek', 1),
  u: (local) => String(local.getUTCDay() || 7),
  z: (_, offset) => {
    const size = Math.abs(offset);
    const text = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join('');
    return `${offset < 0 ? '-' : '+'}${text}`;
  },
  Z: (_, offset) => (offset < 0 ? '-' : '+') + String(Math.abs(offset)).padStart(3, '0'),
  '%': () => '%',
};

const checkFormat = (format: unknown): string => {
  if (typeof format !== 'string') return fail('Location18533', '$dateToString requires a format that is written out');
  for (const [, letter] of format.matchAll(/%(.?)/g))
    if (!has(specifiers, letter!)) fail('Location18536', `Invalid format character '%${letter}' in format string`);
  return format;
};

/** The local date of `date` and `timezone`; undefined when either is null. */
const reading = (date: unknown, timezone: unknown, compile: Compile): Expression => {
  const [when, zone] = [compile(date), compile(timezone ?? 'UTC')];
  return (scope) => {
    const [value, of] = [when(scope), zone(scope)];
    return isNull(value) || isNull(of) ? undefined : { date: value, local: localOf(value, of) };
  };
};

const dateToString = named<'date' | 'format' | 'timezone' | 'onNull'>(
  ['date'],
  ['format', 'timezone', 'onNull'],
  (by, compile) => {
    const format = checkFormat(by.format ?? (by.timezone ? '%Y-%m-%dT%H:%M:%S.%L' : '%Y-%m-%dT%H:%M:%S.%LZ'));
    const read = reading(by.date, by.timezone, compile);
    const otherwise = compile(by.onNull ?? null);
    return (scope) => {
      const found = read(scope) as { date: Date; local: Date } | undefined;
      if (!found) return otherwise(scope);
      const moment = localOf(found.date, 'UTC').getTime();
      const offset = (found.local.getTime() - moment) / MINUTE;
      return format.replace(/%(.)/g, (_, letter: string) => specifiers[letter]!(found.local, offset));
    };
  },
);

const partOf =
  (part: (local: Date) => number): ExpressionOperator =>
  (operand, compile) => {
    const given = Array.isArray(operand) && operand.length === 1 ? operand[0] : operand;
    const named = isDocument(given) && has(given, 'date');
    const read = named ? reading(given.date, given.timezone, compile) : reading(given, 'UTC', compile);
    return (scope) => {
      const found = read(scope) as { local: Date } | undefined;
      return found ? new Int32(part(found.local)) : null;
    };
  };

/** Operators on dates, in any time zone. */
export const dateOperators: Readonly<Record<string, ExpressionOperator>> = {
  $dateToString: dateToString,
  ...Object.fromEntries(Object.entries(fields).map(([name, part]) => [name, partOf(part)])),
};
