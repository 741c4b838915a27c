import { reasonOf } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import { guestOf } from './binding.js';
import type { Guest, Home } from './door.js';
import type { ResidentStore } from './resident-store.js';

/**
 * Tells an earlier binder of `home` that another resident has bound it; `guest` when it was by her own leave. The same cause tells once.
 */
export type TellBinder = (note: {
  openid: string;
  home: Home;
  at: Date;
  guest?: Guest;
  cause: string;
}) => Promise<unknown>;

export interface TellBindersDeps {
  residents: ResidentStore;
  homes: (openid: string) => Promise<readonly Home[]>;
  tellBinder: TellBinder;
  log: Log;
}

/**
 * Tells those who had bound the account before and follow, guests aside: what became of the householder's leave is the householder's to hear.
 * A message that could not be left with the way out is logged: the binding stands without it.
 */
export const tellBinders =
  ({ residents, homes, tellBinder, log }: TellBindersDeps) =>
  async ({ openid, account, cause }: { openid: string; account: string; cause: string }): Promise<void> => {
    const binders = await residents.bindersOf(account);
    const fresh = binders.find(({ row }) => row._id === openid)?.binding;
    if (!fresh) return;
    const others = binders.filter(
      ({ row, binding }) => row._id !== openid && row.following && !binding.kind && binding.boundAt <= fresh.boundAt,
    );
    const terms = guestOf(fresh);
    await Promise.all(
      others.map(async ({ row: { _id } }) => {
        const home = (await homes(_id)).find((one) => one.account === account);
        const mine = terms && fresh.by === _id ? { guest: terms } : {};
        try {
          if (home) await tellBinder({ openid: _id, home, at: fresh.boundAt, cause: `${cause}/told:${_id}`, ...mine });
        } catch (error) {
          log.error({ reason: reasonOf(error), cause }, 'an earlier binder was not told');
        }
      }),
    );
  };

export type TellNewBinder = ReturnType<typeof tellBinders>;
