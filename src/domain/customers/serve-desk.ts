import type { Seal } from '../../kernel/crypto.js';
import { refuse } from '../../kernel/errors.js';
import { bindingId } from './binding.js';
import type { BinderSeen, CustomersDesk } from './desk.js';
import type { BindingEnder } from './end-binding.js';
import type { Binder, ResidentStore } from './resident-store.js';
import type { CustomerStore } from './store.js';

export interface DeskDeps {
  customers: CustomerStore;
  residents: ResidentStore;
  ender: BindingEnder;
  seal: Seal;
}

/** What staff see and end of an account's bindings. */
export const serveDesk = ({
  customers,
  residents,
  ender,
  seal,
}: DeskDeps): Omit<CustomersDesk, 'changeHouseholder'> => {
  const customer: CustomersDesk['customer'] = async (account) =>
    (await customers.one(account)) ?? refuse('account_unknown');

  const seen = ({ row, binding }: Binder): BinderSeen => ({
    id: bindingId(seal, row._id, binding),
    openid: row._id,
    kind: binding.kind ?? 'householder',
    since: binding.boundAt,
    ...(binding.until ? { until: binding.until } : {}),
    following: row.following,
  });

  return {
    customer,
    bindings: async (account) => {
      await customer(account);
      return (await residents.bindersOf(account)).map(seen);
    },
    endBinding: async ({ account, id, why }) => {
      await customer(account);
      const binder = (await residents.bindersOf(account)).find((one) => seen(one).id === id);
      return { ended: 1 + (await ender.end({ ...(binder ?? refuse('binding_unknown')), why })) };
    },
    endBindings: async ({ account, why }) => {
      await customer(account);
      return { ended: await ender.endAll(account, why) };
    },
    unfreeze: (openid) => residents.unfreeze(openid),
  };
};
