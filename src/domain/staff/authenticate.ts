import { presentMember } from './account.js';
import type { UseCaseDeps } from './deps.js';
import type { Staff } from './door.js';
import { isOver, isStale } from './session.js';
import { tokenHashOf } from './sign-in.js';

/** Who holds the token now; role and district are the account's of this moment, not the sign-in's. */
export const authenticate =
  ({ store, clock }: UseCaseDeps): Staff['authenticate'] =>
  async (token) => {
    const session = await store.session(tokenHashOf(token));
    const now = clock.now();
    if (!session || isOver(session, now)) return undefined;
    const account = await store.account(session.user);
    if (!account || account.disabled || account.stamp !== session.stamp) return undefined;
    if (isStale(session, now)) await store.touchSession(session.tokenHash, now);
    return presentMember(account);
  };
