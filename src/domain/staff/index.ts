import type { Connection } from '../../database/connect.js';
import type { Clock } from '../../kernel/clock.js';
import type { Ids } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import { presentAccount } from './account.js';
import { authenticate } from './authenticate.js';
import { changePassword } from './change-password.js';
import type { Audit } from './deps.js';
import type { Staff } from './door.js';
import { listSessions, revokeSession } from './list-sessions.js';
import { createPasswords } from './passwords.js';
import { putAccount, setDisabled } from './put-account.js';
import { signIn, tokenHashOf } from './sign-in.js';
import { staffStore } from './store.js';

export type { Audit } from './deps.js';
export type * from './door.js';

export interface StaffDeps {
  db: Connection;
  clock: Clock;
  ids: Ids;
  /** Told of locks; sign-ins and changes are told by the edge that knows who asked. */
  audit: Audit;
  log: Log;
}

/** Staff accounts, their passwords (argon2id) and sessions (only hashes of tokens are kept). */
export const createStaff = ({ db, clock, ids, audit, log }: StaffDeps): Staff => {
  const store = staffStore(db);
  const deps = { store, passwords: createPasswords(ids.token()), clock, ids, audit, log };
  return {
    signIn: signIn(deps),
    authenticate: authenticate(deps),
    signOut: (token) => store.dropSession(tokenHashOf(token)),
    changePassword: changePassword(deps),
    putAccount: putAccount(deps),
    accounts: async () => (await store.accounts()).map(presentAccount),
    setDisabled: setDisabled(deps),
    sessions: listSessions(deps),
    revokeSession: revokeSession(deps),
  };
};
