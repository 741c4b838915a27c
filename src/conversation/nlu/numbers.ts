import { spokenDigits } from './numerals.js';

const ticket = /\b((?:ts|sq)\d{11,12})\b/i;
const eight = /(?<!\d)(\d{8})(?!\d)/;
const spaced = /(?<!\d)(\d{4})[ -](\d{4})(?!\d)/;
const tail = /尾号(?:是|为)?\s*(\d{4})(?!\d)/;

/** A ticket's or application's number, upper case. */
export const readTicketNumber = (text: string): string | undefined => ticket.exec(text)?.[1]?.toUpperCase();

/** A customer number: eight digits, also spoken or with one gap; or its last four after 尾号. A date is none. */
export const readAccount = (text: string): string | undefined => {
  const digits = spokenDigits(text.replace(ticket, ''));
  const found = eight.exec(digits)?.[1] ?? spaced.exec(digits)?.slice(1).join('');
  if (found && /^20\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(found) && !/户号|编号|客户号/.test(text))
    return undefined;
  return found ?? tail.exec(digits)?.[1];
};

/** A code of six digits, alone or in a few words; also spoken. */
export const readSixDigits = (text: string): string | undefined =>
  /(?<!\d)(\d{6})(?!\d)/.exec(spokenDigits(text).replace(/(?<=\d) (?=\d)/g, ''))?.[1];
