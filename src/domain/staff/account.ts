import { refuse } from '../../kernel/errors.js';
import type { Role, StaffAccount, StaffMember } from './door.js';

export interface Account {
  user: string;
  role: Role;
  district?: string;
  /** argon2id, PHC string. */
  passwordHash: string;
  /** Changes with everything else: sessions of an older stamp are over. */
  stamp: string;
  /** The password was chosen by somebody else. */
  mustChange: boolean;
  disabled: boolean;
}

const USER = /^[a-z0-9][a-z0-9._-]{1,31}$/;
const SHORTEST = 8;
const LONGEST = 128;
const DISTRICT_MAX = 32;

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

/**
 * A district clerk has a district, and nobody else has one.
 * @throws Refused bad_input
 */
export const checkDistrict = (role: Role, district: string | undefined): void => {
  const fits =
    role === 'district'
      ? district !== undefined && district.trim() !== '' && [...district].length <= DISTRICT_MAX
      : district === undefined;
  if (!fits) refuse('bad_input', 'district: for the role district, and only for it', { field: 'district' });
};

/** The account as its holder is known to the rest of the service. */
export const presentMember = ({ user, role, district, mustChange }: Account): StaffMember => ({
  user,
  role,
  ...(district ? { district } : {}),
  ...(mustChange ? { mustChange } : {}),
});

export const presentAccount = (account: Account): StaffAccount => ({
  ...presentMember(account),
  disabled: account.disabled,
});
