import type { Connection } from '../../database/connect.js';
import { modelOf } from '../../database/schema.js';
import { type Seal, sealJson } from '../../kernel/crypto.js';
import type { LearntMending, Mending } from './door.js';
import { type MendingRow, mendingSchema } from './schema.js';

/** In so many voices a mending was corrected before it is applied unasked. */
export const TIMES_NEEDED = 2;
const MOST_APPLIED = 500;
const MOST_SHOWN = 200;
/** Keys beyond this many say nothing new. */
const MOST_SEEN = 20;

export type MendingStore = ReturnType<typeof mendingStore>;

/** What corrections taught, sealed, as names may be among it. */
export const mendingStore = (db: Connection, seal: Seal) => {
  const mendings = modelOf(db, 'VoiceMending', mendingSchema);
  const pairs = sealJson<Mending>(seal, 'voice.mending');
  const idOf = ({ from, to }: Mending): string => seal.index(`${from}\0${to}`, 'voice.mending');

  const present = (row: MendingRow): LearntMending => ({
    id: row._id,
    ...pairs.open(row.pair),
    times: row.seen.length,
    confirmed: row.confirmed === true,
    active: row.active === true,
  });

  const settle = async (row: MendingRow): Promise<MendingRow> => {
    const active = !row.refused && (row.confirmed === true || row.seen.length >= TIMES_NEEDED);
    if (active !== (row.active === true))
      await mendings.updateOne({ _id: row._id }, active ? { $set: { active } } : { $unset: { active: 1 } });
    return { ...row, active };
  };

  return {
    /** One more voice speaks for it; the same voice again changes nothing. */
    speakFor: async (mending: Mending, voice: string, confirmed: boolean, at: Date): Promise<LearntMending> => {
      const _id = idOf(mending);
      const known = await mendings.findById(_id).lean<MendingRow>();
      const full = (known?.seen.length ?? 0) >= MOST_SEEN;
      const row = await mendings
        .findOneAndUpdate(
          { _id },
          {
            $set: { at, ...(confirmed ? { confirmed: true } : {}) },
            ...(full ? {} : { $addToSet: { seen: voice } }),
            $setOnInsert: { pair: pairs.close(mending) },
          },
          { upsert: true, returnDocument: 'after' },
        )
        .lean<MendingRow>();
      if (!row) throw new Error('a mending was not kept');
      return present(await settle(row));
    },

    /** These voices no longer speak for anything, save for what is left in `but`; what nobody speaks for and no clerk judged is removed. */
    takeBack: async (voices: readonly string[], but: readonly Mending[] = []): Promise<void> => {
      const kept = but.map(idOf);
      const rows = await mendings.find({ seen: { $in: [...voices] } }).lean<MendingRow[]>();
      for (const { _id } of rows.filter((row) => !kept.includes(row._id))) {
        const row = await mendings
          .findOneAndUpdate({ _id }, { $pull: { seen: { $in: [...voices] } } }, { returnDocument: 'after' })
          .lean<MendingRow>();
        if (!row) continue;
        if (row.seen.length === 0 && !row.confirmed && !row.refused) await mendings.deleteOne({ _id });
        else await settle(row);
      }
    },

    active: async (): Promise<LearntMending[]> =>
      (await mendings.find({ active: true }).sort({ at: -1 }).limit(MOST_APPLIED).lean<MendingRow[]>()).map(present),

    latest: async (): Promise<LearntMending[]> =>
      (await mendings.find({}).sort({ at: -1 }).limit(MOST_SHOWN).lean<MendingRow[]>())
        .filter(({ refused }) => !refused)
        .map(present),

    /** @returns false when there is none */
    refuse: async (id: string): Promise<boolean> => {
      const { matchedCount } = await mendings.updateOne(
        { _id: id },
        { $set: { refused: true }, $unset: { active: 1 } },
      );
      return matchedCount === 1;
    },
  };
};
