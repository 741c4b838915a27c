import type { Connection } from '../../database/connect.js';
import { isDuplicateKey, modelOf } from '../../database/schema.js';
import { type Seal, sealJson } from '../../kernel/crypto.js';
import type { KeptVoice, NewVoice } from './door.js';
import { recordingSchema, type VoiceRow, voiceSchema } from './schema.js';

const DAY_MS = 24 * 3_600_000;
/** How long a recording and the words of it are kept. */
export const KEPT = { audioMs: 30 * DAY_MS, wordsMs: 180 * DAY_MS } as const;
const RECORDING = 'voice.recording';
const AT_ONCE = 100;
const PLACE = /^(\d{1,15})-([0-9a-f]{8,64})$/;

export type VoiceStore = ReturnType<typeof voiceStore>;

/** Voices and their recordings, sealed. */
export const voiceStore = (db: Connection, seal: Seal) => {
  const voices = modelOf(db, 'Voice', voiceSchema);
  const recordings = modelOf(db, 'VoiceRecording', recordingSchema);
  const words = sealJson<string>(seal, 'voice.words');

  const present = (row: VoiceRow): KeptVoice => ({
    id: row._id,
    openid: row.openid,
    at: row.at,
    outcome: row.outcome,
    ms: row.ms,
    ...(row.heard === undefined ? {} : { heard: words.open(row.heard) }),
    ...(row.by === undefined ? {} : { by: row.by }),
    ...(row.correction ? { correction: { ...row.correction, text: words.open(row.correction.text) } } : {}),
    ...(row.audioUntil ? { audio: { format: row.format ?? '', size: row.size ?? 0 } } : {}),
  });

  const removeRecordings = async (ids: readonly string[]): Promise<void> => {
    if (ids.length > 0) await recordings.deleteMany({ _id: { $in: [...ids] } });
  };
  const idsOf = (rows: readonly { _id: string }[]): string[] => rows.map(({ _id }) => _id);

  return {
    /** The recording first: a row tells of none that is not there. */
    add: async ({ key, openid, at, outcome, heard, by, ms, recording }: NewVoice): Promise<void> => {
      if (recording) {
        const bytes = seal.sealBytes(recording.bytes, RECORDING);
        await recordings.updateOne({ _id: key }, { $setOnInsert: { bytes } }, { upsert: true });
      }
      const row: VoiceRow = {
        _id: key,
        openid,
        at,
        outcome,
        ms,
        ...(heard === undefined ? {} : { heard: words.close(heard), open: true }),
        ...(by === undefined ? {} : { by }),
        ...(recording
          ? {
              format: recording.format,
              size: recording.bytes.length,
              audioUntil: new Date(at.getTime() + KEPT.audioMs),
            }
          : {}),
        until: new Date(at.getTime() + KEPT.wordsMs),
      };
      await voices.create([row]).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
    },

    find: async (id: string): Promise<KeptVoice | undefined> => {
      const row = await voices.findById(id).lean<VoiceRow>();
      return row ? present(row) : undefined;
    },

    /** @param after `<milliseconds>-<id>` of the last one seen */
    newest: async ({ open, since, after, limit }: { open: boolean; since?: Date; after?: string; limit: number }) => {
      const [, ms, id] = PLACE.exec(after ?? '') ?? [];
      const at = new Date(Number(ms));
      const rows = await voices
        .find({
          ...(open ? { open: true } : {}),
          ...(since ? { at: { $gte: since } } : {}),
          ...(id === undefined ? {} : { $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] }),
        })
        .sort({ at: -1, _id: -1 })
        .limit(limit + 1)
        .lean<VoiceRow[]>();
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items: items.map(present), next: last && `${last.at.getTime()}-${last._id}` };
    },

    correct: async (id: string, { text, by, at }: { text: string; by: string; at: Date }): Promise<void> => {
      const correction = { text: words.close(text), by, at };
      await voices.updateOne({ _id: id }, { $set: { correction }, $unset: { open: 1 } });
    },

    recording: async (id: string): Promise<Buffer | undefined> => {
      const row = await recordings.findById(id);
      return row ? seal.openBytes(row.bytes, RECORDING) : undefined;
    },

    /** Recordings first, so that one whose row still tells of it is found again. */
    dropRecordings: async (now: Date, limit: number): Promise<number> => {
      const due = await voices
        .find({ audioUntil: { $lte: now } }, { _id: 1 })
        .limit(limit)
        .lean<VoiceRow[]>();
      await removeRecordings(idsOf(due));
      if (due.length > 0)
        await voices.updateMany({ _id: { $in: idsOf(due) } }, { $unset: { audioUntil: 1, format: 1, size: 1 } });
      return due.length;
    },

    drop: async (now: Date, limit: number): Promise<number> => {
      const due = await voices
        .find({ until: { $lte: now } }, { _id: 1 })
        .limit(limit)
        .lean<VoiceRow[]>();
      await removeRecordings(idsOf(due));
      if (due.length > 0) await voices.deleteMany({ _id: { $in: idsOf(due) } });
      return due.length;
    },

    /** Some of a resident's, to be removed. */
    of: async (openid: string): Promise<string[]> =>
      idsOf(await voices.find({ openid }, { _id: 1 }).limit(AT_ONCE).lean<VoiceRow[]>()),

    remove: async (ids: readonly string[]): Promise<void> => {
      await removeRecordings(ids);
      await voices.deleteMany({ _id: { $in: [...ids] } });
    },
  };
};
