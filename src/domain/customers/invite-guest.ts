import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { addDays, dayOf, instant } from '../../kernel/dates.js';
import type { CodesStore } from './codes-store.js';
import type { Guest, Home, Invited, Inviting } from './door.js';
import type { InvitationStore } from './invitation-store.js';
import type { ResidentStore } from './resident-store.js';
import type { CustomerStore } from './store.js';

/** An invitation may be taken this long. */
export const INVITATION_VALID_SECONDS = 86_400;
/** Invitations a Beijing day: of one openid. */
export const INVITATIONS_A_DAY = 5;
/** Numbers that one openid may try a Beijing day. */
export const INVITATION_TRIES_A_DAY = 5;
/** Guests that one resident may let into one home. */
export const GUESTS_MOST = 10;
/** Two numbers that meet one another, or a customer's, this often in a row would be a bug. */
const DRAWS = 20;
const NUMBERS = 100_000_000n;

export interface InviteDeps {
  customers: CustomerStore;
  residents: ResidentStore;
  invitations: InvitationStore;
  codes: CodesStore;
  clock: Clock;
  seal: Seal;
  homes: (openid: string) => Promise<readonly Home[]>;
  frozenUntil: (openid: string) => Promise<Date | undefined>;
}

/** The keyed hash under which an invitation is kept. */
export const hashOfInvitation = (seal: Seal, number: string): string => seal.index(number, 'invitation hash');

/** The n-th number of a cause: only the holder of the index key can make it, so it need not be kept. */
const numberOf = (seal: Seal, cause: string, n: number): string =>
  String(BigInt(`0x${seal.index(`${cause}/${n}`, 'invitation')}`) % NUMBERS).padStart(8, '0');

/** Makes an invitation. Its number is drawn from the cause, so that a repeat tells the same number, which is kept as its hash alone. */
export const inviteGuest =
  ({ customers, residents, invitations, codes, clock, seal, homes }: InviteDeps) =>
  async (input: { openid: string; account: string; guest: Guest; cause: string }): Promise<Inviting> => {
    const { openid, account, guest, cause } = input;
    const { bindings } = await residents.one(openid);
    const own = bindings.find((binding) => binding.account === account && !binding.kind);
    const home = (await homes(openid)).find((one) => one.account === account);
    if (!own || !home) return { kind: 'not yours' };
    const now = clock.now();
    const today = dayOf(now);
    const midnight = instant(addDays(today, 1));
    const guests = (await residents.bindersOf(account)).filter(({ binding }) => binding.by === openid);
    if (guests.length >= GUESTS_MOST) return { kind: 'full', limit: GUESTS_MOST };
    if (!(await codes.countAll([`${today}/invitations:${openid}`], cause, INVITATIONS_A_DAY, midnight)))
      return { kind: 'too many', until: midnight };
    const validUntil = new Date(now.getTime() + INVITATION_VALID_SECONDS * 1000);
    const terms = { account, by: openid, under: own.cause, ...guest, validUntil, cause };
    for (let n = 0; n < DRAWS; n += 1) {
      const number = numberOf(seal, cause, n);
      const _id = hashOfInvitation(seal, number);
      const before = await invitations.byCause(cause);
      if (before?._id === _id) return { kind: 'invited', home, number, validUntil: before.validUntil };
      // A bare number may be a customer's as well: it never is.
      if (before || (await customers.one(number))) continue;
      if (await invitations.insert({ _id, ...terms })) return { kind: 'invited', home, number, validUntil };
    }
    throw new Error('no free number for an invitation');
  };

/** What a number leads to. Every look is counted first: looks at once cannot slip past the limit. */
export const lookAtInvitation =
  ({ residents, invitations, codes, clock, seal, frozenUntil }: InviteDeps) =>
  async (input: { openid: string; number: string; inPassing?: boolean }): Promise<Invited> => {
    const { openid, number, inPassing } = input;
    const frozen = await frozenUntil(openid);
    if (frozen) return { kind: 'frozen', until: frozen };
    const now = clock.now();
    const today = dayOf(now);
    const midnight = instant(addDays(today, 1));
    const hash = hashOfInvitation(seal, number);
    if (!(await codes.countAll([`${today}/invitation:${openid}`], hash, INVITATION_TRIES_A_DAY, midnight))) {
      if (inPassing) return { kind: 'unknown' };
      await residents.freeze(openid, midnight);
      return { kind: 'frozen', until: midnight };
    }
    const found = await invitations.open(hash, now);
    if (!found || (found.takenBy && found.takenBy !== openid)) return { kind: 'unknown' };
    return { kind: 'open', guest: { kind: found.kind, ...(found.until ? { until: found.until } : {}) } };
  };
