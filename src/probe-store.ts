import type { Connection } from './database/connect.js';
import { modelOf, rowSchema } from './database/schema.js';
import type { Seal } from './kernel/crypto.js';

interface ProbeRow {
  _id: string;
  /** Something sealed, or something indexed, by the keys of the time. */
  mark?: string;
  at?: Date;
}

// a handful of documents, found by their id only; not sharded
const schema = rowSchema<ProbeRow>({ _id: String, mark: String, at: Date }, 'service_probes');

const PURPOSE = 'probe';
const KNOWN = 'known';

/** Marks in the store by which it is seen whether it takes writes, and whether today's keys are those that the data was sealed with. */
export const probeStore = (db: Connection, seal: Seal) => {
  const probes = modelOf(db, 'ServiceProbe', schema);
  const mark = (id: string, value: string): Promise<unknown> =>
    probes.updateOne({ _id: id }, { $setOnInsert: { mark: value } }, { upsert: true });
  const opens = (box: string): boolean => {
    try {
      return seal.open(box, PURPOSE) === KNOWN;
    } catch {
      return false;
    }
  };
  return {
    /** @param now by the kernel clock @throws when the store takes no write */
    write: async (now: Date): Promise<void> => {
      await probes.updateOne({ _id: 'write' }, { $set: { at: now } }, { upsert: true });
    },
    /** Leaves the marks of today's keys, once a key. */
    markKeys: async (): Promise<void> => {
      const box = seal.seal(KNOWN, PURPOSE);
      await mark(`key:${box.slice(0, box.indexOf('.'))}`, box);
      await mark('index', seal.index(KNOWN, PURPOSE));
    },
    /** The ids of sealing keys that data was sealed with and that are missing or others now, and whether the index key is another. */
    lostKeys: async (): Promise<{ keys: string[]; index: boolean }> => {
      const rows = await probes.find({ _id: { $gte: 'index', $lt: 'key;' } }).lean<ProbeRow[]>();
      const keys = rows.filter(({ _id, mark: box }) => _id.startsWith('key:') && box !== undefined && !opens(box));
      const index = rows.find(({ _id }) => _id === 'index')?.mark;
      return {
        keys: keys.map(({ _id }) => _id.slice('key:'.length)),
        index: index !== undefined && index !== seal.index(KNOWN, PURPOSE),
      };
    },
  };
};

export type Probes = ReturnType<typeof probeStore>;
