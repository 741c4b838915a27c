import { refuse } from '../../kernel/errors.js';
import type { UseCaseDeps } from './deps.js';
import type { Staff, StaffSession } from './door.js';
import { ABSOLUTE_MS, isOver, type Session, sessionId } from './session.js';

const present = (session: Session): StaffSession => ({
  id: sessionId(session),
  user: session.user,
  signedInAt: new Date(session.expiresAt.getTime() - ABSOLUTE_MS),
  lastSeenAt: session.lastSeenAt,
  expiresAt: session.expiresAt,
});

/** Sessions that a token could still open: neither over nor of an account that has changed since. */
export const listSessions =
  ({ store, clock }: UseCaseDeps): Staff['sessions'] =>
  async (user) => {
    const now = clock.now();
    const stamps = new Map((await store.accounts()).map((account) => [account.user, account.stamp]));
    const sessions = await store.sessions(user);
    return sessions
      .filter((session) => !isOver(session, now) && stamps.get(session.user) === session.stamp)
      .map(present);
  };

/** @throws Refused session_unknown */
export const revokeSession =
  ({ store }: UseCaseDeps): Staff['revokeSession'] =>
  async (id, user) => {
    if (!(await store.dropSessionById(id, user))) refuse('session_unknown');
  };
