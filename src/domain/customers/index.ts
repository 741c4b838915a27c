import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import { acceptInvitation } from './accept-invitation.js';
import { BINDINGS_MOST, bindAccount } from './bind-account.js';
import { guestOf } from './binding.js';
import type { CodeWords, SendSms } from './code-gateway.js';
import { codesStore } from './codes-store.js';
import type { Customers, Home, Resident } from './door.js';
import { bindingEnder, type EndSubscription, type TellEnded } from './end-binding.js';
import { askErasure, eraseResident, toErase } from './erase-resident.js';
import { type BoundProperty, homesOf, whichOf } from './home.js';
import { changeHouseholder, type HouseholdDeps, importCustomers } from './household.js';
import { invitationStore } from './invitation-store.js';
import { inviteGuest, lookAtInvitation } from './invite-guest.js';
import { nameHome, preferHome } from './name-home.js';
import { newerBinders } from './newer-binders.js';
import { proveCode } from './prove-code.js';
import { provePassword } from './prove-password.js';
import { type ResidentStore, residentStore } from './resident-store.js';
import type { ResidentRow } from './schema.js';
import { codeSender, sendBindingCode, sendOwnCode } from './send-binding-code.js';
import { serveDesk } from './serve-desk.js';
import { type CustomerStore, customerStore } from './store.js';
import { type TellBinder, tellBinders } from './tell-binders.js';
import { unbindAccount } from './unbind-account.js';
import { endGuest, guestsOf, type TellEnding, watchGuests } from './watch-guests.js';
import { withdrawConsent } from './withdraw-consent.js';

export { BINDINGS_MOST } from './bind-account.js';
export type { SendSms } from './code-gateway.js';
export type * from './door.js';
export type { EndSubscription, TellEnded } from './end-binding.js';
export type { TellBinder } from './tell-binders.js';
export type { TellEnding } from './watch-guests.js';

export interface CustomersDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  sendSms: SendSms;
  codeWords: CodeWords;
  tellBinder: TellBinder;
  tellEnding: TellEnding;
  tellEnded: TellEnded;
  endSubscription: EndSubscription;
  audit: HouseholdDeps['audit'];
  log: Log;
}

/** What is read of residents and their properties together. */
const createReader = (customers: CustomerStore, residents: ResidentStore, clock: Clock) => {
  const propertiesOf = async ({ bindings, preferred }: ResidentRow): Promise<BoundProperty[]> => {
    const found = await customers.some(bindings.map(({ account }) => account));
    return bindings.flatMap((binding) => {
      const { account, boundAt, alias } = binding;
      const customer = found.get(account);
      const guest = guestOf(binding);
      return customer
        ? [
            {
              customer,
              boundAt,
              ...(alias ? { alias } : {}),
              ...(account === preferred ? { preferred: true } : {}),
              ...(guest ? { guest } : {}),
            },
          ]
        : [];
    });
  };
  const present = async (row: ResidentRow): Promise<Resident> => ({
    openid: row._id,
    following: row.following,
    ...(row.consent === undefined ? {} : { consent: row.consent }),
    ...(row.consentAt ? { consentAt: row.consentAt } : {}),
    ...(row.slow ? { slow: true } : {}),
    homes: homesOf(await propertiesOf(row)),
  });
  const homes = async (openid: string): Promise<readonly Home[]> =>
    homesOf(await propertiesOf(await residents.one(openid)));
  return {
    propertiesOf,
    present,
    homes,
    boundHome: async (openid: string, account: string): Promise<Home | undefined> =>
      (await homes(openid)).find((home) => home.account === account),
    frozenUntil: async (openid: string): Promise<Date | undefined> => {
      const { frozenUntil } = await residents.one(openid);
      return frozenUntil && frozenUntil > clock.now() ? frozenUntil : undefined;
    },
  };
};

