import type { PasswordProof } from '../src/domain/customers/door.js';
import * as say from '../templates/replies/binding.js';
import { end, ok, type Said, type Step, stay } from './kit.js';

/** Typed or heard digits, blanks and hyphens gone. */
export const digitsIn = (said: Said): string =>
  said.kind === 'text' ? said.understood.text.replace(/[\s-]/g, '') : '';

/** A query password, alone or in a few words; a wrong count of digits is an answer too, but a wrong one. */
export const readPassword = (said: Said): string | undefined => /(?<!\d)\d{3,12}(?!\d)/.exec(digitsIn(said))?.[0];

const DIGITS = 6;

/**
 * Checks a password that was just answered. It must be its form's last field: the form then ends, or forgets it, in the same turn, and the
 * talk that is kept never holds it.
 */
export const checkPassword = async (
  password: string,
  now: Date,
  prove: () => Promise<PasswordProof>,
  wrongly: (left: number) => Step,
): Promise<Step> => {
  if (password.length !== DIGITS) return stay(say.passwordShape(password.length));
  const proof = await prove();
  switch (proof.kind) {
    case 'right':
      return ok;
    case 'wrong':
      return wrongly(proof.left);
    case 'frozen':
      return end(say.frozen(proof.until, now));
    case 'too many':
      return end(say.passwordsTooMany(proof.until));
  }
};
