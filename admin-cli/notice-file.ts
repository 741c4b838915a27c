import { Failure, misuse } from './failure.js';
import { oneOf, type Reader, wordsOf } from './settings.js';
import { readTextFile } from './text-file.js';
import { readInstant } from './times.js';
import { noticeKinds, readArea } from './words.js';

export const TITLE_MAX = 64;
export const BODY_MAX = 5000;

/** What a file says of a notice; what it leaves out is absent. */
export interface NoticeFile {
  kind?: keyof typeof noticeKinds;
  title?: string;
  body?: string;
  areas?: ReturnType<typeof readArea>[];
  from?: string;
  to?: string;
  expiresAt?: string;
}

/** What may stand between the two lines `---`, a line each; `area` again and again. */
const headReaders = {
  kind: oneOf(noticeKinds),
  title: wordsOf(TITLE_MAX),
  area: readArea,
  from: readInstant,
  to: readInstant,
  expires: readInstant,
} as const satisfies Record<string, Reader<unknown>>;

type HeadKey = keyof typeof headReaders;

const isHeadKey = (key: string): key is HeadKey => Object.hasOwn(headReaders, key);

/** Reads one value, and says in which line it stands when it is wrong. @throws Failure usage */
const inLine = <T>(line: number, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return misuse(`文件第 ${line} 行：${error.words}`);
  }
};

const unquoted = (value: string): string => value.replace(/^(["'])(.*)\1$/u, '$2');

/** One line of the head into the notice. @throws Failure usage */
const takeLine = (notice: NoticeFile, text: string, line: number): void => {
  if (text.trim() === '' || text.trimStart().startsWith('#')) return;
  const [, key = '', raw = ''] = /^\s*([A-Za-z]+)\s*[:：]\s*(.*?)\s*$/u.exec(text) ?? [];
  const known = Object.keys(headReaders).join('、');
  if (!isHeadKey(key)) misuse(`文件第 ${line} 行：开头只能写 ${known}，一行一项，如 from: 2026-11-22 09:00`);
  const value = unquoted(raw);
  inLine(line, () => {
    if (key === 'area') notice.areas = [...(notice.areas ?? []), readArea(value)];
    else if (key === 'kind') notice.kind = headReaders.kind(value);
    else if (key === 'title') notice.title = headReaders.title(value);
    else notice[key === 'expires' ? 'expiresAt' : (key as 'from' | 'to')] = readInstant(value);
  });
};

const FENCE = /^---\s*$/;

/** The head between `---` lines, when the file begins with one. @returns how many lines it takes @throws Failure usage */
const takeHead = (notice: NoticeFile, lines: readonly string[]): number => {
  if (!FENCE.test(lines[0] ?? '')) return 0;
  const end = lines.findIndex((line, i) => i > 0 && FENCE.test(line));
  if (end < 0) return misuse('文件开头的 --- 没有结尾：写完各项后要再写一行 ---');
  for (const [i, line] of lines.slice(1, end).entries()) takeLine(notice, line, i + 2);
  return end + 1;
};

/**
 * A notice in a text file: between two lines `---` the kind, the areas and the times, then `# ` and the title, and the body.
 * Each part may be left out.
 * @throws Failure usage, naming the line
 */
export const readNoticeFile = (file: string): NoticeFile => {
  const text = readTextFile(file);
  const notice: NoticeFile = {};
  const lines = text.split('\n');
  const head = takeHead(notice, lines);
  const at = lines.findIndex((line, i) => i >= head && line.trim() !== '');
  const [, title] = /^\s*#[ \t]+(.+)$/.exec(lines[at] ?? '') ?? [];
  if (title) notice.title = inLine(at + 1, () => headReaders.title(title));
  const body = lines
    .slice(title ? at + 1 : head)
    .join('\n')
    .trim();
  if (body) notice.body = wordsOf(BODY_MAX)(body);
  return notice;
};
