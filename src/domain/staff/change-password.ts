import { refuse } from '../../kernel/errors.js';
import { checkPassword } from './account.js';
import { WINDOW_MS } from './attempts.js';
import type { UseCaseDeps } from './deps.js';
import type { Staff } from './door.js';
import { isOver } from './session.js';
import { countAttempt, tokenHashOf } from './sign-in.js';

/**
 * A password of one's own. Guesses at the old one are counted with the sign-ins: a stolen session is no way around the lock. The session
 * that asks goes on under the account's new stamp, all others are over.
 * @throws Refused bad_input | not_signed_in | conflict
 */
export const changePassword =
  (deps: UseCaseDeps): Staff['changePassword'] =>
  async ({ token, password, newPassword }) => {
    const { store, passwords, clock, ids } = deps;
    const session = await store.session(tokenHashOf(token));
    if (!session || isOver(session, clock.now())) return refuse('not_signed_in');
    const { user } = session;
    checkPassword(user, newPassword);
    if (newPassword === password) refuse('bad_input', 'newPassword: the old one', { field: 'newPassword' });
    const counted = await countAttempt(deps, user);
    if (counted.kind === 'locked') return counted;
    const account = await store.account(user);
    if (!account || account.stamp !== session.stamp) return refuse('not_signed_in');
    if (!(await passwords.verify(account.passwordHash, password))) return { kind: 'wrong' };

    const stamp = ids.id();
    const passwordHash = await passwords.hash(newPassword);
    if (!(await store.putAccount({ ...account, passwordHash, stamp, mustChange: false }, account.stamp)))
      return refuse('conflict', 'account');
    await store.restampSession(session.tokenHash, stamp);
    await store.forgetAttempts(user, new Date(clock.now().getTime() - WINDOW_MS));
    return { kind: 'changed' };
  };
