import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { overAt, tryCode } from './binding-code.js';
import type { CodeKey, CodesStore } from './codes-store.js';
import type { CodeProof } from './door.js';
import type { ResidentStore } from './resident-store.js';
import { hashOfCode } from './send-binding-code.js';

export interface ProveCodeDeps {
  codes: CodesStore;
  residents: ResidentStore;
  clock: Clock;
  seal: Seal;
  frozenUntil: (openid: string) => Promise<Date | undefined>;
}

export interface ProveCode extends CodeKey {
  code: string;
  cause: string;
}

/** One try. The freeze follows from the try that is written first, so a repeat after a crash in between still makes it. */
export const proveCode =
  ({ codes, residents, clock, seal, frozenUntil }: ProveCodeDeps) =>
  async ({ openid, account, use, code, cause }: ProveCode): Promise<CodeProof> => {
    const now = clock.now();
    const key = { openid, account, ...(use ? { use } : {}) };
    const attempt = { cause, hash: hashOfCode(seal, key, code), now };
    const until = await frozenUntil(openid);
    const before = until && (await codes.read(key)).tried.find((one) => one.cause === cause);
    if (before) return before.proof;
    if (until) return { kind: 'frozen', until };
    const { proof } = await codes.change(
      key,
      (state) => overAt(state, now),
      (state) => tryCode(state, attempt),
    );
    if (proof.kind === 'frozen' && proof.until > now) await residents.freeze(openid, proof.until);
    return proof;
  };
