import { refuse } from '../../kernel/errors.js';
import { type Account, checkDistrict, checkPassword, checkUser, presentAccount } from './account.js';
import type { UseCaseDeps } from './deps.js';
import type { Staff } from './door.js';

/**
 * Adds an account, or gives it a new password, role and district, which ends its sessions and its lock. The same again changes nothing.
 * @throws Refused bad_input | own_account | conflict
 */
export const putAccount =
  ({ store, passwords, ids }: UseCaseDeps): Staff['putAccount'] =>
  async ({ user, role, district, password, by }) => {
    checkUser(user);
    checkPassword(user, password);
    checkDistrict(role, district);
    const before = await store.account(user);
    const same = before?.role === role && before.district === district;
    if (before && !same && by === user) refuse('own_account', 'role');
    if (before && same && (await passwords.verify(before.passwordHash, password))) return presentAccount(before);
    const account: Account = {
      user,
      role,
      ...(district ? { district } : {}),
      passwordHash: await passwords.hash(password),
      stamp: ids.id(),
      mustChange: by !== undefined && by !== user,
      disabled: before?.disabled ?? false,
    };
    if (!(await store.putAccount(account, before?.stamp))) {
      // Two processes that make the same account at once have both done it.
      const now = await store.account(user);
      const done = now?.role === role && now.district === district;
      if (now && done && (await passwords.verify(now.passwordHash, password))) return presentAccount(now);
      return refuse('conflict', 'account');
    }
    await store.forgetAttempts(user);
    return presentAccount(account);
  };

/**
 * Shuts an account out, or lets it in again. Nobody shuts out themselves, so somebody who can undo it always remains.
 * @throws Refused staff_unknown | own_account | conflict
 */
export const setDisabled =
  ({ store, ids }: UseCaseDeps): Staff['setDisabled'] =>
  async ({ user, disabled, by }) => {
    if (user === by) refuse('own_account', 'disabled');
    const before = (await store.account(user)) ?? refuse('staff_unknown');
    if (before.disabled === disabled) return presentAccount(before);
    const account: Account = { ...before, disabled, stamp: ids.id() };
    if (!(await store.putAccount(account, before.stamp))) refuse('conflict', 'account');
    return presentAccount(account);
  };
