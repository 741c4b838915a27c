import type { Customer, EndReason, GuestKind } from './door.js';

/** Who has bound an account, as staff see it. */
export interface BinderSeen {
  id: string;
  openid: string;
  /** `householder` bound by proof. */
  kind: 'householder' | GuestKind;
  since: Date;
  until?: Date;
  following: boolean;
}

export interface NewHouseholder {
  account: string;
  holder: string;
  mobile: string;
  /** The new query password, 6 digits. Without one nobody binds by password until it is registered. */
  password?: string;
  cause: string;
}

/** What staff do with customers and those who have bound them. */
export interface CustomersDesk {
  /** In full. @throws Refused account_unknown */
  customer(account: string): Promise<Customer>;
  /** Everybody who has bound the account, oldest first. @throws Refused account_unknown */
  bindings(account: string): Promise<readonly BinderSeen[]>;
  /**
   * Ends one binding, and with a householder's those who were let in under it; each who follows is told once.
   * @returns how many @throws Refused account_unknown | binding_unknown
   */
  endBinding(input: { account: string; id: string; why: EndReason }): Promise<{ ended: number }>;
  /** Ends every binding of the account; each who follows is told once. @throws Refused account_unknown */
  endBindings(input: { account: string; why: EndReason }): Promise<{ ended: number }>;
  /** A household change: another householder, and all bindings end. The same again changes nothing. @throws Refused account_unknown */
  changeHouseholder(input: NewHouseholder): Promise<{ customer: Customer; ended: number }>;
  /** Lifts a freeze. @returns whether there was one */
  unfreeze(openid: string): Promise<boolean>;
}
