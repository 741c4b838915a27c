import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { refuse } from '../../kernel/errors.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import { BINDINGS_MOST, bindAccount, type TellBinder } from './bind-account.js';
import type { SendSms } from './code-gateway.js';
import { codesStore } from './codes-store.js';
import type { Customers, Home, NewCustomer, Resident } from './door.js';
import { type BoundProperty, homesOf, whichOf } from './home.js';
import { nameHome, preferHome } from './name-home.js';
import { newerBinders } from './newer-binders.js';
import { hashPasswords } from './password.js';
import { proveCode } from './prove-code.js';
import { provePassword } from './prove-password.js';
import { sendBindingCode } from './send-binding-code.js';
import { type CustomerStore, customerStore, type ResidentRow, type ResidentStore, residentStore } from './store.js';
import { type UnbindDeps, unbindAccount } from './unbind-account.js';

export { BINDINGS_MOST, type TellBinder } from './bind-account.js';
export type { SendSms } from './code-gateway.js';
export type * from './door.js';

export interface CustomersDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  seal: Seal;
  sendSms: SendSms;
  /** The words of the message that carries a code. */
  codeWords: (code: string, minutes: number) => string;
  tellBinder: TellBinder;
  endSubscription: UnbindDeps['endSubscription'];
  log: Log;
}

/** What is read of residents and their properties together. */
const createReader = (customers: CustomerStore, residents: ResidentStore, clock: Clock) => {
  const propertiesOf = async ({ bindings, preferred }: ResidentRow): Promise<BoundProperty[]> => {
    const found = await customers.some(bindings.map(({ account }) => account));
    return bindings.flatMap(({ account, boundAt, alias }) => {
      const customer = found.get(account);
      return customer
        ? [{ customer, boundAt, ...(alias ? { alias } : {}), ...(account === preferred ? { preferred: true } : {}) }]
        : [];
    });
  };
  const present = async (row: ResidentRow): Promise<Resident> => ({
    openid: row._id,
    following: row.following,
    ...(row.consent === undefined ? {} : { consent: row.consent }),
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

const importCustomers = (customers: CustomerStore) => async (list: readonly NewCustomer[]) => {
  const hashes = await hashPasswords(list.map(({ password }) => password));
  await customers.put(
    list.map(({ password, ...customer }) => ({
      ...customer,
      passwordHash: hashes.get(password) ?? refuse('bad_input'),
    })),
  );
  return { imported: list.length };
};

/** Customers of the utility, and the residents who have bound them. */
export const createCustomers = (deps: CustomersDeps): Customers => {
  const { db, clock, ids, seal, sendSms, codeWords, tellBinder, endSubscription, log } = deps;
  const customers = customerStore(db, seal);
  const residents = residentStore(db, seal);
  const codes = codesStore(db);
  const password = provePassword({ customers, residents, codes, clock });
  const { propertiesOf, present, homes, boundHome, frozenUntil } = createReader(customers, residents, clock);

  return {
    follow: async ({ openid, cause }) => {
      const row =
        (await residents.change(openid, `follow:${cause}`, { following: true })) ?? (await residents.one(openid));
      return { ...(await present(row)), again: row.follows > 1 };
    },
    unfollow: async ({ openid, cause }) => {
      await residents.change(openid, `unfollow:${cause}`, { following: false });
    },
    resident: async (openid) => present(await residents.one(openid)),
    keepManner: async ({ openid, slow, cause }) => {
      await residents.change(openid, `manner:${cause}`, { slow });
    },
    consent: async ({ openid, version, cause }) => {
      await residents.change(openid, `consent:${cause}`, { consent: version });
    },
    sendBindingCode: sendBindingCode({
      codes,
      customers,
      residents,
      clock,
      ids,
      seal,
      sendSms,
      codeWords,
      frozenUntil,
      boundHome,
      log,
    }),
    proveCode: proveCode({ codes, residents, clock, seal, frozenUntil }),
    proveHolder: (input) => password({ ...input, use: 'bind' }),
    provePassword: (input) => password({ ...input, use: 'unbind' }),
    bind: bindAccount({ codes, residents, clock, seal, homes, tellBinder, log }),
    unbind: unbindAccount({ customers, residents, clock, homes, endSubscription }),
    newerBinders: newerBinders({ residents, homes }),
    whichHome: async (openid, wanted) => whichOf(await propertiesOf(await residents.one(openid)), wanted),
    nameHome: nameHome({ residents, homes }),
    preferHome: preferHome({ residents, homes }),
    customerOf: async (openid, account) => {
      const { bindings } = await residents.one(openid);
      return bindings.some((binding) => binding.account === account) ? customers.one(account) : undefined;
    },
    bindersOf: (account) => residents.followersBoundTo(account),
    followingAmong: (openids) => residents.followersAmong(openids),
    customer: async (account) => (await customers.one(account)) ?? refuse('account_unknown'),
    importCustomers: importCustomers(customers),
    bindDirectly: async ({ openid, account, cause }) => {
      await residents.addBinding(openid, { account, boundAt: clock.now(), cause }, BINDINGS_MOST);
    },
    expireCodes: async (limit) => {
      const now = clock.now();
      return (await codes.purge(now, limit)) + (await residents.thaw(now, limit));
    },
    accounts: (after, limit) => customers.accounts(after, limit),
  };
};
