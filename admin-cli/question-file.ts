import { z } from 'zod';
import { Failure, misuse } from './failure.js';
import { readCsv } from './outlet-file.js';
import { oneOf, type Reader, textLike, wordsOf } from './settings.js';
import { readTextFile } from './text-file.js';
import { questionStates } from './words.js';

export const TITLE_MAX = 40;
export const ASKED_MAX = 60;
export const ANSWER_MAX = 300;
export const MORE_MAX = 3;
export const KEYWORD_MAX = 20;

/** A question as a file says it. */
export interface QuestionRow {
  id: string;
  title: string;
  asked: string[];
  answer: string;
  more: string[];
  keywords: string[];
}

/** What a readable file says of one question; what it leaves out is absent. */
export type QuestionFile = Partial<QuestionRow> & { state?: keyof typeof questionStates };

const aliases: Readonly<Record<string, string>> = { 热线: 'hotline', 人工: 'human' };

/** `outlets` is short for `goal:outlets`. @throws Failure usage */
export const readMore: Reader<string> = (text) => {
  const word = aliases[text.trim()] ?? text.trim();
  if (/^(hotline|human|(goal|question):[a-z0-9_-]+|https:\/\/\S+)$/.test(word)) return word;
  return /^[a-z_]+$/.test(word)
    ? `goal:${word}`
    : misuse(
        `“${text}”不对，可以是：hotline（热线）、human（人工）、能办的事如 outlets、question:题目编号、https:// 开头的网址`,
      );
};

export const readId = textLike(/^[a-z0-9]+(-[a-z0-9]+)*$/, '编号用小写字母、数字和短横，如 meter-move');

const FENCE = /^---\s*$/;
const headReaders = {
  id: readId,
  more: readMore,
  keyword: wordsOf(KEYWORD_MAX),
  state: oneOf(questionStates),
} as const;
const isHeadKey = (key: string): key is keyof typeof headReaders => Object.hasOwn(headReaders, key);

const inLine = <T>(line: number, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    return error instanceof Failure ? misuse(`文件第 ${line} 行：${error.words}`) : misuse(String(error));
  }
};

const takeHead = (question: QuestionFile, lines: readonly string[]): number => {
  if (!FENCE.test(lines[0] ?? '')) return 0;
  const end = lines.findIndex((line, i) => i > 0 && FENCE.test(line));
  if (end < 0) return misuse('文件开头的 --- 没有结尾：写完各项后要再写一行 ---');
  for (const [i, line] of lines.slice(1, end).entries()) {
    if (line.trim() === '') continue;
    const [, key = '', value = ''] = /^\s*([a-z]+)\s*[:：]\s*(.*?)\s*$/u.exec(line) ?? [];
    if (!isHeadKey(key)) misuse(`文件第 ${i + 2} 行：开头只能写 id、more、keyword、state，一行一项，如 more: outlets`);
    inLine(i + 2, () => {
      if (key === 'more') question.more = [...(question.more ?? []), readMore(value)];
      else if (key === 'keyword') question.keywords = [...(question.keywords ?? []), headReaders.keyword(value)];
      else if (key === 'id') question.id = readId(value);
      else question.state = headReaders.state(value);
    });
  }
  return end + 1;
};

/**
 * One question in a text file: between two lines `---` its id, its state, its keywords and where more is to be had; then `# ` and the title, `- ` and
 * another way to ask it on each line that follows, and the answer. Each part may be left out.
 * @throws Failure usage, naming the line
 */
export const readQuestionFile: Reader<QuestionFile> = (file) => {
  const question: QuestionFile = {};
  const lines = readTextFile(file).split('\n');
  let at = takeHead(question, lines);
  const skipBlank = (): void => {
    while (at < lines.length && lines[at]?.trim() === '') at += 1;
  };
  skipBlank();
  const [, title] = /^#[ \t]+(.+)$/.exec(lines[at] ?? '') ?? [];
  if (title) {
    question.title = inLine(at + 1, () => wordsOf(TITLE_MAX)(title));
    at += 1;
  }
  skipBlank();
  for (let [, wording] = /^-[ \t]+(.+)$/.exec(lines[at] ?? '') ?? []; wording; ) {
    const said = wording;
    question.asked = [...(question.asked ?? []), inLine(at + 1, () => wordsOf(ASKED_MAX)(said))];
    at += 1;
    [, wording] = /^-[ \t]+(.+)$/.exec(lines[at] ?? '') ?? [];
  }
  const answer = lines.slice(at).join('\n').trim();
  if (answer) question.answer = wordsOf(ANSWER_MAX)(answer);
  return question;
};

