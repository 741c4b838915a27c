/** What a recogniser made of a voice; the conversation's type of the same name, which this part does not know. */
export type Heard =
  | { kind: 'words'; text: string }
  | { kind: 'nothing' } // silence, noise, or a broken recording
  | { kind: 'too long'; limitSeconds: number }
  | { kind: 'unavailable' }; // down, or out of time

/** A recording. */
export interface Recording {
  bytes: Buffer;
  /** `amr`, `mp3`, … */
  format: string;
}

/** A voice as it came from the channel. */
export interface Voice extends Recording {
  /** The same at 16 kHz, where the channel offered it: for whoever can read it. */
  wide?: Recording;
}

export type RecogniserName = 'tencent' | 'hugging_face';

/** The port: a service that makes words of a voice. None of it throws; when `signal` fires, the asking ends. */
export interface Recogniser {
  name: RecogniserName;
  /** What hears this voice there, where the service has a choice of it. */
  engine?(voice: Voice): string;
  /** One request at most; a voice that is not worth one is answered without. */
  recognise(voice: Voice, signal: AbortSignal): Promise<Heard>;
  /** Asks with something that is no resident's voice. @returns what is wrong in a few English words; undefined: reached, and the key is taken */
  check(signal: AbortSignal): Promise<string | undefined>;
}

/** Chat voices end at a minute, and so does what both services take at once. */
export const LONGEST_SECONDS = 60;

const TRAILING_MARKS = /[\s\p{P}]+$/u;

/** A service's transcript as what was heard: the marks at its end say nothing, and marks alone are silence. */
export const heardIn = (transcript: string): Heard => {
  const text = transcript.trim().replace(TRAILING_MARKS, '');
  return text === '' ? { kind: 'nothing' } : { kind: 'words', text };
};
