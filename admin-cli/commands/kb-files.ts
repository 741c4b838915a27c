import { writeFileSync } from 'node:fs';
import { routes } from '../../src/admin-api/contract.js';
import { command } from '../command.js';
import { misuse } from '../failure.js';
import { type QuestionRow, readQuestionsFile } from '../question-file.js';
import { flag, required, wordsOf } from '../settings.js';

/** What one call carries: the service takes bodies of 256 KB. */
const MOST = 200;
const MOST_BYTES = 200_000;

const partsOf = (rows: readonly QuestionRow[]): QuestionRow[][] => {
  const parts: QuestionRow[][] = [];
  let room = 0;
  for (const row of rows) {
    const bytes = Buffer.byteLength(JSON.stringify(row)) + 1;
    const last = parts.at(-1);
    if (last && last.length < MOST && bytes <= room) last.push(row);
    else {
      parts.push([row]);
      room = MOST_BYTES;
    }
    room -= bytes;
  }
  return parts;
};

/** Those that others lead to first, so that every part finds what it leads to. */
const inOrder = (rows: readonly QuestionRow[]): QuestionRow[] => {
  const targets = new Set(rows.flatMap(({ more }) => more.filter((one) => one.startsWith('question:'))));
  const isTarget = ({ id }: QuestionRow): boolean => targets.has(`question:${id}`);
  return [...rows].sort((a, b) => Number(isTarget(b)) - Number(isTarget(a)));
};

const named = (what: string, ids: readonly string[]): string[] =>
  ids.length > 0 ? [`${what} ${ids.length} 题：${ids.join('、')}`] : [];

export const importFile = command({
  name: 'kb import',
  summary: '从文件添题、改题：文件里没有的不动；文件有一行不对就什么都不改',
  args: {
    file: required(
      'JSONL（一行一题，和 kb export 一样）或 CSV（id,title,asked,answer,more,keywords；问法、去处、关键词用 | 隔开）',
      '文件',
      readQuestionsFile,
    ),
  },
  options: { dryRun: flag('只看会改什么，不改') },
  example: 'admin-cli kb import questions.jsonl --dry-run',
  async run({ file, dryRun }, { api, out }) {
    const total = { imported: 0, added: [] as string[], changed: [] as string[] };
    for (const questions of partsOf(inOrder(file))) {
      const { imported, added, changed } = await api.call(routes.questionImport, { body: { questions, dryRun } });
      total.imported += imported;
      total.added.push(...added);
      total.changed.push(...changed);
      out.progress(`${total.imported}/${file.length}`);
    }
    out.progressEnd();
    const lines = [...named('新增', total.added), ...named('改动', total.changed)];
    const head = dryRun ? `共 ${total.imported} 题，这次没有改` : `已导入 ${total.imported} 题`;
    out.result(total, [head, ...(lines.length > 0 ? lines : ['和现有的一样'])].join('\n'));
  },
});

const contentOf = ({ id, title, asked, answer, more, keywords }: QuestionRow): QuestionRow => ({
  id,
  title,
  asked,
  answer,
  more,
  keywords,
});

export const exportFile = command({
  name: 'kb export',
  summary: '把题库写进一个文件，一行一题（JSONL），改完可以用 kb import 导回',
  args: { file: required('要写的文件', '文件', wordsOf(500)) },
  example: 'admin-cli kb export questions.jsonl',
  async run({ file }, { api, out }) {
    const { items } = await api.call(routes.questionList, { query: { sort: 'id' } });
    try {
      writeFileSync(file, items.map((one) => `${JSON.stringify(contentOf(one))}\n`).join(''));
    } catch {
      misuse(`写不了文件 ${file}`);
    }
    out.result({ exported: items.length, file }, `已写 ${items.length} 题到 ${file}`);
  },
});
