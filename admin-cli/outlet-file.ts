import { z } from 'zod';
import { misuse } from './failure.js';
import { readTextFile } from './text-file.js';

/** A row of an import file. */
export interface OutletRow {
  name: string;
  address: string;
  hours: string;
  latitude: number;
  longitude: number;
  serves: string[];
}

const COLUMNS = ['name', 'address', 'hours', 'latitude', 'longitude', 'serves'] as const;
/** Mistakes that are told at once. */
const TOLD = 5;
const ROWS_MAX = 500;

/** The fields of a CSV text, row by row (RFC 4180: quotes double inside quotes). @throws Failure usage */
export const readCsv = (text: string): string[][] => {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  const end = (): void => {
    rows.at(-1)?.push(field.trim());
    field = '';
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (quoted && char === '"' && text[i + 1] === '"') {
      field += '"';
      i += 1;
    } else if (char === '"' && (quoted || field.trim() === '')) quoted = !quoted;
    else if (!quoted && char === ',') end();
    else if (!quoted && char === '\n') {
      end();
      rows.push([]);
    } else field += char;
  }
  if (quoted) misuse('文件里有一个引号没有配对');
  end();
  return rows;
};

const words = (longest: number) => z.string().trim().min(1, '是空的').max(longest, `超过 ${longest} 字`);
const degrees = (most: number) =>
  z.coerce.number(`不是数字`).min(-most, `不在 ±${most} 之间`).max(most, `不在 ±${most} 之间`);

const rowSchema = z.object({
  name: words(40),
  address: words(100),
  hours: words(100),
  latitude: degrees(90),
  longitude: degrees(180),
  serves: z
    .union([z.array(words(40)), z.string().transform((text) => text.split(/[、;；|]/).map((one) => one.trim()))])
    .transform((list) => list.filter((one) => one !== ''))
    .default([]),
});

/** Rows with what people call them: a line of the file, or a place in the list. */
type Raw = { where: string; value: unknown }[];

const fromCsv = (text: string): Raw => {
  const [head = [], ...rows] = readCsv(text);
  const missing = COLUMNS.filter((column) => column !== 'serves' && !head.includes(column));
  if (missing.length > 0) misuse(`第一行要写列名：${COLUMNS.join(',')}；缺 ${missing.join('、')}`);
  return rows.flatMap((cells, i) => {
    if (cells.every((cell) => cell === '')) return [];
    // Number('') is 0: an empty cell is no coordinate.
    const value = Object.fromEntries(head.map((column, at) => [column, cells[at] || undefined]));
    return [{ where: `第 ${i + 2} 行`, value }];
  });
};

const fromJson = (text: string): Raw => {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return misuse('文件不是正确的 JSON');
  }
  if (!Array.isArray(list)) return misuse('JSON 文件要是一个数组，一家一项');
  return list.map((value, i) => ({ where: `第 ${i + 1} 项`, value }));
};

const columnNames: Readonly<Record<string, string>> = {
  name: '名称 name',
  address: '地址 address',
  hours: '时间 hours',
  latitude: '纬度 latitude',
  longitude: '经度 longitude',
  serves: '就近 serves',
};

/** All of the file's outlets, or none. @throws Failure usage, with the rows that are wrong */
export const readOutletFile = (file: string): OutletRow[] => {
  const text = readTextFile(file);
  const raw = file.toLowerCase().endsWith('.json') ? fromJson(text) : fromCsv(text);
  if (raw.length === 0) misuse('文件里一家也没有');
  if (raw.length > ROWS_MAX) misuse(`一次最多 ${ROWS_MAX} 家`);
  const wrong: string[] = [];
  const seen = new Map<string, string>();
  const rows = raw.flatMap(({ where, value }) => {
    const parsed = rowSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const column = String(issue?.path[0] ?? '');
      const said = /[\u4e00-\u9fff]/.test(issue?.message ?? '') ? issue?.message : '没有写';
      wrong.push(`${where}：${columnNames[column] ?? '这一行'}${said}`);
      return [];
    }
    const before = seen.get(parsed.data.name);
    if (before) wrong.push(`${where}：“${parsed.data.name}”和${before}重名`);
    seen.set(parsed.data.name, where);
    return [parsed.data];
  });
  if (wrong.length > 0) {
    const more = wrong.length > TOLD ? `；另有 ${wrong.length - TOLD} 处` : '';
    misuse(`文件有 ${wrong.length} 处不对，什么都没有改。${wrong.slice(0, TOLD).join('；')}${more}`);
  }
  return rows;
};
