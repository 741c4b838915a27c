// shard key: { _id: 'hashed' }
import type { Connection } from '../../database/connect.js';
import { modelOf, rowSchema, unlessTaken } from '../../database/schema.js';
import { type Seal, sealJson } from '../../kernel/crypto.js';
import type { ReviewReason, ReviewState, Sighting, Verdict } from './door.js';
import { type Seen, type Sentence, stateOf } from './sentence.js';

interface SentenceRow {
  /** The blind index of the words. */
  _id: string;
  version: number;
  /** The words, sealed. */
  sealed: string;
  guess: Sighting['guess'];
  seen: Seen[];
  count: number;
  state: ReviewState;
  /** The reasons among `seen`. */
  reasons: ReviewReason[];
  verdict?: Verdict;
  firstAt: Date;
  lastAt: Date;
}

const schema = rowSchema<SentenceRow>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    sealed: { type: String, required: true },
    guess: { type: Object, required: true },
    seen: [{ _id: false, key: String, by: String, reason: String, hint: String }],
    count: { type: Number, required: true },
    state: { type: String, required: true },
    reasons: [String],
    verdict: Object,
    firstAt: { type: Date, required: true },
    lastAt: { type: Date, required: true },
  },
  'review_sentences',
);
schema.index({ state: 1, count: -1, _id: 1 }); // the list
schema.index({ state: 1, reasons: 1, count: -1, _id: 1 }); // the list of one reason
schema.index({ 'seen.by': 1 }); // what one resident said, to erase it
schema.index({ lastAt: 1 }); // what is old

const PURPOSE = 'review';
const ID_LENGTH = 16;

export type ReviewStore = ReturnType<typeof reviewStore>;

/** A place in the list: how often, and which. */
const placeOf = (after: string | undefined): { count: number; id: string } | undefined => {
  const [, count, id] = /^(\d{1,9})-([0-9a-f]{16})$/.exec(after ?? '') ?? [];
  return count && id ? { count: Number(count), id } : undefined;
};

export const reviewStore = (db: Connection, seal: Seal) => {
  const rows = modelOf<SentenceRow>(db, 'ReviewSentence', schema);
  const box = sealJson<{ words: string }>(seal, PURPOSE);
  const idOf = (words: string): string => seal.index(words, `${PURPOSE}.words`).slice(0, ID_LENGTH);

  const read = ({ _id, version, sealed, state: _s, reasons: _r, ...row }: SentenceRow) => ({
    version,
    sentence: { id: _id, ...box.open(sealed), ...row } satisfies Sentence,
  });
  const written = (sentence: Sentence) => ({
    guess: sentence.guess,
    seen: sentence.seen,
    count: sentence.count,
    state: stateOf(sentence),
    reasons: [...new Set(sentence.seen.map(({ reason }) => reason))],
    firstAt: sentence.firstAt,
    lastAt: sentence.lastAt,
    ...(sentence.verdict ? { verdict: sentence.verdict } : {}),
  });

  return {
    idOf,
    /** Who said it, or by which message: the same for the same, and nobody's name. */
    blind: (value: string, what: 'by' | 'key'): string => seal.index(value, `${PURPOSE}.${what}`),
    find: async (id: string) => {
      const row = await rows.findById(id).lean<SentenceRow>();
      return row ? read(row) : undefined;
    },
    /** @returns false when it is there already */
    insert: async (sentence: Sentence): Promise<boolean> => {
      const sealed = box.close({ words: sentence.words });
      return unlessTaken(rows.create({ _id: sentence.id, version: 1, sealed, ...written(sentence) }));
    },
    /** Saves over the version that was read. @returns false when another was faster */
    save: async (version: number, sentence: Sentence): Promise<boolean> => {
      const next = { $set: { version: version + 1, ...written(sentence) } };
      return (await rows.updateOne({ _id: sentence.id, version }, next)).matchedCount === 1;
    },
    remove: async (id: string, version: number): Promise<boolean> =>
      (await rows.deleteOne({ _id: id, version })).deletedCount === 1,
    saidBy: async (by: string, limit: number) =>
      (await rows.find({ 'seen.by': by }).limit(limit).lean<SentenceRow[]>()).map(read),
    page: async (state: ReviewState, reason: ReviewReason | undefined, after: string | undefined, limit: number) => {
      const place = placeOf(after);
      const beyond = place
        ? { $or: [{ count: { $lt: place.count } }, { count: place.count, _id: { $gt: place.id } }] }
        : {};
      const found = await rows
        .find({ state, ...(reason ? { reasons: reason } : {}), ...beyond })
        .sort({ count: -1, _id: 1 })
        .limit(limit + 1)
        .lean<SentenceRow[]>();
      const last = found.length > limit ? found[limit - 1] : undefined;
      return {
        sentences: found.slice(0, limit).map((row) => read(row).sentence),
        next: last ? `${last.count}-${last._id}` : null,
      };
    },
    forgetOld: async (before: Date, limit: number): Promise<number> => {
      const old = await rows
        .find({ lastAt: { $lt: before } }, { _id: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>();
      if (old.length === 0) return 0;
      const ids = old.map(({ _id }) => _id);
      return (await rows.deleteMany({ _id: { $in: ids }, lastAt: { $lt: before } })).deletedCount;
    },
  };
};
