/**
 * The length of an AMR file, told from its frames: 20 ms each, the size of a frame fixed by the mode in its first byte.
 * @see RFC 4867, sections 3.6 and 5
 */

const NARROW = { magic: '#!AMR\n', sizes: [12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0] } as const;
const WIDE = { magic: '#!AMR-WB\n', sizes: [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0] } as const;
const FRAME_SECONDS = 0.02;

/** Whether the bytes begin as 16 kHz AMR does. */
export const isWideAmr = (bytes: Buffer): boolean => bytes.toString('latin1', 0, WIDE.magic.length) === WIDE.magic;

/** Seconds of sound; undefined when the bytes are no AMR. A frame that is cut off does not count. */
export const amrSeconds = (bytes: Buffer): number | undefined => {
  const kind = [WIDE, NARROW].find(({ magic }) => bytes.subarray(0, magic.length).toString('latin1') === magic);
  if (!kind) return undefined;
  let frames = 0;
  let at: number = kind.magic.length;
  while (at < bytes.length) {
    at += 1 + (kind.sizes[((bytes[at] ?? 0) >> 3) & 0x0f] ?? 0);
    if (at <= bytes.length) frames += 1;
  }
  return frames * FRAME_SECONDS;
};
