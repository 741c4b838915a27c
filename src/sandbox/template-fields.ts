/** The kinds of template fields, by the beginning of their keys, and what WeChat lets each hold. */
const chars = (value: string): number => [...value].length;

const CLOCK = String.raw`([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?`;
const DATE = String.raw`(\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/]\d{1,2}[-/]\d{1,2})`;
const TIME = `(${DATE}( ?${CLOCK})?|${CLOCK})`;
const time = new RegExp(`^${TIME}(~${TIME})?$`);

const rules: Readonly<Record<string, (value: string) => boolean>> = {
  thing: (value) => chars(value) <= 20,
  character_string: (value) => /^[\x20-\x7e]{1,32}$/.test(value),
  time: (value) => time.test(value),
  date: (value) => time.test(value),
  amount: (value) => /^[¥￥$€£]?\d{1,12}(\.\d{1,2})?元?$/.test(value),
  phone_number: (value) => /^[\d+\-() 转]{1,17}$/.test(value),
  car_number: (value) => chars(value) <= 8,
  phrase: (value) => /^\p{Script=Han}{1,5}$/u.test(value),
  name: (value) => (/\p{Script=Han}/u.test(value) ? chars(value) <= 10 : chars(value) <= 20),
  number: (value) => /^-?\d{1,32}(\.\d{1,10})?$/.test(value),
};

/** `thing1` → `thing`. */
export const fieldKind = (key: string): string => key.replace(/\d+$/, '');

/**
 * Whether WeChat takes the value for the field.
 * @param allowed the approved words of a `const` field
 */
export const fits = (key: string, value: string, allowed: readonly string[] | undefined): boolean => {
  if (value.trim() === '') return false;
  const kind = fieldKind(key);
  if (kind === 'const') return chars(value) <= 20 && (allowed === undefined || allowed.includes(value));
  return rules[kind]?.(value) ?? false;
};
