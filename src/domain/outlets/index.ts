import type { Connection } from '../../database/connect.js';
import type { Day } from '../../kernel/dates.js';
import { refuse } from '../../kernel/errors.js';
import { hoursOn, type OpeningHours, stateAt } from '../../kernel/opening.js';
import type { Outlets } from './door.js';
import { byDistance, differences, outletsAt } from './outlet.js';
import { outletStore } from './store.js';

export type * from './door.js';

export interface OutletsDeps {
  db: Connection;
  /** Reads hours in words; undefined when they are not understood. */
  readHours(words: string): OpeningHours | undefined;
  isHoliday(day: Day): boolean;
}

/** Where residents are served in person. */
export const createOutlets = ({ db, readHours, isHoliday }: OutletsDeps): Outlets => {
  const store = outletStore(db);
  return {
    nearest: async (point, most) => byDistance(await store.all(), point).slice(0, most),
    at: async (place) => outletsAt(await store.all(), place),
    all: () => store.all(),
    get: async (name) => (await store.find(name)) ?? refuse('outlet_unknown'),
    put: async (outlet) => ({ outlet, added: await store.put(outlet) }),
    remove: async (name) => {
      if (!(await store.remove(name))) refuse('outlet_unknown');
    },
    stateAt: ({ hours }, at) => {
      const read = readHours(hours);
      return read ? stateAt(read, at, isHoliday) : { kind: 'unknown', holiday: false };
    },
    hoursOn: ({ hours }, day) => {
      const read = readHours(hours);
      const spans = read && hoursOn(read, day, isHoliday);
      return spans ? { kind: 'known', spans } : { kind: 'unknown', holiday: read !== undefined };
    },
    importOutlets: async (outlets, { dryRun = false } = {}) => {
      if (new Set(outlets.map(({ name }) => name)).size !== outlets.length) refuse('bad_input', 'a name twice');
      const changes = differences(await store.all(), outlets);
      if (!dryRun) await store.replace(outlets);
      return { imported: outlets.length, ...changes };
    },
  };
};
