import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const WIDTH = 240;
const HEIGHT = 180;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

/** A valid PNG for a resident who sends a picture without choosing one: two bands in colours that follow the id. */
export const samplePicture = (id: string): Buffer => {
  const colours = createHash('sha256').update(id).digest();
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB, no interlace
  const row = (from: number): Buffer => {
    const colour = colours.subarray(from, from + 3);
    return Buffer.concat([Buffer.from([0]), ...Array.from({ length: WIDTH }, () => colour)]);
  };
  const horizon = Math.round(HEIGHT * 0.6);
  const rows = [row(0), row(3)].flatMap((line, i) =>
    Array.from({ length: i === 0 ? horizon : HEIGHT - horizon }, () => line),
  );
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
