/**
 * WeChat's rules for the values of template messages, by the kind that a field's key begins with (`thing2` is a `thing`). A value that breaks its rule
 * costs the whole message (47003), so every value is made to fit before it is sent, always in the same way.
 */

const ELLIPSIS = '\u2026';
const ASCII = /[^\x20-\x7e]/g;

const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();
const chars = (value: string): string[] => [...value];

/** Keeps the beginning. */
const shortened = (value: string, limit: number): string => {
  const all = chars(value);
  return all.length <= limit ? value : `${all.slice(0, limit - 1).join('')}${ELLIPSIS}`;
};

const BLANK = '-';
const or = (value: string): string => (value === '' ? BLANK : value);

/** A currency sign may lead and the character for yuan may end; at most twelve digits, two of them decimals. */
const amount = (value: string): string => /[\u00a5\uffe5]?\d{1,10}(\.\d{1,2})?\u5143?/.exec(value)?.[0] ?? '0';

const kinds: Readonly<Record<string, (value: string) => string>> = {
  thing: (value) => or(shortened(oneLine(value), 20)),
  short_thing: (value) => or(shortened(oneLine(value), 5)),
  character_string: (value) => or(value.replace(ASCII, '').trim().slice(0, 32)),
  number: (value) => /\d{1,32}(\.\d+)?/.exec(value)?.[0].slice(0, 32) ?? '0',
  letter: (value) => or(value.replace(/[^A-Za-z]/g, '').slice(0, 32)),
  // a masked number is no number, and its digits alone would be another
  phone_number: (value) => or(value.includes('*') ? '' : value.replace(/[^\d+\-()]/g, '').slice(0, 17)),
  car_number: (value) => or(shortened(oneLine(value), 8)),
  const: (value) => or(shortened(oneLine(value), 20)),
  phrase: (value) =>
    or(
      chars(value.replace(/[^\p{Script=Han}]/gu, ''))
        .slice(0, 5)
        .join(''),
    ),
  name: (value) => or(shortened(oneLine(value), /[^\x20-\x7e]/.test(value) ? 10 : 20)),
  amount,
  time: (value) => or(oneLine(value)),
  date: (value) => or(oneLine(value)),
};

/** `character_string12` → `character_string` */
export const kindOf = (key: string): string => key.replace(/\d+$/, '');

/** Makes every value fit its field; a key of no known kind gets the strictest common rule. */
export const shapeFields = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const shape = kinds[kindOf(key)] ?? ((text: string) => or(shortened(oneLine(text), 20)));
      return [key, shape(value)];
    }),
  );
