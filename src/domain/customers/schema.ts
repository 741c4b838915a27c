// shard keys: customers { _id: 'hashed' } (the account), residents { _id: 'hashed' } (the openid), binding_invitations { _id: 'hashed' }
import { rowSchema } from '../../database/schema.js';
import type { Customer, GuestKind } from './door.js';
import type { PasswordTry } from './password-try.js';

/** The personal part of a customer, sealed as one box. */
export type Sealed = Pick<Customer, 'holder' | 'mobile' | 'address' | 'latitude' | 'longitude'>;

export interface CustomerRow {
  _id: string;
  sealed: string;
  district: string;
  property: string;
  passwordHash: string;
}

export interface BindingRow {
  account: string;
  boundAt: Date;
  cause: string;
  /** What its resident calls it; sealed in the store. */
  alias?: string;
  /** Absent: bound by proof, as the householder does. */
  kind?: GuestKind;
  /** Of a guest: the openid who let this one in. */
  by?: string;
  /** Of a guest for a time: when it ends. */
  until?: Date;
  /** When something is to be done about that end: a week before it the warning, then the end itself. */
  dueAt?: Date;
}

/** An invitation to bind as a guest; its number is kept as its keyed hash alone. */
export interface InvitationRow {
  /** The keyed hash. */
  _id: string;
  account: string;
  /** The openid who invites, and the cause of the binding that allows it. */
  by: string;
  under: string;
  kind: GuestKind;
  until?: Date;
  validUntil: Date;
  cause: string;
  /** Who has taken it, while the binding is being made. */
  takenBy?: string;
}

export const invitationSchema = rowSchema<InvitationRow>(
  {
    _id: { type: String, required: true },
    account: { type: String, required: true },
    by: { type: String, required: true },
    under: { type: String, required: true },
    kind: { type: String, required: true },
    until: Date,
    validUntil: { type: Date, required: true },
    cause: { type: String, required: true },
    takenBy: String,
  },
  'binding_invitations',
);
invitationSchema.index({ cause: 1 }, { unique: true }); // inviting twice invites once
invitationSchema.index({ by: 1 }); // what is kept of a resident who is erased
invitationSchema.index({ validUntil: 1 }); // invitations that are over

/** All of one resident in one document, so that what must change together does. */
export interface ResidentRow {
  _id: string;
  following: boolean;
  /** How often the resident has followed. */
  follows: number;
  consent?: string;
  consentAt?: Date;
  /** When she unfollowed; absent while she follows. */
  leftAt?: Date;
  /** When she asked that all of hers be erased. */
  eraseAsked?: Date;
  /** Wants to be spoken to slowly. */
  slow?: boolean;
  bindings: BindingRow[];
  /** How many bindings: lets the cap be part of the write's condition. */
  bound: number;
  /** The account that is meant when none is named. */
  preferred?: string;
  /** Tries at query passwords, the latest last. */
  tries?: PasswordTry[];
  frozenUntil?: Date;
  /** The causes of the latest changes, so that a repeat of one changes nothing. */
  causes: string[];
}

export const customerSchema = rowSchema<CustomerRow>(
  {
    _id: { type: String, required: true },
    sealed: { type: String, required: true },
    district: { type: String, required: true },
    property: { type: String, required: true },
    passwordHash: { type: String, required: true },
  },
  'customers',
);

export const residentSchema = rowSchema<ResidentRow>(
  {
    _id: { type: String, required: true },
    following: { type: Boolean, required: true },
    follows: { type: Number, required: true },
    consent: String,
    consentAt: Date,
    leftAt: Date,
    eraseAsked: Date,
    slow: Boolean,
    bindings: [
      {
        _id: false,
        account: String,
        boundAt: Date,
        cause: String,
        alias: String,
        kind: String,
        by: String,
        until: Date,
        dueAt: Date,
      },
    ],
    bound: { type: Number, required: true },
    preferred: String,
    tries: {
      type: [{ _id: false, cause: String, account: String, use: String, right: Boolean, at: Date }],
      default: undefined,
    },
    frozenUntil: Date,
    causes: [String],
  },
  'residents',
);
residentSchema.index({ 'bindings.account': 1 }); // who has bound a property
residentSchema.index({ 'bindings.dueAt': 1 }, { sparse: true }); // guests who are to be warned, or whose time is over
residentSchema.index({ frozenUntil: 1 }, { sparse: true }); // freezes that are over
residentSchema.index({ leftAt: 1 }, { sparse: true }); // who left long ago
residentSchema.index({ eraseAsked: 1 }, { sparse: true }); // who asked to be erased
