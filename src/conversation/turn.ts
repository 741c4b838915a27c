/** What a recogniser made of a voice message. */
export type Heard =
  | { kind: 'words'; text: string }
  | { kind: 'nothing' } // silence or noise
  | { kind: 'too long'; limitSeconds: number }
  | { kind: 'unavailable' }; // media or recogniser down, or out of time

/** What a resident did, free of any channel's wire format. Text is as sent; normalising is the engine's work. */
export type Input =
  /** `choice` is the id of a tapped choice of an earlier answer. */
  | { kind: 'text'; text: string; choice?: string }
  | { kind: 'voice'; mediaId: string; heard: Heard }
  | { kind: 'image'; mediaId: string }
  | { kind: 'video'; mediaId: string }
  | { kind: 'location'; latitude: number; longitude: number; label: string }
  | { kind: 'link'; title: string; url: string }
  | { kind: 'follow'; scene?: string }
  | { kind: 'unfollow' }
  | { kind: 'menu'; key: string }
  | { kind: 'unsupported'; type: string };

/** One thing said or done by one resident. */
export interface Turn {
  /** The message's own key: the cause under which every effect of this turn is recorded, so that a repeat changes nothing. */
  key: string;
  /** The resident's id at the channel (an openid). */
  resident: string;
  /** When it was said, by the platform's clock. */
  at: Date;
  /** Real milliseconds since 1970 by which the reply must be there; absent: nobody waits for it. */
  replyBy?: number;
  input: Input;
}
