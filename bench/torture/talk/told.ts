/** A complaint as the summary showed it before it was submitted. */
export interface Filing {
  /** Found in no other complaint. */
  mark: string;
  photos: number;
  voice: boolean;
  place: boolean;
}

/** What one resident was told to be so: the trial's own truth, kept from her thread alone. */
export interface Told {
  bound: boolean;
  subscribed: boolean;
  /** By ticket number. */
  tickets: Map<string, Filing>;
  /** Each complaint that she ever began. */
  marks: Set<string>;
  /** Messages that may have made the service send a code. */
  codesAsked: number;
  /** Whether an answer said that a code was sent. */
  codeTold: boolean;
  /** Passwords that she tried: the service takes six a day. */
  passwords: number;
}

/** Nothing yet. */
export const toldNothing = (): Told => ({
  bound: false,
  subscribed: false,
  tickets: new Map(),
  marks: new Set(),
  codesAsked: 0,
  codeTold: false,
  passwords: 0,
});

/** Reads the summary before submitting; undefined when these words are none. */
export const filingIn = (words: string, mark: string): Filing | undefined =>
  /投诉内容：/.test(words) && words.includes(mark)
    ? {
        mark,
        photos: Number(/照片 (\d) 张/.exec(words)?.[1] ?? 0),
        voice: /语音 \d 段/.test(words),
        place: !/地点：没写/.test(words),
      }
    : undefined;

/** The number in words that say that a complaint was filed. */
export const filedIn = (words: string): string | undefined => /已登记，单号 (TS\d{11,12})/.exec(words)?.[1];

/** Photos that a thread says were added to a ticket: one that a death delayed past the submitting goes to the ticket, and she is told. */
export const photosAdded = (texts: readonly string[], number: string): number =>
  texts
    .filter((text) => text.includes(`已补充到 …${number.slice(-3)} `))
    .reduce((sum, text) => sum + Number(/照片 (\d) 张/.exec(text)?.[1] ?? 0), 0);
