import { hash, verify } from '@node-rs/argon2';

/** argon2id, 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet). The library's algorithm default is argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export interface Passwords {
  hash(password: string): Promise<string>;
  verify(passwordHash: string, password: string): Promise<boolean>;
  /** Spends the time of a verification and fails: an unknown user takes as long as a wrong password. */
  verifyNothing(password: string): Promise<false>;
}

/** @param unguessable the password of the hash that unknown users are checked against */
export const createPasswords = (unguessable: string): Passwords => {
  const decoy = hash(unguessable, cost);
  decoy.catch(() => undefined);
  return {
    hash: (password) => hash(password, cost),
    verify: (passwordHash, password) => verify(passwordHash, password),
    verifyNothing: async (password) => {
      await verify(await decoy, password);
      return false;
    },
  };
};
