import type { Clock } from '../../kernel/clock.js';
import type { Home, Unbinding } from './door.js';
import { homesOf } from './home.js';
import { provenBy } from './password-try.js';
import type { CustomerStore, ResidentStore } from './store.js';

export interface UnbindDeps {
  customers: CustomerStore;
  residents: ResidentStore;
  clock: Clock;
  homes: (openid: string) => Promise<readonly Home[]>;
  /** Ends what came with the binding elsewhere; the same cause ends it once. */
  endSubscription: (input: { openid: string; account: string; cause: string }) => Promise<unknown>;
}

/** Unbinds on a right password of the same cause. The subscription ends first, so that no crash leaves one without its binding. */
export const unbindAccount =
  ({ customers, residents, clock, homes, endSubscription }: UnbindDeps) =>
  async (input: { openid: string; account: string; cause: string }): Promise<Unbinding> => {
    const { openid, account, cause } = input;
    const { causes, tries = [], preferred } = await residents.one(openid);
    const key = `unbind:${cause}`;
    if (causes.includes(key)) {
      const customer = await customers.one(account);
      const [was] = customer ? homesOf([{ customer, boundAt: clock.now() }]) : [];
      return was ? { kind: 'unbound', home: was } : { kind: 'not bound' };
    }
    const home = (await homes(openid)).find((one) => one.account === account);
    if (!home) return { kind: 'not bound' };
    if (!provenBy(tries, { cause, account, use: 'unbind' })) return { kind: 'not proven' };
    await endSubscription(input);
    await residents.removeBinding(openid, account, key, preferred === account);
    return { kind: 'unbound', home };
  };
