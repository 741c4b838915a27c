import type { Point } from '../../kernel/geo.js';
import type { CustomersDesk } from './desk.js';

export type * from './desk.js';

/** A customer of the utility: one property with its number. Personal fields are in full: sealed at rest, masked before shown. */
export interface Customer extends Point {
  /** 8 digits, zeros kept. */
  account: string;
  holder: string;
  mobile: string;
  address: string;
  district: string;
  /** What the property is called when its owner has not named it, at most 6 characters. */
  property: string;
}

export interface NewCustomer extends Customer {
  /** The query password registered beforehand, 6 digits; kept only as an argon2id hash. */
  password: string;
}

/** Who is let in by the householder: family for as long as she likes, a tenant for a time. */
export type GuestKind = 'family' | 'tenant';

/** On what terms a guest has bound. */
export interface Guest {
  kind: GuestKind;
  /** The first instant at which it holds no more. */
  until?: Date;
}

/** A guest of the resident's own home; who it is, is not told. */
export interface GuestBinding extends Guest {
  id: string;
  home: Home;
  since: Date;
}

/** Why a binding ended, for the words to its resident. */
export type EndReason =
  | 'time' // its time was over
  | 'householder' // who let it in ended it
  | 'with the householder' // who let it in has bound the home no more
  | 'household' // the account has another householder
  | 'staff';

/** A bound property as its resident may see it. */
export interface Home {
  account: string;
  /** Alias or property name, at most 6 characters. */
  label: string;
  /** Last four digits of the account. */
  tail: string;
  /** Masked. */
  holder: string;
  /** Masked. */
  address: string;
  district: string;
  boundAt: Date;
  /** Present on the home that is meant when none is named. */
  preferred?: boolean;
  /** Present when it was bound by the householder's leave, not by proof. */
  guest?: Guest;
}

export interface Resident {
  openid: string;
  following: boolean;
  /** Version of the privacy notice that was agreed to, and when. */
  consent?: string;
  consentAt?: Date;
  /** Wants to be spoken to slowly, a few lines and choices at a time. */
  slow?: boolean;
  homes: readonly Home[];
}

export type CodeSending =
  /** Also for a number that nobody has, with a mobile that is nobody's: not told apart. */
  | { kind: 'sent'; mobile: string /* masked */; validSeconds: number }
  | { kind: 'too soon'; mobile: string /* masked; the earlier code still holds */; waitSeconds: number }
  | { kind: 'too many'; until: Date }
  | { kind: 'frozen'; until: Date }
  | { kind: 'already bound'; home: Home }
  | { kind: 'not sent' }; // the gateway failed; nothing was counted

/** What a code is asked for besides binding. */
export type CodeUse = 'own data';

export type OwnCodeSending = Exclude<CodeSending, { kind: 'already bound' }> | { kind: 'not bound' }; // not bound by this resident, or as a guest

export type CodeProof =
  | { kind: 'right' }
  | { kind: 'wrong'; left: number }
  | { kind: 'expired' }
  | { kind: 'frozen'; until: Date };

/** A try at the password registered beforehand. It does not tell whether the number, the name or the password was wrong. */
export type PasswordProof =
  | { kind: 'right' }
  | { kind: 'wrong'; left: number }
  | { kind: 'frozen'; until: Date }
  | { kind: 'too many'; until: Date };

export type Unbinding =
  | { kind: 'unbound'; home: Home; guests: number /* let in by this resident and ended with it */ }
  | { kind: 'not bound' }
  | { kind: 'not proven' }; // no right password under the same cause

export type Binding =
  | { kind: 'bound'; home: Home }
  | { kind: 'already bound'; home: Home }
  | { kind: 'not proven' } // no right code of this resident for this account within the last minutes
  | { kind: 'full'; limit: number };

export type Inviting =
  /** The number to give on, 8 digits; it is told this once. */
  | { kind: 'invited'; home: Home; number: string; validUntil: Date }
  | { kind: 'not yours' } // not bound, or as a guest
  | { kind: 'full'; limit: number } // of guests that one resident lets into one home
  | { kind: 'too many'; until: Date };

