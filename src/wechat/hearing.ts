import type { Heard } from '../conversation/turn.js';
import { realNow } from '../kernel/clock.js';
import { reasonOf } from '../kernel/errors.js';
import { inTime } from '../kernel/in-time.js';
import type { Log } from '../kernel/log.js';

/** A file of sound as the platform gave it. */
export interface Recording {
  bytes: Buffer;
  format: string;
}

/** A voice message's files: `wideMediaId` is its copy at 16 kHz, which not every message has. */
export interface VoiceFiles {
  mediaId: string;
  format: string;
  wideMediaId?: string;
}

/** What became of a voice. */
export interface HeardVoice {
  heard: Heard;
  /** Who heard it, and with what. */
  by?: string;
  /** real milliseconds that fetching and hearing took */
  ms: number;
  /** Absent when it could not be fetched in time. */
  recording?: Recording;
}

/** A recogniser, injected: it lives in another part of the house. @param ms real milliseconds until the answer is of no more use */
export type Recognise = (
  voice: Recording & { wide?: Recording },
  signal: AbortSignal,
  ms: number,
) => Promise<{ heard: Heard; by?: string }>;

/** Fetches and recognises a voice; never throws. */
export type Hear = (files: VoiceFiles, budgetMs: number) => Promise<HeardVoice>;

export interface HearingDeps {
  /** @throws when the file cannot be had */
  fetchMedia(mediaId: string, signal: AbortSignal): Promise<{ bytes: Buffer; type: string }>;
  recognise: Recognise;
  log: Log;
  /** Real milliseconds for which the usual recording, once it is there, waits for the wide one. */
  wideWaitMs?: number;
}

const WIDE_WAIT_MS = 400;
const AMR = '#!AMR';

/** Fetches a voice, both its files at once, and has it recognised, all inside one budget; whatever fails is `unavailable`, in time. */
export const createHearing = ({ fetchMedia, recognise, log, wideWaitMs = WIDE_WAIT_MS }: HearingDeps): Hear => {
  /** The wide copy is AMR or Speex; its first bytes say which. @see the platform's "receiving messages", voice */
  const fetchWide = async (mediaId: string, signal: AbortSignal): Promise<Recording | undefined> => {
    try {
      const { bytes } = await fetchMedia(mediaId, signal);
      return { bytes, format: bytes.toString('latin1', 0, AMR.length) === AMR ? 'amr' : 'speex' };
    } catch (error) {
      log.info({ reason: reasonOf(error) }, 'the wide copy of a voice could not be had');
      return undefined;
    }
  };

  /** Either will do; with both, the wide one goes along. */
  const fetchBoth = async ({ mediaId, format, wideMediaId }: VoiceFiles, signal: AbortSignal) => {
    const coming = wideMediaId === undefined ? undefined : fetchWide(wideMediaId, signal);
    try {
      const { bytes } = await fetchMedia(mediaId, signal);
      const wide = coming && (await inTime(wideWaitMs, coming, () => undefined));
      return { bytes, format, ...(wide ? { wide } : {}) };
    } catch (error) {
      const wide = await coming;
      if (!wide) throw error;
      return wide;
    }
  };

  return async (files, budgetMs) => {
    const end = new AbortController();
    const began = realNow();
    const made: Pick<HeardVoice, 'recording'> = {};
    const listen = async (): Promise<{ heard: Heard; by?: string }> => {
      const voice = await fetchBoth(files, end.signal);
      made.recording = { bytes: voice.bytes, format: voice.format };
      return recognise(voice, end.signal, began + budgetMs - realNow());
    };
    const unavailable: { heard: Heard } = { heard: { kind: 'unavailable' } };
    const outcome = await inTime(budgetMs, listen(), () => unavailable).catch((error: unknown) => {
      log.warn({ reason: reasonOf(error) }, 'a voice could not be heard');
      return unavailable;
    });
    end.abort();
    return { ...outcome, ms: realNow() - began, ...made };
  };
};
