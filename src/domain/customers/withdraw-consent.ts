import type { BindingEnder } from './end-binding.js';
import type { ResidentStore } from './resident-store.js';

/** Ends all bindings of a resident and forgets her consent, last: after a crash in between the next call does what is left. */
export const withdrawConsent =
  ({ residents, ender }: { residents: ResidentStore; ender: BindingEnder }) =>
  async ({ openid, cause }: { openid: string; cause: string }): Promise<{ homes: number }> => {
    const row = await residents.one(openid);
    for (const binding of row.bindings) await ender.end({ row, binding });
    await residents.withdraw(openid, `withdraw:${cause}`);
    return { homes: row.bindings.length };
  };
