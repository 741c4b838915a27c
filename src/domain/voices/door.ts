/** What became of a voice: `words` were heard, there were none (silence, noise, a broken recording), it was too long, or nobody could hear it in time. */
export type VoiceOutcome = 'words' | 'nothing' | 'too_long' | 'unavailable';

/** A sound file as it came. */
export interface Recording {
  bytes: Buffer;
  /** `amr`, `speex`, … */
  format: string;
}

/** What is kept of a voice message. */
export interface NewVoice {
  /** The message's key: the same message is kept once. */
  key: string;
  openid: string;
  at: Date;
  outcome: VoiceOutcome;
  /** What was heard; with the outcome `words` only. */
  heard?: string;
  /** Who heard it, and with what: `tencent 16k_zh`. */
  by?: string;
  /** real milliseconds that fetching and hearing took */
  ms: number;
  /** Absent when it could not be fetched. */
  recording?: Recording;
}

export interface KeptVoice extends Omit<NewVoice, 'key' | 'recording'> {
  /** The message's key. */
  id: string;
  /** What was really said, as a clerk heard it. */
  correction?: { text: string; by: string; at: Date };
  /** Absent when there is no recording, or no more. */
  audio?: { format: string /** bytes */; size: number };
}

/** What recognisers write, and what is said: two writings of one sound. */
export interface Mending {
  from: string;
  to: string;
}

/** A mending with what speaks for it. */
export interface LearntMending extends Mending {
  id: string;
  /** In how many voices it was corrected. */
  times: number;
  /** A clerk vouched for it. */
  confirmed: boolean;
  /** Whether it is applied to what is heard. */
  active: boolean;
}

export interface Voices {
  /** Keeps a voice; the same key again changes nothing. */
  keep(voice: NewVoice): Promise<void>;
  /** Newest first. `uncorrected`: those whose words nobody has looked at. */
  list(which: {
    uncorrected?: boolean;
    since?: Date;
    after?: string;
    limit: number;
  }): Promise<{ items: readonly KeptVoice[]; next: string | undefined }>;
  /** @throws Refused voice_unknown */
  show(id: string): Promise<KeptVoice>;
  /**
   * Writes down what was really said, in the place of an earlier correction, and learns from it: a word that sounds the same and was corrected in
   * two voices, or that the clerk vouches for (`learn`), is put right from then on.
   * @returns the mendings that this correction speaks for
   * @throws Refused voice_unknown
   */
  correct(input: {
    id: string;
    text: string;
    by: string;
    learn: boolean;
  }): Promise<{ voice: KeptVoice; learnt: readonly LearntMending[] }>;
  /** The recording as it came, or decoded for any player. @throws Refused voice_unknown | recording_gone */
  recording(id: string, as: 'original' | 'wav'): Promise<{ bytes: Buffer; type: string }>;
  /** What is put right in what is heard; a correction of another process is here within ten seconds of real time. */
  mendings(): Promise<readonly Mending[]>;
  /** What corrections have spoken for, the latest first, at most 200. */
  learnt(): Promise<readonly LearntMending[]>;
  /** Takes a mending back for good: corrections do not bring it back. @throws Refused mending_unknown */
  unlearn(id: string): Promise<void>;
  /** Removes recordings of over 30 days and words of over 180. @returns how many rows were touched */
  forgetOld(limit: number): Promise<number>;
  /** Removes all of a resident's, and what was learnt from nobody else. */
  erase(resident: { openid: string }): Promise<void>;
}
