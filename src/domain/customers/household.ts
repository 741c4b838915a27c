import { refuse } from '../../kernel/errors.js';
import type { Ids } from '../../kernel/ids.js';
import type { CustomersDesk } from './desk.js';
import type { Customer, NewCustomer } from './door.js';
import type { BindingEnder } from './end-binding.js';
import { hashPasswords } from './password.js';
import type { CustomerStore } from './store.js';

export interface HouseholdDeps {
  customers: CustomerStore;
  ender: BindingEnder;
  ids: Ids;
  /** Leaves a line in the audit trail. */
  audit: (act: {
    who: string;
    what: string;
    which: string;
    result: 'done';
    detail: Readonly<Record<string, number>>;
  }) => Promise<unknown>;
}

const CHUNK = 1000;

const otherHousehold = (before: Customer | undefined, after: Pick<Customer, 'holder' | 'mobile'>): boolean =>
  before !== undefined && (before.holder !== after.holder || before.mobile !== after.mobile);

/**
 * Adds or replaces customers. Where an account gets another holder or mobile its bindings end: before the change, so that an import that is
 * run again after a crash still sees it, and once more after it, for who bound by the old mobile meanwhile.
 */
export const importCustomers = ({ customers, ender, audit }: HouseholdDeps) => {
  const endAll = async (accounts: readonly string[]): Promise<void> => {
    for (const account of accounts) {
      const ended = await ender.endAll(account, 'household');
      if (ended > 0)
        await audit({
          who: 'system',
          what: 'customer.household_change',
          which: account,
          result: 'done',
          detail: { ended },
        });
    }
  };

  return async (list: readonly NewCustomer[]): Promise<{ imported: number }> => {
    const hashes = await hashPasswords(list.map(({ password }) => password));
    for (let at = 0; at < list.length; at += CHUNK) {
      const part = list.slice(at, at + CHUNK);
      const before = await customers.some(part.map(({ account }) => account));
      const changed = part.filter((one) => otherHousehold(before.get(one.account), one)).map(({ account }) => account);
      await endAll(changed);
      await customers.put(
        part.map(({ password, ...customer }) => ({
          ...customer,
          passwordHash: hashes.get(password) ?? refuse('bad_input'),
        })),
      );
      await endAll(changed);
    }
    return { imported: list.length };
  };
};

/** A household change by staff, who leave their own line in the audit trail. */
export const changeHouseholder =
  ({ customers, ender, ids }: HouseholdDeps): CustomersDesk['changeHouseholder'] =>
  async ({ account, holder, mobile, password }) => {
    const before = (await customers.one(account)) ?? refuse('account_unknown');
    const changed = otherHousehold(before, { holder, mobile });
    if (!changed && password === undefined) return { customer: before, ended: 0 };
    const customer = { ...before, holder, mobile };
    const secret = password ?? ids.token();
    const passwordHash = (await hashPasswords([secret])).get(secret) ?? refuse('bad_input');
    let ended = changed ? await ender.endAll(account, 'household') : 0;
    await customers.put([{ ...customer, passwordHash }]);
    if (changed) ended += await ender.endAll(account, 'household');
    return { customer, ended };
  };
