import type { Clock } from '../../kernel/clock.js';
import { sameSecret } from '../../kernel/crypto.js';
import { addDays, dayOf, instant } from '../../kernel/dates.js';
import type { CodesStore } from './codes-store.js';
import type { PasswordProof } from './door.js';
import { passwordHolds } from './password.js';
import { PASSWORD_TRIES_A_DAY, type PasswordUse, proofOf } from './password-try.js';
import type { ResidentStore } from './resident-store.js';
import type { ResidentRow } from './schema.js';
import type { CustomerStore } from './store.js';

export interface ProvePasswordDeps {
  customers: CustomerStore;
  residents: ResidentStore;
  codes: CodesStore;
  clock: Clock;
}

export interface ProvePassword {
  openid: string;
  account: string;
  password: string;
  cause: string;
  /** To bind, the householder's name must be right too. */
  holder?: string;
  use: PasswordUse;
}

const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s·•]+/g, '')
    .toLowerCase();

/**
 * One try at the password registered beforehand. The number, the name and the password are judged together, and in the same time for a
 * number that nobody has, so that no answer tells which of them was wrong. What was tried is not kept.
 */
export const provePassword = ({ customers, residents, codes, clock }: ProvePasswordDeps) => {
  const isRight = async (row: ResidentRow, { account, password, holder, use }: ProvePassword): Promise<boolean> => {
    const secret = await customers.secret(account);
    const holds = await passwordHolds(secret?.passwordHash, password);
    if (use === 'unbind') return holds && row.bindings.some((binding) => binding.account === account);
    return sameSecret(plainName(secret?.holder ?? ''), plainName(holder ?? '')) && holds;
  };

  /** The freeze follows from the try that is written first, so a repeat after a crash in between still makes it. */
  const settled = async (openid: string, proof: PasswordProof, now: Date): Promise<PasswordProof> => {
    if (proof.kind === 'frozen' && proof.until > now) await residents.freeze(openid, proof.until);
    return proof;
  };

  return async (input: ProvePassword): Promise<PasswordProof> => {
    const { openid, account, cause, use } = input;
    const now = clock.now();
    const row = await residents.one(openid);
    const before = proofOf(row.tries ?? [], cause);
    if (before) return settled(openid, before, now);
    if (row.frozenUntil && row.frozenUntil > now) return { kind: 'frozen', until: row.frozenUntil };
    const today = dayOf(now);
    const midnight = instant(addDays(today, 1));
    const counters = [
      `${today}/password:${openid}`,
      ...(use === 'bind' ? [`${today}/password/account:${account}`] : []),
    ];
    if (!(await codes.countAll(counters, cause, PASSWORD_TRIES_A_DAY, midnight)))
      return { kind: 'too many', until: midnight };
    const right = await isRight(row, input);
    const tries = await residents.addTry(openid, { cause, account, use, right, at: now });
    return settled(openid, proofOf(tries, cause) ?? { kind: 'too many', until: midnight }, now);
  };
};
