/** Bytes of one photo or voice that are kept. */
export const MEDIA_MAX_BYTES = 10 * 1024 * 1024;

const ascii = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to);

/** MPEG audio layer III: eleven set bits, a version that exists, layer III. */
const isMpegFrame = (bytes: Buffer): boolean => {
  const [first = 0, second = 0] = bytes;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) === 0x02;
};

/** The content type that the first bytes prove, whatever a header says; undefined when it is none that we keep. */
export const mediaTypeOf = (bytes: Buffer): string | undefined => {
  if (bytes.length < 4) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (['GIF87a', 'GIF89a'].includes(ascii(bytes, 0, 6))) return 'image/gif';
  if (ascii(bytes, 0, 5) === '#!AMR') return 'audio/amr';
  if (ascii(bytes, 0, 3) === 'ID3' || isMpegFrame(bytes)) return 'audio/mpeg';
  return undefined;
};
