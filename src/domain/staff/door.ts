/** `district` works on its own district's tickets; `viewer` reads and changes nothing. */
export type Role = 'super_admin' | 'support' | 'district' | 'viewer';

export interface StaffMember {
  user: string;
  role: Role;
  /** Of a district clerk, and of nobody else. */
  district?: string;
  /** The password was chosen by somebody else: nothing may be done before it is changed. */
  mustChange?: true;
}

export interface StaffAccount extends StaffMember {
  disabled: boolean;
}

export interface StaffSession {
  /** Names the session and opens nothing. */
  id: string;
  user: string;
  signedInAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

export type SignIn =
  | { kind: 'signed in'; token: string; staff: StaffMember; expiresAt: Date }
  | { kind: 'wrong' } // the same for an unknown user and a wrong password, in the same time
  | { kind: 'disabled' } // told to the right password only
  | { kind: 'locked'; until: Date };

export type PasswordChange = { kind: 'changed' } | { kind: 'wrong' } | { kind: 'locked'; until: Date };

export interface Staff {
  /** 5 wrong passwords within 15 minutes lock the account for 15 minutes. */
  signIn(input: { user: string; password: string }): Promise<SignIn>;
  /** Undefined when the token is unknown, over (12 h) or idle (2 h), or its account is disabled. */
  authenticate(token: string): Promise<StaffMember | undefined>;
  signOut(token: string): Promise<void>;
  /** Ends every session but this one. A wrong password counts towards the lock. @throws Refused bad_input | not_signed_in | conflict */
  changePassword(input: { token: string; password: string; newPassword: string }): Promise<PasswordChange>;
  /**
   * Adds an account or replaces its password, role and district; whether it is disabled stays as it is.
   * @throws Refused bad_input | own_account (one's own role) | conflict
   */
  putAccount(input: {
    user: string;
    role: Role;
    district?: string;
    password: string;
    /** Who asks; a password chosen for somebody else is to be changed at the first sign-in. */
    by?: string;
  }): Promise<StaffAccount>;
  accounts(): Promise<readonly StaffAccount[]>;
  /** Ends its sessions. @throws Refused staff_unknown | own_account */
  setDisabled(input: { user: string; disabled: boolean; by: string }): Promise<StaffAccount>;
  /** Sessions that are open now, the last used first; of one user or of all. */
  sessions(user?: string): Promise<readonly StaffSession[]>;
  /** @param user whose it must be, when it may not be anybody's. @throws Refused session_unknown */
  revokeSession(id: string, user?: string): Promise<void>;
}
