import { refuse } from '../../kernel/errors.js';
import type { Role } from './door.js';

export interface Account {
  user: string;
  role: Role;
  /** argon2id, PHC string. */
  passwordHash: string;
  /** Changes with the password and the role. */
  stamp: string;
}

const USER = /^[a-z0-9][a-z0-9._-]{1,31}$/;
const SHORTEST = 8;
const LONGEST = 128;

/** @throws Refused bad_input */
export const checkUser = (user: string): void => {
  if (!USER.test(user)) refuse('bad_input', 'user: 2-32 of a-z 0-9 . _ -', { field: 'user' });
};

/**
 * Length only: composition rules make passwords worse (NIST SP 800-63B 3.1.1.2).
 * @throws Refused bad_input
 */
export const checkPassword = (user: string, password: string): void => {
  const length = [...password].length;
  if (length < SHORTEST || length > LONGEST)
    refuse('bad_input', `password: ${SHORTEST}-${LONGEST} characters`, { field: 'password', least: SHORTEST });
  if (password.toLowerCase() === user) refuse('bad_input', 'password: not the user name', { field: 'password' });
};
