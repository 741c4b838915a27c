import { rowSchema } from '../../database/schema.js';
import type { VoiceOutcome } from './door.js';

export interface VoiceRow {
  /** The message's key. */
  _id: string;
  openid: string;
  at: Date;
  outcome: VoiceOutcome;
  /** Sealed. */
  heard?: string;
  by?: string;
  ms: number;
  /** True while it has words that nobody has looked at, then absent. */
  open?: boolean;
  /** `text` is sealed. */
  correction?: { text: string; by: string; at: Date };
  format?: string;
  size?: number;
  /** Set while there is a recording. */
  audioUntil?: Date;
  until: Date;
}

// Shard key: { _id: 'hashed' }.
export const voiceSchema = rowSchema<VoiceRow>(
  {
    _id: String,
    openid: { type: String, required: true },
    at: { type: Date, required: true },
    outcome: { type: String, required: true },
    heard: String,
    by: String,
    ms: { type: Number, required: true },
    open: Boolean,
    correction: { type: { _id: false, text: String, by: String, at: Date }, default: undefined },
    format: String,
    size: Number,
    audioUntil: Date,
    until: { type: Date, required: true },
  },
  'voices',
);
voiceSchema.index({ at: -1, _id: -1 }); // all, newest first
voiceSchema.index({ open: 1, at: -1, _id: -1 }); // those that wait to be looked at
voiceSchema.index({ openid: 1 }); // a resident's own, to be erased
voiceSchema.index({ audioUntil: 1 }, { sparse: true }); // whose recording is to go
voiceSchema.index({ until: 1 }); // what is to go

export interface RecordingRow {
  /** The message's key. */
  _id: string;
  /** Sealed. */
  bytes: Buffer;
}

export const recordingSchema = rowSchema<RecordingRow>(
  { _id: String, bytes: { type: Buffer, required: true } },
  'voice_recordings', // found by its id only
);

export interface MendingRow {
  /** A blind index of the pair. */
  _id: string;
  /** Sealed: the pair. */
  pair: string;
  /** Keys of the voices in which it was corrected. */
  seen: string[];
  /** A clerk vouched for it. */
  confirmed?: boolean;
  /** Taken back by a clerk: never again. */
  refused?: boolean;
  active?: boolean;
  at: Date;
}

// Not sharded: a city's recognisers mishear some hundred words.
export const mendingSchema = rowSchema<MendingRow>(
  {
    _id: String,
    pair: { type: String, required: true },
    seen: [String],
    confirmed: Boolean,
    refused: Boolean,
    active: Boolean,
    at: { type: Date, required: true },
  },
  'voice_mendings',
);
mendingSchema.index({ active: 1, at: -1 }); // those that are applied
mendingSchema.index({ at: -1 }); // all, the latest first
mendingSchema.index({ seen: 1 }); // what a voice spoke for