/** What an invitation's number leads to. */
export type Invited =
  | { kind: 'open'; guest: Guest }
  | { kind: 'unknown' } // no such number, or taken, or over: not told apart
  | { kind: 'frozen'; until: Date };

export type Accepting =
  | { kind: 'bound'; home: Home }
  | { kind: 'already bound'; home: Home } // by proof; a guest's binding takes the new terms
  | { kind: 'unknown' }
  | { kind: 'full'; limit: number };

export type EndingGuest = { kind: 'ended'; guest: GuestBinding } | { kind: 'unknown' };

export type ErasureAsked = { kind: 'asked'; homes: number } | { kind: 'not proven' };

/** `asked`: in her own words; else she left. */
export interface ToErase {
  openid: string;
  following: boolean;
  asked?: Date;
}

export type Naming =
  | { kind: 'named'; home: Home }
  | { kind: 'not yours' }
  | { kind: 'unfit'; most: number } // empty, longer than `most` characters, only digits, or with marks
  | { kind: 'taken'; home: Home }; // another of the resident's homes has this name

export type Preferring = { kind: 'preferred'; home: Home } | { kind: 'none' } | { kind: 'not yours' };

export type WhichHome =
  | { kind: 'one'; home: Home }
  | { kind: 'several'; homes: readonly Home[] }
  | { kind: 'none' } // nothing bound
  | { kind: 'not yours'; homes: readonly Home[] }; // a number or name that is none of the resident's

