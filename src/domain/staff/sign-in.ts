import { createHash } from 'node:crypto';
import { refuse } from '../../kernel/errors.js';
import { presentMember } from './account.js';
import { lockedUntil, MOST_WRONG, WINDOW_MS, withAttempt } from './attempts.js';
import type { UseCaseDeps } from './deps.js';
import type { SignIn, Staff } from './door.js';
import { ABSOLUTE_MS } from './session.js';

/** What of a token is kept. */
export const tokenHashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A lost race means that another attempt was counted, and only `MOST_WRONG` can be. */
const MOST_RACES = MOST_WRONG + 3;

type Counted = { kind: 'counted'; count: number } | { kind: 'locked'; until: Date };

/**
 * Counts the attempt before the password is looked at, so that parallel guesses are no way around the lock. A name without an account is
 * counted and locked alike: the lock tells nobody which names exist.
 */
export const countAttempt = async ({ store, clock }: UseCaseDeps, user: string): Promise<Counted> => {
  for (let race = 0; race < MOST_RACES; race += 1) {
    const now = clock.now();
    const seen = await store.attempts(user);
    const until = lockedUntil(seen.at, now);
    if (until) return { kind: 'locked', until };
    const at = withAttempt(seen.at, now);
    if (await store.saveAttempts(user, seen.revision, at)) return { kind: 'counted', count: at.length };
  }
  return refuse('too_many_requests', 'attempts of one user name at once');
};

/** Opens a session for the right password; see the door for locks. */
export const signIn =
  (deps: UseCaseDeps): Staff['signIn'] =>
  async ({ user, password }): Promise<SignIn> => {
    const { store, passwords, clock, ids, audit, log } = deps;
    const counted = await countAttempt(deps, user);
    if (counted.kind === 'locked') return counted;

    const account = await store.account(user);
    const right = account
      ? await passwords.verify(account.passwordHash, password)
      : await passwords.verifyNothing(password);
    const now = clock.now();
    if (!account || !right) {
      if (counted.count >= MOST_WRONG) {
        log.warn({ attempts: counted.count }, 'staff user name locked');
        if (account) await audit({ who: 'system', what: 'staff.lock', which: account.user, result: 'done' });
      }
      return { kind: 'wrong' };
    }
    if (account.disabled) return { kind: 'disabled' };
    await store.forgetAttempts(user, new Date(now.getTime() - WINDOW_MS));
    await store.dropSessionsOver(now);
    const token = ids.token();
    const expiresAt = new Date(now.getTime() + ABSOLUTE_MS);
    await store.addSession({ tokenHash: tokenHashOf(token), user, stamp: account.stamp, expiresAt, lastSeenAt: now });
    return { kind: 'signed in', token, staff: presentMember(account), expiresAt };
  };
