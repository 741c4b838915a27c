import type { Seal } from '../../kernel/crypto.js';
import { reasonOf } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import { bindingId } from './binding.js';
import type { EndReason, Home } from './door.js';
import type { Binder, ResidentStore } from './resident-store.js';

/** Ends what came with a binding elsewhere; the same cause ends it once. */
export type EndSubscription = (input: { openid: string; account: string; cause: string }) => Promise<unknown>;
/** Tells a follower that a binding of hers has ended; the same cause tells once. */
export type TellEnded = (note: { openid: string; home: Home; why: EndReason; cause: string }) => Promise<unknown>;

export interface EndBindingDeps {
  residents: ResidentStore;
  seal: Seal;
  homes: (openid: string) => Promise<readonly Home[]>;
  endSubscription: EndSubscription;
  tellEnded: TellEnded;
  log: Log;
}

interface End extends Binder {
  /** Absent: it is the resident's own doing, who hears of it in the talk. */
  why?: EndReason;
  /** Of the resident's own doing: remembered, so that its repeat is known. */
  because?: string;
}

/**
 * Ends one binding, and with a householder's those who were let in under it. Subscription and message go before the binding itself, all under
 * the binding's own name, so that after a crash in between the next call does what is left, and nothing twice.
 */
export const bindingEnder = ({ residents, seal, homes, endSubscription, tellEnded, log }: EndBindingDeps) => {
  const tell = async ({ row, binding }: Binder, why: EndReason, cause: string): Promise<void> => {
    const home = (await homes(row._id)).find(({ account }) => account === binding.account);
    if (!home || !row.following) return;
    try {
      await tellEnded({ openid: row._id, home, why, cause });
    } catch (error) {
      log.error({ reason: reasonOf(error), cause }, 'a resident was not told that a binding ended');
    }
  };

  const endOne = async ({ row, binding, why, because }: End): Promise<void> => {
    const { account } = binding;
    const openid = row._id;
    const cause = `binding-ended:${bindingId(seal, openid, binding)}`;
    await endSubscription({ openid, account, cause: because ?? cause });
    if (why) await tell({ row, binding }, why, cause);
    await residents.removeBinding(openid, binding, row.preferred === account, because);
  };

  /** Those whom this resident let into this home. */
  const letIn = async ({ row, binding }: Binder): Promise<readonly Binder[]> =>
    binding.kind ? [] : (await residents.bindersOf(binding.account)).filter((other) => other.binding.by === row._id);

  return {
    /** @returns how many were ended with it */
    end: async (ending: End): Promise<number> => {
      const guests = await letIn(ending);
      for (const guest of guests)
        await endOne({ ...guest, why: ending.why === 'household' ? 'household' : 'with the householder' });
      await endOne(ending);
      return guests.length;
    },
    /** Ends every binding of an account. @returns how many */
    endAll: async (account: string, why: EndReason): Promise<number> => {
      const binders = await residents.bindersOf(account);
      for (const binder of binders) await endOne({ ...binder, why });
      return binders.length;
    },
  };
};

export type BindingEnder = ReturnType<typeof bindingEnder>;