export interface Customers extends CustomersDesk {
  /** A follow event: makes or wakes the resident. */
  follow(input: { openid: string; cause: string }): Promise<Resident & { again: boolean }>;
  /** Pushes stop at once; bindings sleep. */
  unfollow(input: { openid: string; cause: string }): Promise<void>;
  /** A resident never seen is one who has nothing bound. */
  resident(openid: string): Promise<Resident>;
  /** How the resident wants to be spoken to from now on. */
  keepManner(input: { openid: string; slow: boolean; cause: string }): Promise<void>;
  consent(input: { openid: string; version: string; cause: string }): Promise<void>;
  /** Takes the consent back: all bindings end with their subscriptions, and whom the resident let in. @returns how many homes were bound */
  withdrawConsent(input: { openid: string; cause: string }): Promise<{ homes: number }>;
  /**
   * Sends a 6-digit code to the mobile registered for the account: valid 5 minutes, 60 s between sends, 5 a Beijing day per mobile,
   * per openid and per account. The same cause sends once. A number that nobody has is answered, counted and timed like any other, and
   * nothing is sent for it. More than 5 numbers a day that are not bound freeze the openid until midnight.
   */
  sendBindingCode(input: { openid: string; account: string; cause: string }): Promise<CodeSending>;
  /** 3 tries a code; the third wrong one freezes the openid (not the account). The same cause is one try. */
  proveCode(input: { openid: string; account: string; code: string; cause: string; use?: CodeUse }): Promise<CodeProof>;
  /** Sends a code for what concerns the resident's own data, to the mobile of a home that she bound by proof; limits as for binding. */
  sendOwnCode(input: { openid: string; account: string; cause: string }): Promise<OwnCodeSending>;
  /**
   * Notes that everything of the resident's is to be erased, and ends her bindings with their subscriptions and whom she let in at once.
   * Needs a right code for her own data at that home within the last minutes, when she has bound any home by proof.
   */
  askErasure(input: { openid: string; account?: string; cause: string }): Promise<ErasureAsked>;
  /** Who is to be erased now: asked more than a minute ago, or left more than 30 days ago; nobody while frozen. */
  toErase(limit: number): Promise<readonly ToErase[]>;
  /** Erases what this module holds of the resident, the last of all modules: ends bindings, then removes codes, invitations and the row. */
  erase(input: { openid: string }): Promise<void>;
  /**
   * To bind without the registered mobile: the householder's name and the password registered beforehand. 3 wrong in a row freeze the
   * openid, 6 tries a Beijing day per openid and per account. The same cause is one try; what was tried is not kept.
   */
  proveHolder(input: {
    openid: string;
    account: string;
    holder: string;
    password: string;
    cause: string;
  }): Promise<PasswordProof>;
  /** To unbind a home of one's own: its query password, under the same limits, counted for the openid alone. */
  provePassword(input: { openid: string; account: string; password: string; cause: string }): Promise<PasswordProof>;
  /**
   * Needs a right password under the same cause, save for a guest, whose own it is to leave. Ends the home's subscription too, and those
   * whom the resident let in, who are told. Unbinding twice unbinds once.
   */
  unbind(input: { openid: string; account: string; cause: string }): Promise<Unbinding>;
  /** Homes that another resident has bound later than this one and not by her leave, and when last; it does not tell who. */
  newerBinders(openid: string): Promise<readonly { home: Home; at: Date }[]>;
  /**
   * Needs a right code by this openid for this account, or householder and password proven under the same cause. Binding twice binds
   * once. Earlier binders who follow are told.
   */
  bind(input: { openid: string; account: string; cause: string }): Promise<Binding>;
  /** A number by which one other resident may bind the home as a guest, for 24 hours and once; 5 a Beijing day. The same cause, the same number. */
  invite(input: { openid: string; account: string; guest: Guest; cause: string }): Promise<Inviting>;
  /**
   * Looks at an invitation. More than 5 numbers a Beijing day freeze the openid until midnight; `inPassing`, for what may be another number
   * as well, freezes nobody, and finds nothing beyond them.
   */
  invitation(input: { openid: string; number: string; inPassing?: boolean }): Promise<Invited>;
  /** Binds as a guest; consent is the caller's to ask. The householder is told. Accepting twice accepts once. */
  acceptInvitation(input: { openid: string; number: string; cause: string }): Promise<Accepting>;
  /** Whom the resident has let in, oldest first. */
  guests(openid: string): Promise<readonly GuestBinding[]>;
  /** Ends what the resident gave leave for; the guest is told. The same cause ends it once. */
  endGuest(input: { openid: string; id: string; cause: string }): Promise<EndingGuest>;
  /** Warns guests a week before their end and ends those whose time is over, each once; they are told. At most `limit`. @returns how many acts */
  watchGuests(limit: number): Promise<number>;
  /** Which of the resident's homes is meant by a number, its last digits or a name; without one, the only home. */
  whichHome(openid: string, wanted?: string): Promise<WhichHome>;
  /** Gives a bound home a name of the resident's own: at most 6 letters or digits, not digits alone. */
  nameHome(input: { openid: string; account: string; alias: string; cause: string }): Promise<Naming>;
  /** Which home is meant when none is named; without an account, none is. */
  preferHome(input: { openid: string; account?: string; cause: string }): Promise<Preferring>;
  /** In full, for rules only (outage matching, a ticket's contact); never shown unmasked. Only the resident's own homes. */
  customerOf(openid: string, account: string): Promise<Customer | undefined>;
  /** Openids that have bound the account and follow. */
  bindersOf(account: string): Promise<readonly string[]>;
  /** Those of these openids that follow. */
  followingAmong(openids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Adds or replaces customers by account. Where one gets another holder or mobile, all its bindings end and each who follows is told. */
  importCustomers(customers: readonly NewCustomer[]): Promise<{ imported: number }>;
  /** Demo and load trials only: binds without a code. */
  bindDirectly(input: { openid: string; account: string; cause: string }): Promise<void>;
  /** Removes codes and freezes that are over. At most `limit`. @returns how many */
  expireCodes(limit: number): Promise<number>;
  /** Every account number, in pages, ascending. */
  accounts(after: string | undefined, limit: number): Promise<readonly string[]>;
}
