import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type RunningAdmin, startAdmin } from '../admin-api/fakes.js';
import { sitDown } from './run.js';

let admin: RunningAdmin;
let desk: ReturnType<typeof sitDown>;
beforeEach(async () => {
  admin = await startAdmin();
  desk = sitDown(admin.url);
  await desk.login('liuyang', 'autumn water');
});
afterEach(async () => {
  desk.standUp();
  await admin.close();
});

const file = (name: string, text: string): string => {
  const path = join(desk.folder, name);
  writeFileSync(path, text);
  return path;
};

it('a question is listed, shown, changed in part, taken offline and removed', async () => {
  expect((await desk.run(['kb', 'list'])).out).toMatch(/meter-move.*水表能移位置吗.*上线.*3[\s\S]*共 1 题/);
  const put = await desk.json([
    'kb',
    'put',
    'meter-move',
    '--answer',
    '请到营业厅申请。',
    '--more',
    '热线',
    '--more',
    'outlets',
  ]);
  expect(put.document).toMatchObject({
    title: '水表能移位置吗',
    asked: ['移表找谁'],
    answer: '请到营业厅申请。',
    more: ['hotline', 'goal:outlets'],
    revision: 2,
    changedBy: 'liuyang',
  });
  expect((await desk.run(['kb', 'put', 'meter-move', '--state', 'offline', '--revision', '1'])).code).toBe(6);
  expect((await desk.run(['kb', 'put', 'meter-move', '--state', 'offline'])).out).toContain('下线');
  expect((await desk.json(['kb', 'list', '--state', 'online'])).document.items).toEqual([]);
  expect((await desk.json(['kb', 'remove', 'meter-move', '--revision', '1'])).code).toBe(6);
  expect((await desk.json(['kb', 'remove', 'meter-move', '--revision', '3'])).document.removed).toBe(true);
  const gone = await desk.run(['kb', 'show', 'meter-move']);
  expect([gone.code, gone.err]).toEqual([5, '题库里没有这一题\n']);
  expect(admin.acts.filter(({ what }) => what === 'question.put').map(({ result }) => result)).toEqual([
    'done',
    'refused',
    'done',
  ]);
});

it('a new question is put from words or from a file, and says what is wrong with it', async () => {
  const text =
    '---\nmore: 人工\nkeyword: 换大表\nmore: question:meter-move\n---\n# 能不能换个大表\n- 换大口径水表\n- 水表太小了\n\n要到营业厅申请。\n先问热线。\n';
  expect((await desk.json(['kb', 'put', 'meter-size', '--file', file('q.md', text)])).document).toMatchObject({
    title: '能不能换个大表',
    asked: ['换大口径水表', '水表太小了'],
    answer: '要到营业厅申请。\n先问热线。',
    more: ['human', 'question:meter-move'],
    keywords: ['换大表'],
    state: 'online',
    revision: 1,
  });
  const long = await desk.run(['kb', 'put', 'long', '--title', '长', '--answer', '很'.repeat(130)]);
  expect(long.out).toContain('答案有 130 个字');
  const wrong: [string[], string][] = [
    [['kb', 'put', 'new-one', '--answer', '好'], '新题要写题目（--title）'],
    [['kb', 'put', 'Big', '--answer', '好'], '编号用小写字母'],
    [['kb', 'put', 'a', '--title', 't', '--answer', '好', '--more', '去哪'], '“去哪”不对'],
    [['kb', 'put', 'a', '--file', file('h.md', '---\nmore: 哪里\n---\n# t\n好')], '文件第 2 行：“哪里”不对'],
    [['kb', 'put', 'a', '--file', file('i.md', '---\nid: b\n---\n# t\n好')], '文件里的编号是 b'],
  ];
  for (const [args, words] of wrong) {
    const { code, err } = await desk.run(args);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  }
  const lost = await desk.run(['kb', 'put', 'a', '--title', 't', '--answer', '好', '--more', 'nowhere']);
  expect([lost.code, lost.err]).toEqual([2, '去处（--more）不对，请检查\n']);
});

it('a search shows what is answered and why', async () => {
  expect((await desk.run(['kb', 'search', '我要移水表'])).out).toMatch(
    /^会回答：水表能移位置吗\n[\s\S]*0\.61.*meter-move/,
  );
  expect((await desk.run(['kb', 'search', '天气'])).out).toMatch(/^答不上来\n这句话像是别家的事/);
});

it('questions are imported from JSONL and CSV, dry first, and exported as they are imported', async () => {
  const csv = file('q.csv', 'id,title,asked,answer,more\nmeter-a,表甲,甲一|甲二,"第一行\n第二行",热线|outlets\n');
  expect((await desk.run(['kb', 'import', csv, '--dry-run'])).out).toBe('共 1 题，这次没有改\n新增 1 题：meter-a\n');
  expect((await desk.json(['kb', 'list'])).document.items).toHaveLength(1);
  expect((await desk.run(['kb', 'import', csv])).out).toContain('已导入 1 题');
  const out = join(desk.folder, 'out.jsonl');
  expect((await desk.json(['kb', 'export', out])).document).toEqual({ exported: 2, file: out });
  expect(
    readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toContainEqual({
    id: 'meter-a',
    title: '表甲',
    asked: ['甲一', '甲二'],
    answer: '第一行\n第二行',
    more: ['hotline', 'goal:outlets'],
    keywords: [],
  });
  expect((await desk.run(['kb', 'import', out])).out).toBe('已导入 2 题\n和现有的一样\n');
});

it.each([
  ['broken.jsonl', '{"id":\n', '第 1 行不是正确的 JSON'],
  ['empty.jsonl', '\n', '文件里一题也没有'],
  [
    'row.jsonl',
    '{"id":"a","title":"t"}\n{"id":"B","title":"t","answer":"x"}\n',
    '第 1 行：答案 answer 没有写；第 2 行：编号 id 要用',
  ],
  ['twice.jsonl', '{"id":"a","title":"t","answer":"x"}\n{"id":"a","title":"u","answer":"y"}\n', '编号 a 和第 1 行一样'],
  ['head.csv', 'id,title\na,b\n', '缺 answer'],
])('%s is refused whole, with its line', async (name, text, words) => {
  const { code, err } = await desk.run(['kb', 'import', file(name, text)]);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  expect((await desk.json(['kb', 'list'])).document.items).toHaveLength(1);
});
