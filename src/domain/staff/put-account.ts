import { checkPassword, checkUser } from './account.js';
import type { UseCaseDeps } from './deps.js';
import type { Staff } from './door.js';

/**
 * Adds an account, or gives it a new password and role, which ends its sessions and its lock. The same password and role again change nothing.
 * @throws Refused bad_input
 */
export const putAccount =
  ({ store, passwords, ids }: UseCaseDeps): Staff['putAccount'] =>
  async ({ user, role, password }) => {
    checkUser(user);
    checkPassword(user, password);
    const before = await store.account(user);
    if (before?.role === role && (await passwords.verify(before.passwordHash, password))) return;
    await store.putAccount({ user, role, passwordHash: await passwords.hash(password), stamp: ids.id() });
    await store.forgetAttempts(user);
  };
