export type Role = 'super_admin' | 'support';

export interface StaffMember {
  user: string;
  role: Role;
}

export type SignIn =
  | { kind: 'signed in'; token: string; staff: StaffMember; expiresAt: Date }
  | { kind: 'wrong' } // the same for an unknown user and a wrong password, in the same time
  | { kind: 'locked'; until: Date };

export interface Staff {
  /** 5 wrong passwords within 15 minutes lock the account for 15 minutes. */
  signIn(input: { user: string; password: string }): Promise<SignIn>;
  /** Undefined when the token is unknown, over (12 h) or idle (2 h). */
  authenticate(token: string): Promise<StaffMember | undefined>;
  signOut(token: string): Promise<void>;
  /** Adds or replaces the password of an account. */
  putAccount(input: { user: string; role: Role; password: string }): Promise<void>;
}
