import { createHash } from 'node:crypto';

/**
 * AMR narrow-band files (RFC 4867, section 5): a magic line, then frames of 20 ms, each a header byte (frame type, quality bit) and
 * the speech bits. The sandbox writes mode 4.75 kbit/s: 95 bits in 12 bytes a frame.
 */
const MAGIC = Buffer.from('#!AMR\n');
const FRAME_MS = 20;
const HEADER_475 = 0x04;
const BITS_475 = 12;
/** Bytes of speech by frame type; 8 = comfort noise, 15 = nothing sent; the others are not defined. */
const SIZES: Readonly<Record<number, number>> = { 0: 12, 1: 13, 2: 15, 3: 17, 4: 19, 5: 20, 6: 26, 7: 31, 8: 5, 15: 0 };

const MS_PER_CHARACTER = 250;
/** Shorter recordings are refused by the recogniser, so nobody in the sandbox speaks for less. */
const SHORTEST_MS = 1000;

/** Bytes that nothing else has: a stream of digests of the seed. */
const noise = (seed: string, length: number): Buffer => {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < length; i += 1) blocks.push(createHash('sha256').update(`${seed}\0${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
};

/** The same for 16 kHz (AMR-WB): its lowest mode, 6.60 kbit/s, is 132 bits in 17 bytes a frame. */
const WIDE_MAGIC = Buffer.from('#!AMR-WB\n');
const BITS_660 = 17;

/** The copy at 16 kHz of a recording made here: as long, and with bytes of its own. */
export const wideCopy = (narrow: Buffer, id: string): Buffer => {
  const frames = Math.round((playingTime(narrow) ?? 0) / FRAME_MS);
  const speech = noise(`${id}\0wide`, frames * BITS_660);
  const file: Buffer[] = [WIDE_MAGIC];
  for (let i = 0; i < frames; i += 1)
    file.push(Buffer.from([HEADER_475]), speech.subarray(i * BITS_660, (i + 1) * BITS_660));
  return Buffer.concat(file);
};

/** A recording of these words, about a quarter of a second a character; two ids never give the same bytes. */
export const speak = (words: string, id: string): Buffer => {
  const frames = Math.ceil(Math.max(SHORTEST_MS, [...words].length * MS_PER_CHARACTER) / FRAME_MS);
  const speech = noise(`${id}\0${words}`, frames * BITS_475);
  const file = [MAGIC];
  for (let i = 0; i < frames; i += 1) {
    const bits = Buffer.from(speech.subarray(i * BITS_475, (i + 1) * BITS_475));
    bits[BITS_475 - 1] = (bits[BITS_475 - 1] ?? 0) & 0xfe;
    file.push(Buffer.from([HEADER_475]), bits);
  }
  return Buffer.concat(file);
};

/** How long an AMR file plays, in milliseconds. @returns undefined when it is not one */
export const playingTime = (file: Buffer): number | undefined => {
  if (file.subarray(0, WIDE_MAGIC.length).equals(WIDE_MAGIC))
    return Math.floor((file.length - WIDE_MAGIC.length) / (1 + BITS_660)) * FRAME_MS;
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  let at = MAGIC.length;
  let frames = 0;
  while (at < file.length) {
    const size = SIZES[((file[at] ?? 0) >> 3) & 0x0f];
    if (size === undefined || at + 1 + size > file.length) return undefined;
    at += 1 + size;
    frames += 1;
  }
  return frames * FRAME_MS;
};
