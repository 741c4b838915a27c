import { refuse } from '../kernel/errors.js';

/** A JSON object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether the value is a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON value of the text, or undefined when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The value when it is an object, else one without fields. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
/** The value when it is a string. */
export const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** The value when it is a finite number. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
/** The value when it is a list, else an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** @throws Refused bad_input when the field is not a string */
export const needString = (fields: Fields, name: string): string =>
  stringOf(fields[name]) ?? refuse('bad_input', `"${name}" must be a string`);

/** @throws Refused bad_input when the field is not a number between the two */
export const needNumber = (fields: Fields, name: string, least: number, most: number): number => {
  const value = numberOf(fields[name]);
  return value !== undefined && value >= least && value <= most
    ? value
    : refuse('bad_input', `"${name}" must be a number from ${least} to ${most}`);
};

/** @throws Refused bad_input when the field is there and is not a string */
export const maybeString = (fields: Fields, name: string): string | undefined =>
  fields[name] === undefined ? undefined : needString(fields, name);

/** Bytes given as base64. @throws Refused bad_input */
export const needBytes = (fields: Fields, name: string): Buffer => {
  const text = needString(fields, name).replace(/^data:[\w/+.-]+;base64,/, '');
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)
    ? Buffer.from(text, 'base64')
    : refuse('bad_input', `"${name}" must be base64`);
};
