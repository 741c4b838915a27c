import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id over a 6-digit query password. The space is a million, so the cost is set for a quick import and the protection is the
 * limit on tries; memory in KiB.
 */
const COST = { memoryCost: 8192, timeCost: 2, parallelism: 1 } as const;

/** As many as the thread pool can work on without holding much memory. */
const AT_ONCE = 8;

/** Hashes each distinct password once: customers of one import who share a password share its hash. */
export const hashPasswords = async (passwords: readonly string[]): Promise<Map<string, string>> => {
  const distinct = [...new Set(passwords)];
  const hashes = new Map<string, string>();
  for (let at = 0; at < distinct.length; at += AT_ONCE)
    await Promise.all(
      distinct.slice(at, at + AT_ONCE).map(async (password) => {
        hashes.set(password, await hash(password, COST));
      }),
    );
  return hashes;
};

/** Stands in where there is no hash, so that an unknown number takes as long as a wrong password. */
let nobody: Promise<string> | undefined;

/** Whether the password is the one of the hash; without a hash never, after the same work. */
export const passwordHolds = async (passwordHash: string | undefined, password: string): Promise<boolean> => {
  nobody ??= hash('nobody', COST);
  const holds = await verify(passwordHash ?? (await nobody), password);
  return holds && passwordHash !== undefined;
};