/** Customers of the utility, and the residents who have bound them. */
export const createCustomers = (deps: CustomersDeps): Customers => {
  const { db, clock, ids, seal, sendSms, codeWords, tellBinder, tellEnding, tellEnded, endSubscription, audit, log } =
    deps;
  const customers = customerStore(db, seal);
  const residents = residentStore(db, seal);
  const codes = codesStore(db);
  const password = provePassword({ customers, residents, codes, clock });
  const { propertiesOf, present, homes, boundHome, frozenUntil } = createReader(customers, residents, clock);
  const invitations = invitationStore(db);
  const tellNewBinder = tellBinders({ residents, homes, tellBinder, log });
  const ender = bindingEnder({ residents, seal, homes, endSubscription, tellEnded, log });
  const inviting = { customers, residents, invitations, codes, clock, seal, homes, frozenUntil };
  const household = { customers, ender, ids, audit };
  const erasing = { residents, invitations, codes, ender, clock };
  const sending = { ...inviting, ids, sendSms, codeWords, boundHome, log };
  const send = codeSender(sending);
  const guests = { residents, clock, seal, homes, ender, tellEnding, log };

  return {
    follow: async ({ openid, cause }) => {
      const row =
        (await residents.change(openid, `follow:${cause}`, { following: true }, 1)) ?? (await residents.one(openid));
      return { ...(await present(row)), again: row.follows > 1 };
    },
    unfollow: async ({ openid, cause }) => {
      await residents.change(openid, `unfollow:${cause}`, { following: false, leftAt: clock.now() });
    },
    resident: async (openid) => present(await residents.one(openid)),
    keepManner: async ({ openid, slow, cause }) => {
      await residents.change(openid, `manner:${cause}`, { slow });
    },
    consent: async ({ openid, version, cause }) => {
      // Only who follows can write; who was erased and went on following is known as such again from here.
      const agreed = { consent: version, consentAt: clock.now(), following: true };
      await residents.change(openid, `consent:${cause}`, agreed);
    },
    withdrawConsent: withdrawConsent({ residents, ender }),
    sendBindingCode: sendBindingCode(sending, send),
    sendOwnCode: sendOwnCode(sending, send),
    proveCode: proveCode({ codes, residents, clock, seal, frozenUntil }),
    proveHolder: (input) => password({ ...input, use: 'bind' }),
    provePassword: (input) => password({ ...input, use: 'unbind' }),
    bind: bindAccount({ codes, residents, clock, seal, homes, tellNewBinder }),
    unbind: unbindAccount({ customers, residents, clock, homes, ender }),
    invite: inviteGuest(inviting),
    invitation: lookAtInvitation(inviting),
    acceptInvitation: acceptInvitation({ residents, invitations, clock, seal, homes, tellNewBinder }),
    guests: async (openid) => (await guestsOf(guests)(openid)).map(({ guest }) => guest),
    endGuest: endGuest(guests),
    watchGuests: watchGuests(guests),
    newerBinders: newerBinders({ residents, homes }),
    whichHome: async (openid, wanted) => whichOf(await propertiesOf(await residents.one(openid)), wanted),
    nameHome: nameHome({ residents, homes }),
    preferHome: preferHome({ residents, homes }),
    customerOf: async (openid, account) => {
      const { bindings } = await residents.one(openid);
      return bindings.some((binding) => binding.account === account) ? customers.one(account) : undefined;
    },
    askErasure: askErasure(erasing),
    toErase: toErase(erasing),
    erase: eraseResident(erasing),
    bindersOf: (account) => residents.followersBoundTo(account),
    followingAmong: (openids) => residents.followersAmong(openids),
    ...serveDesk({ customers, residents, ender, seal }),
    changeHouseholder: changeHouseholder(household),
    importCustomers: importCustomers(household),
    bindDirectly: async ({ openid, account, cause }) => {
      await residents.addBinding(openid, { account, boundAt: clock.now(), cause }, BINDINGS_MOST);
    },
    expireCodes: async (limit) => {
      const now = clock.now();
      return (
        (await codes.purge(now, limit)) + (await residents.thaw(now, limit)) + (await invitations.purge(now, limit))
      );
    },
    accounts: (after, limit) => customers.accounts(after, limit),
  };
};
