import Table from 'cli-table3';
import type { Failure } from './failure.js';

/** What a stream must do for us. */
export interface Sink {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
}

/** Results, failures and progress, for a person or for a machine. */
export interface Output {
  /** The command's result: one JSON document for machines, or the words. */
  result(data: unknown, words: string): void;
  failure(failure: Failure): void;
  /** How far a long work is, on stderr; the next one replaces it on a terminal. */
  progress(words: string): void;
  progressEnd(): void;
}

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Without what steers a terminal or turns the reading direction: residents' words end here. */
export const clean = (text: string): string => text.replace(/\r\n?/g, '\n').replace(UNSEEN, '');

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

/** Columns that a text takes on a terminal: wide characters take two. */
export const columns = (text: string): number => [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);

/** Breaks lines that are wider than `most` columns; Chinese breaks anywhere. */
export const wrap = (text: string, most: number): string =>
  text
    .split('\n')
    .flatMap((line) => {
      const lines = [''];
      for (const char of line) {
        const last = lines.at(-1) ?? '';
        if (last && columns(last) + columns(char) > most) lines.push(char);
        else lines[lines.length - 1] = last + char;
      }
      return lines;
    })
    .join('\n');

/** Short words on as few lines as they take, none of them broken. */
export const packed = (marks: readonly string[], width: number, between = ' '): string => {
  const lines: string[] = [];
  for (const mark of marks) {
    const joined = [lines.at(-1), mark].filter(Boolean).join(between);
    if (lines.length > 0 && columns(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(mark);
  }
  return lines.join('\n');
};

/** Columns of a cell. */
export const CELL = 44;
const FIELD = 72;
const plain = { head: [], border: [], compact: true };

/** Rows under a head, for people; `ruled`: a line between rows, for cells of several lines. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { ruled = false }: { ruled?: boolean } = {},
): string => {
  const made = new Table({ head: [...head], style: { ...plain, compact: !ruled } });
  for (const row of rows) made.push(row.map((cell) => wrap(clean(cell), CELL)));
  return made.toString();
};

/** A thing's fields below each other; empty ones are left out. */
export const card = (fields: readonly (readonly [string, string | undefined])[]): string => {
  const made = new Table({ style: plain });
  for (const [name, value] of fields) if (value) made.push({ [name]: wrap(clean(value), FIELD) });
  return made.toString();
};

/** What a command writes: results on stdout, the rest on stderr; with `json` a failure is the one document on stdout. */
export const createOutput = ({ stdout, stderr, json }: { stdout: Sink; stderr: Sink; json: boolean }): Output => {
  let shown = '';
  return {
    result: (data, words) => {
      stdout.write(`${json ? JSON.stringify(data) : words}\n`);
    },
    failure: ({ code, words, data }) => {
      const error = { code, message: words, ...(Object.keys(data).length > 0 ? { data } : {}) };
      if (json) stdout.write(`${JSON.stringify({ error })}\n`);
      else stderr.write(`${clean(words).replace(/\n+/g, ' ')}\n`);
    },
    progress: (words) => {
      if (words === shown) return;
      shown = words;
      stderr.write(stderr.isTTY ? `\r\u001b[K${clean(words)}` : `${clean(words)}\n`);
    },
    progressEnd: () => {
      if (shown && stderr.isTTY) stderr.write('\r\u001b[K');
      shown = '';
    },
  };
};
