import type { Clock } from '../../kernel/clock.js';
import { proofHolds } from './binding-code.js';
import type { CodesStore } from './codes-store.js';
import type { ErasureAsked, ToErase } from './door.js';
import type { BindingEnder } from './end-binding.js';
import type { InvitationStore } from './invitation-store.js';
import type { ResidentStore } from './resident-store.js';

export interface EraseDeps {
  residents: ResidentStore;
  invitations: InvitationStore;
  codes: CodesStore;
  ender: BindingEnder;
  clock: Clock;
}

/** Longer than the platform repeats a message: its repeat still meets its answer. */
const AFTER_ASKING_MS = 60_000;
const AFTER_LEAVING_MS = 30 * 86_400_000;

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

/** The wish is written first: should the rest be interrupted, the job ends what is still bound. */
export const askErasure =
  ({ residents, codes, ender, clock }: EraseDeps) =>
  async ({ openid, account, cause }: { openid: string; account?: string; cause: string }): Promise<ErasureAsked> => {
    const now = clock.now();
    const row = await residents.one(openid);
    const because = `erase:${cause}`;
    if (!row.causes.includes(because)) {
      const own = row.bindings.filter(({ kind }) => kind === undefined).map((one) => one.account);
      if (own.length > 0) {
        if (account === undefined || !own.includes(account)) return { kind: 'not proven' };
        if (!proofHolds(await codes.read({ openid, account, use: 'own data' }), now)) return { kind: 'not proven' };
      }
      await residents.change(openid, because, { eraseAsked: row.eraseAsked ?? now });
    }
    for (const binding of row.bindings) await ender.end({ row, binding });
    return { kind: 'asked', homes: row.bindings.length };
  };

/** Who is to be erased now. */
export const toErase =
  ({ residents, clock }: EraseDeps) =>
  async (limit: number): Promise<readonly ToErase[]> => {
    const now = clock.now();
    const due = { asked: before(now, AFTER_ASKING_MS), left: before(now, AFTER_LEAVING_MS) };
    return (await residents.toErase(due, limit)).map(({ _id, following, eraseAsked }) => ({
      openid: _id,
      following,
      ...(eraseAsked ? { asked: eraseAsked } : {}),
    }));
  };

/**
 * Removes the row last, and only of one who still is to be erased: an interrupted erasure goes on, and who has come back in the
 * meantime stays.
 */
export const eraseResident =
  ({ residents, invitations, codes, ender }: EraseDeps) =>
  async ({ openid }: { openid: string }): Promise<void> => {
    const row = await residents.one(openid);
    if (!row.eraseAsked && !row.leftAt) return;
    for (const binding of row.bindings) await ender.end({ row, binding });
    await invitations.forget(openid);
    await codes.forget(openid);
    await residents.remove(row);
  };
