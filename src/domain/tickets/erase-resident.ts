import type { Ids } from '../../kernel/ids.js';
import type { ErasureStore } from './erasure-store.js';

export interface EraseDeps {
  erasures: ErasureStore;
  ids: Ids;
}

/** What stands in the place of an openid that was erased: random, a ticket each, so that it leads to nobody and to no other ticket. */
const GONE = 'gone:';

/** Whether the resident of a ticket was erased: there is nobody to write to. */
export const isGone = (openid: string): boolean => openid.startsWith(GONE);

const AT_ONCE = 50;

/** Empties tickets of erased residents that have come to their end. @returns how many */
export const eraseEnded =
  ({ erasures }: EraseDeps) =>
  async (limit: number): Promise<number> => {
    const over = await erasures.over(limit);
    for (const row of over) await erasures.empty(row);
    return over.length;
  };

/**
 * Takes the resident off all her tickets. What was filed and answered stays, as the record of the work; contact, account, photos and voices
 * go by `eraseEnded` once it is over, as they are needed until then. Each ticket is one write, so that a crash in between leaves the others to
 * be found again.
 */
export const eraseResident =
  ({ erasures, ids }: EraseDeps) =>
  async ({ openid }: { openid: string }): Promise<void> => {
    for (;;) {
      const rows = await erasures.of(openid, AT_ONCE);
      for (const number of rows) await erasures.leave(number, openid, `${GONE}${ids.token(12)}`);
      if (rows.length < AT_ONCE) return;
    }
  };
