import { randomIds } from '../kernel/ids.js';

/** A form with one file, as media are uploaded. */
export const multipart = (file: { bytes: Buffer; name: string; type: string }): { bytes: Buffer; type: string } => {
  const boundary = `----${randomIds.id()}`;
  const disposition = `form-data; name="media"; filename="${encodeURIComponent(file.name)}"`;
  const head = `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${file.type}\r\n\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
};
