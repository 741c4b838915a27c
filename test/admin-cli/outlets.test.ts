import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readCsv } from '../../admin-cli/outlet-file.js';
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

const HEAD = 'name,address,hours,latitude,longitude,serves';
const file = (name: string, text: string): string => {
  const path = join(desk.folder, name);
  writeFileSync(path, text);
  return path;
};

it('outlets are listed, put, shown and removed', async () => {
  expect((await desk.run(['outlets', 'list'])).out).toMatch(/East.*开着/);
  const put = await desk.json([
    ...['outlets', 'put', '城东营业厅', '--address', '东湖路88号', '--hours', '看门口', '--at', '30.5925,114.3335'],
    ...['--serves', '芳草园', '--serves', '翠湖小区'],
  ]);
  expect(put.document).toMatchObject({ latitude: 30.5925, longitude: 114.3335, serves: ['芳草园', '翠湖小区'] });
  expect((await desk.run(['outlets', 'show', '城东营业厅'])).out).toContain('不会对客户说开没开');
  expect((await desk.json(['outlets', 'remove', '城东营业厅'])).document.removed).toBe(true);
  expect((await desk.run(['outlets', 'show', '城东营业厅'])).code).toBe(5);
  expect((await desk.run(['outlets', 'put', '甲', '--address', 'a', '--hours', 'h', '--at', '114.3,30.5'])).code).toBe(
    2,
  );
});

it('outlets are imported from CSV and JSON, dry first', async () => {
  const csv = file(
    'o.csv',
    `\ufeff${HEAD}\r\n城东营业厅,"东湖路88号, 一楼",每天 8:00-18:00,30.59,114.33,芳草园、翠湖小区\r\n\r\n`,
  );
  expect((await desk.run(['outlets', 'import', csv, '--dry-run'])).out).toBe(
    '共 1 家，这次没有改\n新增 1 家：城东营业厅\n去掉 1 家：East\n',
  );
  expect((await desk.json(['outlets', 'list'])).document.items).toHaveLength(1);
  expect((await desk.run(['outlets', 'import', csv])).out).toContain('已导入 1 家');
  expect((await desk.json(['outlets', 'show', '城东营业厅'])).document).toMatchObject({
    address: '东湖路88号, 一楼',
    serves: ['芳草园', '翠湖小区'],
  });
  const [outlet] = (await desk.json(['outlets', 'list'])).document.items;
  const json = file('o.json', JSON.stringify([{ ...outlet, now: undefined }]));
  expect((await desk.run(['outlets', 'import', json])).out).toBe('已导入 1 家\n和现有的一样\n');
});

it.each([
  [
    'o.csv',
    `${HEAD}\n甲,a,h,30,114,\n乙,,h,30,114,\n丙,c,h,北纬30,114,\n甲,d,h,91,114,`,
    [
      '有 3 处不对，什么都没有改',
      '第 3 行：地址 address没有写',
      '第 4 行：纬度 latitude不是数字',
      '第 5 行：纬度 latitude不在 ±90 之间',
    ],
  ],
  ['o.csv', `${HEAD}\n甲,a,h,30,114,\n甲,d,h,31,114,`, ['第 3 行：“甲”和第 2 行重名']],
  ['o.csv', 'name,hours\n甲,h', ['缺 address、latitude、longitude']],
  ['o.csv', `${HEAD}\n"甲,a,h,30,114,`, ['引号没有配对']],
  ['o.csv', HEAD, ['一家也没有']],
  ['o.json', '[', ['不是正确的 JSON']],
  ['o.json', '[{"name":"甲"}]', ['第 1 项：地址 address没有写']],
])('a wrong %s is told by its rows: %j', async (name, text, words) => {
  const { code, err } = await desk.run(['outlets', 'import', file(name, text)]);
  expect([code, err.trimEnd().includes('\n')]).toEqual([2, false]);
  for (const word of words) expect(err).toContain(word);
  expect((await desk.json(['outlets', 'list'])).document.items).toMatchObject([{ name: 'East' }]);
});

it('CSV keeps commas, quotes and line ends in quotes', () => {
  expect(readCsv('a,"b,c","d""e"\n"f\ng", h ')).toEqual([
    ['a', 'b,c', 'd"e'],
    ['f\ng', 'h'],
  ]);
});