const words = (most: number) => z.string('没有写').trim().min(1, '没有写').max(most, `太长，最多 ${most} 个字`);
const listOf = (one: z.ZodType<string, string>, most: number) =>
  z
    .union([z.array(z.string()), z.string().transform((text) => text.split('|'))])
    .transform((list) => list.map((each) => each.trim()).filter((each) => each !== ''))
    .pipe(z.array(one).max(most, `太多，最多 ${most} 个`))
    .default([]);
const more = z.string().transform((text, context) => {
  try {
    return readMore(text);
  } catch {
    context.addIssue({ code: 'custom', message: `“${text}”不对` });
    return z.NEVER;
  }
});
const rowSchema = z.object({
  id: z.string('没有写').regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '要用小写字母、数字和短横'),
  title: words(TITLE_MAX),
  asked: listOf(words(ASKED_MAX), 60),
  answer: words(ANSWER_MAX),
  more: listOf(z.string(), MORE_MAX).pipe(z.array(more)),
  keywords: listOf(words(KEYWORD_MAX), 10),
});

const columnNames: Readonly<Record<string, string>> = {
  id: '编号 id ',
  title: '题目 title ',
  asked: '问法 asked ',
  answer: '答案 answer ',
  more: '去处 more ',
  keywords: '关键词 keywords ',
};
/** Mistakes that are told at once. */
const TOLD = 5;
const ROWS_MAX = 2000;

type Raw = { line: number; value: unknown }[];

const fromCsv = (text: string): Raw => {
  const [head = [], ...rows] = readCsv(text);
  const missing = ['id', 'title', 'answer'].filter((column) => !head.includes(column));
  if (missing.length > 0) misuse(`第一行要写列名：id,title,asked,answer,more,keywords；缺 ${missing.join('、')}`);
  return rows.flatMap((cells, i) =>
    cells.every((cell) => cell === '')
      ? []
      : [{ line: i + 2, value: Object.fromEntries(head.map((column, at) => [column, cells[at] || undefined])) }],
  );
};

const fromLines = (text: string): Raw =>
  text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [{ line: i + 1, value: JSON.parse(line) as unknown }];
    } catch {
      return misuse(`第 ${i + 1} 行不是正确的 JSON`);
    }
  });

/** All of the file's questions, or none. @throws Failure usage, with the lines that are wrong */
export const readQuestionsFile: Reader<QuestionRow[]> = (file) => {
  const text = readTextFile(file);
  const raw = file.toLowerCase().endsWith('.csv') ? fromCsv(text) : fromLines(text);
  if (raw.length === 0) misuse('文件里一题也没有');
  if (raw.length > ROWS_MAX) misuse(`一次最多 ${ROWS_MAX} 题`);
  const wrong: string[] = [];
  const seen = new Map<string, number>();
  const rows = raw.flatMap(({ line, value }) => {
    const parsed = rowSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      wrong.push(`第 ${line} 行：${columnNames[String(issue?.path[0] ?? '')] ?? '这一行'}${issue?.message ?? '不对'}`);
      return [];
    }
    const before = seen.get(parsed.data.id);
    if (before) wrong.push(`第 ${line} 行：编号 ${parsed.data.id} 和第 ${before} 行一样`);
    seen.set(parsed.data.id, line);
    return [parsed.data];
  });
  if (wrong.length > 0) {
    const rest = wrong.length > TOLD ? `；另有 ${wrong.length - TOLD} 处` : '';
    misuse(`文件有 ${wrong.length} 处不对，什么都没有改。${wrong.slice(0, TOLD).join('；')}${rest}`);
  }
  return rows;
};
