import type { Clock } from '../../kernel/clock.js';
import type { Home, Unbinding } from './door.js';
import type { BindingEnder } from './end-binding.js';
import { homesOf } from './home.js';
import { provenBy } from './password-try.js';
import type { ResidentStore } from './resident-store.js';
import type { CustomerStore } from './store.js';

export interface UnbindDeps {
  customers: CustomerStore;
  residents: ResidentStore;
  clock: Clock;
  homes: (openid: string) => Promise<readonly Home[]>;
  ender: BindingEnder;
}

/** Unbinds on a right password of the same cause; a guest without one. */
export const unbindAccount =
  ({ customers, residents, clock, homes, ender }: UnbindDeps) =>
  async (input: { openid: string; account: string; cause: string }): Promise<Unbinding> => {
    const { openid, account, cause } = input;
    const row = await residents.one(openid);
    const because = `unbind:${cause}`;
    if (row.causes.includes(because)) {
      const customer = await customers.one(account);
      const [was] = customer ? homesOf([{ customer, boundAt: clock.now() }]) : [];
      return was ? { kind: 'unbound', home: was, guests: 0 } : { kind: 'not bound' };
    }
    const binding = row.bindings.find((one) => one.account === account);
    const home = (await homes(openid)).find((one) => one.account === account);
    if (!home || !binding) return { kind: 'not bound' };
    if (!binding.kind && !provenBy(row.tries ?? [], { cause, account, use: 'unbind' })) return { kind: 'not proven' };
    return { kind: 'unbound', home, guests: await ender.end({ row, binding, because }) };
  };
