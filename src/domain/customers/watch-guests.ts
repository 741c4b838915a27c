import type { Clock } from '../../kernel/clock.js';
import type { Seal } from '../../kernel/crypto.js';
import { reasonOf } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import { bindingId, guestOf } from './binding.js';
import type { EndingGuest, GuestBinding, Home } from './door.js';
import type { BindingEnder } from './end-binding.js';
import type { Binder, ResidentStore } from './resident-store.js';

/** Tells a guest who follows that the end is near; the same cause tells once. */
export type TellEnding = (note: { openid: string; home: Home; cause: string }) => Promise<unknown>;

export interface GuestDeps {
  residents: ResidentStore;
  clock: Clock;
  seal: Seal;
  homes: (openid: string) => Promise<readonly Home[]>;
  ender: BindingEnder;
  tellEnding: TellEnding;
  log: Log;
}

/** Whom a resident has let in. */
export const guestsOf = ({ residents, seal, homes }: GuestDeps) => {
  const found = async (openid: string): Promise<readonly (Binder & { guest: GuestBinding })[]> => {
    const own = (await homes(openid)).filter((home) => !home.guest);
    const all = await Promise.all(
      own.map(async (home) =>
        (await residents.bindersOf(home.account)).flatMap(({ row, binding }) => {
          const terms = guestOf(binding);
          if (!terms || binding.by !== openid) return [];
          const id = bindingId(seal, row._id, binding);
          return [{ row, binding, guest: { ...terms, id, home, since: binding.boundAt } }];
        }),
      ),
    );
    return all.flat();
  };
  return found;
};

/** Ends one of them. A repeat finds it gone and says what the first call said no more; the form that asks ends in the same turn. */
export const endGuest = (deps: GuestDeps) => {
  const found = guestsOf(deps);
  return async ({ openid, id }: { openid: string; id: string; cause: string }): Promise<EndingGuest> => {
    const one = (await found(openid)).find(({ guest }) => guest.id === id);
    if (!one) return { kind: 'unknown' };
    await deps.ender.end({ row: one.row, binding: one.binding, why: 'householder' });
    return { kind: 'ended', guest: one.guest };
  };
};

/** Warns and ends, one binding after the other; what was done is written after it was told, under a cause that tells once. */
export const watchGuests = ({ residents, clock, seal, homes, ender, tellEnding, log }: GuestDeps) => {
  const warn = async ({ row, binding }: Binder, until: Date): Promise<void> => {
    const home = (await homes(row._id)).find(({ account }) => account === binding.account);
    try {
      const cause = `binding-ending:${bindingId(seal, row._id, binding)}`;
      if (home && row.following) await tellEnding({ openid: row._id, home, cause });
    } catch (error) {
      log.error({ reason: reasonOf(error) }, 'a guest was not warned');
    }
    await residents.dueNext(row._id, binding, until);
  };

  return async (limit: number): Promise<number> => {
    const now = clock.now();
    let acts = 0;
    for (const row of await residents.withDue(now, limit))
      for (const binding of row.bindings) {
        if (!binding.dueAt || !binding.until || binding.dueAt > now) continue;
        if (binding.until <= now) await ender.end({ row, binding, why: 'time' });
        else await warn({ row, binding }, binding.until);
        acts += 1;
      }
    return acts;
  };
};
