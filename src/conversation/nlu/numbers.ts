import { spokenDigits } from './numerals.js';

const ticket = /(?<![a-z\d])((?:ts|sq)\d{11,12})(?!\d)/i;
const eight = /(?<!\d)\d{8}(?!\d)/g;
const pieces = /(?<!\d[ -]?)\d{2,4}(?:[ -]\d{2,4}){1,3}(?![ -]?\d)/g;
const tail = /(?:尾号|尾数|末四位|后四位|最后四位)(?:是|为|数)?[ :]*(\d{4})(?!\d)/;
const date = /^20\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$/;
const named = /户号|编号|客户号|用户号/;

/** A ticket's or application's number, upper case. */
export const readTicketNumber = (text: string): string | undefined => ticket.exec(text)?.[1]?.toUpperCase();

/** A customer number: eight digits, also spoken or in pieces; or its last four after 尾号. A date is none, unless a number was announced. */
export const readAccount = (text: string): string | undefined => {
  const words = spokenDigits(text.replace(ticket, ' '));
  const whole = [...words.matchAll(eight)].map(([digits]) => digits);
  const joined = [...words.matchAll(pieces)]
    .map(([piece]) => piece.replace(/\D/g, ''))
    .filter((digits) => digits.length === 8 && !date.test(digits));
  const found = [...whole, ...joined];
  return (
    found.find((digits) => !date.test(digits)) ?? (named.test(words) ? found[0] : undefined) ?? tail.exec(words)?.[1]
  );
};
