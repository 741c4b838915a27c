import { createReadStream } from 'node:fs';

/** A line of a file. */
export interface Line {
  /** From 1. */
  number: number;
  /** Without its end. */
  bytes: Buffer;
  /** Bytes of the file up to its end. */
  upTo: number;
}

const NEWLINE = 10;

/** The lines of a file that may be longer than memory, as bytes. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let [number, upTo] = [0, 0];
  let begun: Buffer[] = [];
  const line = (end: Buffer): Line => {
    const bytes = Buffer.concat([...begun, end]);
    begun = [];
    number++;
    upTo += bytes.length + 1;
    return { number, bytes, upTo };
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield line(chunk.subarray(from, at));
      from = at + 1;
    }
    begun.push(chunk.subarray(from));
  }
  const rest = Buffer.concat(begun.splice(0));
  if (rest.length > 0) yield line(rest);
}
