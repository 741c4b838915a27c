import type { PasswordProof } from './door.js';

/** Wrong tries in a row until the openid is frozen. */
export const PASSWORD_TRIES = 3;
/** Tries a Beijing day: for each openid, and when binding for each account number too. */
export const PASSWORD_TRIES_A_DAY = 6;
/** What the last wrong try in a row costs the openid. */
export const PASSWORD_FREEZE_SECONDS = 1800;
const DAY_MS = 86_400_000;

/** What the password is for: a try is good for this alone. */
export type PasswordUse = 'bind' | 'unbind';

/** One try at a query password, and how it went; never what was tried. */
export interface PasswordTry {
  cause: string;
  account: string;
  use: PasswordUse;
  right: boolean;
  at: Date;
}

/** What a try came to, read from the tries in their order; undefined when there is none of this cause. Always the same for a cause. */
export const proofOf = (tries: readonly PasswordTry[], cause: string): PasswordProof | undefined => {
  const at = tries.findIndex((one) => one.cause === cause);
  const mine = tries[at];
  if (!mine) return undefined;
  if (mine.right) return { kind: 'right' };
  const before = tries.slice(0, at).filter((one) => mine.at.getTime() - one.at.getTime() < DAY_MS);
  const wrong = before.length - (before.findLastIndex(({ right }) => right) + 1) + 1;
  const left = PASSWORD_TRIES - (wrong % PASSWORD_TRIES);
  return left === PASSWORD_TRIES
    ? { kind: 'frozen', until: new Date(mine.at.getTime() + PASSWORD_FREEZE_SECONDS * 1000) }
    : { kind: 'wrong', left };
};

/** Whether this very cause gave the right password of this account for this use. */
export const provenBy = (
  tries: readonly PasswordTry[],
  { cause, account, use }: Pick<PasswordTry, 'cause' | 'account' | 'use'>,
): boolean => tries.some((one) => one.right && one.cause === cause && one.account === account && one.use === use);
