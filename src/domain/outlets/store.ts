// not sharded: a utility has some dozen outlets
import type { Connection } from '../../database/connect.js';
import { modelOf, rowSchema } from '../../database/schema.js';
import type { Outlet } from './door.js';

interface OutletRow extends Outlet {
  /** The name: no two outlets share one. */
  _id: string;
  place: number;
}

const schema = rowSchema<OutletRow>(
  {
    _id: { type: String, required: true },
    place: { type: Number, required: true },
    name: { type: String, required: true },
    address: { type: String, required: true },
    hours: { type: String, required: true },
    latitude: { type: Number, required: true },
    longitude: { type: Number, required: true },
    serves: [String],
  },
  'outlets',
);
schema.index({ place: 1 }); // all of them, in their order

/** More than this is no list to be read whole. */
const MOST = 500;

const present = ({ _id, place: _, ...outlet }: OutletRow): Outlet => outlet;

export const outletStore = (db: Connection) => {
  const outlets = modelOf<OutletRow>(db, 'Outlet', schema);
  return {
    all: async (): Promise<Outlet[]> =>
      (await outlets.find({}).sort({ place: 1 }).limit(MOST).lean<OutletRow[]>()).map(present),
    find: async (name: string): Promise<Outlet | undefined> => {
      const row = await outlets.findById(name).lean<OutletRow>();
      return row ? present(row) : undefined;
    },
    /** In its old place, or behind the others. @returns whether it is new */
    put: async (outlet: Outlet): Promise<boolean> => {
      const [last] = await outlets.find({}, { place: 1 }).sort({ place: -1 }).limit(1).lean<OutletRow[]>();
      const { upsertedCount } = await outlets.updateOne(
        { _id: outlet.name },
        {
          $set: { ...outlet, serves: [...outlet.serves] },
          $setOnInsert: { place: (last?.place ?? -1) + 1 },
        },
        { upsert: true },
      );
      return upsertedCount === 1;
    },
    remove: async (name: string): Promise<boolean> => (await outlets.deleteOne({ _id: name })).deletedCount === 1,
    /** Writes these, then removes the others, so that there is never none. */
    replace: async (list: readonly Outlet[]): Promise<void> => {
      if (list.length > 0)
        await outlets.bulkWrite(
          list.map((outlet, place) => ({
            updateOne: {
              filter: { _id: outlet.name },
              update: { $set: { ...outlet, serves: [...outlet.serves], place } },
              upsert: true,
            },
          })),
          { ordered: false },
        );
      await outlets.deleteMany({ _id: { $nin: list.map(({ name }) => name) } });
    },
  };
};
