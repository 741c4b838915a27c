import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { misuse } from './failure.js';

export interface Example {
  text: string;
  intent: string;
}

/** What writing changed: lines that are new, and those that were there already. */
export interface Written {
  file: string;
  added: number;
  known: number;
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

/** A sentence a line and nothing else, as examples are kept. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Appends what a file does not have yet; a last line without its end is ended first. */
const append = (file: string, texts: readonly string[]): Written => {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const known = new Set(linesOf(before));
  const fresh = [...new Set(texts)].filter((text) => !known.has(text));
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  if (fresh.length > 0) appendFileSync(file, `${gap}${fresh.join('\n')}\n`);
  return { file, added: fresh.length, known: texts.length - fresh.length };
};

/** The folder itself, made when it is not there. @throws Failure usage */
const folderAt = (path: string): string => {
  if (existsSync(path) && !statSync(path).isDirectory())
    misuse(`${path} 不是文件夹；要写成一个文件，名字用 .jsonl 结尾`);
  mkdirSync(path, { recursive: true });
  return path;
};

/**
 * To `FILE.jsonl` as `{"text","intent","style"}` lines, which `npm run nlu:eval` reads, anew each time; to a folder as `<intent>.txt`, a sentence
 * a line, behind what is there.
 * @throws Failure usage: it cannot be written
 */
export const writeExamples = (out: string, examples: readonly Example[]): readonly Written[] => {
  const lines = examples.map(({ text, intent }) => ({ text: oneLine(text), intent }));
  try {
    if (out.endsWith('.jsonl')) {
      writeFileSync(out, lines.map((line) => `${JSON.stringify({ ...line, style: 'review' })}\n`).join(''));
      return [{ file: out, added: lines.length, known: 0 }];
    }
    const folder = folderAt(out);
    return [...new Set(lines.map(({ intent }) => intent))].sort().map((intent) =>
      append(
        join(folder, `${intent}.txt`),
        lines.filter((line) => line.intent === intent).map(({ text }) => text),
      ),
    );
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'syscall' in error) return misuse(`写不了 ${out}`);
    throw error;
  }
};
