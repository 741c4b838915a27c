import type { Seal } from '../../kernel/crypto.js';
import { maskMobile } from '../../kernel/mask.js';
import type { Customer } from './door.js';

/** Whom a code for a customer number goes to, as far as its asker may know. */
export interface Addressee {
  /** Masked. */
  shown: string;
  /** Under which the sends to this mobile are counted. */
  counted: string;
  /** Absent: nobody; then nothing is ever sent. */
  mobile?: string;
}

/** A mobile that a code can be sent to, and that can be shown masked. */
const MOBILE = /^1\d{10}$/;

/** Beginnings of mobiles that are common in mainland China. */
const PREFIXES =
  '130 131 132 133 134 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 173 176 177 178 180 181 182 183 185 186 187 188 189'.split(
    ' ',
  );

/**
 * A number that nobody has, or one without a mobile, gets an addressee of its own that looks like any other and is always the same: what a
 * guesser is told and how often it may be asked then does not depend on whether the number is there.
 */
export const addresseeOf = (seal: Seal, account: string, customer: Pick<Customer, 'mobile'> | undefined): Addressee => {
  const mobile = customer?.mobile ?? '';
  if (MOBILE.test(mobile)) return { shown: maskMobile(mobile), counted: seal.index(mobile, 'mobile'), mobile };
  const digest = seal.index(account, 'nobody');
  const prefix = PREFIXES[Number.parseInt(digest.slice(0, 8), 16) % PREFIXES.length] ?? '138';
  const tail = String(Number.parseInt(digest.slice(8, 16), 16) % 10_000).padStart(4, '0');
  return { shown: maskMobile(`${prefix}0000${tail}`), counted: digest };
};
