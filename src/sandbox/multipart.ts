/** The first file of a form: its own bytes and the name that the sender gave it. */
export interface UploadedFile {
  field: string;
  filename: string;
  bytes: Buffer;
}

const LINE = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

/** Reads the first file out of a multipart/form-data body. @returns undefined when there is none */
export const firstFile = (contentType: string, body: Buffer): UploadedFile | undefined => {
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]{1,200})"?/i.exec(contentType)?.[1];
  if (!boundary) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(delimiter); at >= 0; ) {
    const start = at + delimiter.length;
    const next = body.indexOf(delimiter, start);
    const headEnd = body.indexOf(HEAD_END, start);
    if (next < 0 || headEnd < 0 || headEnd > next) return undefined;
    const head = body.toString('utf8', start, headEnd);
    const filename = /content-disposition:[^\r\n]*;\s*filename="?([^"\r\n]*)"?/i.exec(head)?.[1];
    const field = /content-disposition:[^\r\n]*;\s*name="?([^";\r\n]*)"?/i.exec(head)?.[1] ?? '';
    if (filename !== undefined)
      return { field, filename, bytes: body.subarray(headEnd + HEAD_END.length, next - LINE.length) };
    at = next;
  }
  return undefined;
};
