/** What a recogniser made of a voice; the conversation's type of the same name, which this part does not know. */
export type Heard =
  | { kind: 'words'; text: string }
  | { kind: 'nothing' } // silence or noise
  | { kind: 'too long'; limitSeconds: number }
  | { kind: 'unavailable' }; // down, or out of time

/** A voice as it came from the channel. */
export interface Voice {
  bytes: Buffer;
  /** `amr`, `mp3`, … */
  format: string;
}

/** Makes words of a voice. Never throws: what it cannot do it says. */
export type Recognise = (voice: Voice, signal: AbortSignal) => Promise<Heard>;
