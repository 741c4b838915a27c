import type { Connection } from '../../database/connect.js';
import type { Outlets } from './door.js';
import { byDistance, outletsAt } from './outlet.js';
import { outletStore } from './store.js';

export type * from './door.js';

export interface OutletsDeps {
  db: Connection;
}

/** Where residents are served in person. */
export const createOutlets = ({ db }: OutletsDeps): Outlets => {
  const store = outletStore(db);
  return {
    nearest: async (point, most) => byDistance(await store.all(), point).slice(0, most),
    at: async (place) => outletsAt(await store.all(), place),
    all: () => store.all(),
    importOutlets: async (outlets) => {
      await store.replace(outlets);
      return { imported: outlets.length };
    },
  };
};
