import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { conceptNames, slotNames } from '../../admin-cli/nlu-words.js';
import { columns } from '../../admin-cli/output.js';
import { concepts } from '../../src/conversation/nlu/lexicon.js';
import { sentenceId } from '../admin-api/fake-nlu.js';
import { type RunningAdmin, startAdmin } from '../admin-api/fakes.js';
import { sitDown } from './run.js';

let admin: RunningAdmin;
let desk: ReturnType<typeof sitDown>;
beforeEach(async () => {
  admin = await startAdmin();
  desk = sitDown(admin.url);
  await desk.login('kan', 'looking only');
});
afterEach(async () => {
  desk.standUp();
  await admin.close();
});

it('a sentence is explained in words that a clerk knows', async () => {
  const { code, out } = await desk.run(['nlu', 'explain', '请问上个月睡费多少']);
  expect(code).toBe(0);
  for (const words of [
    '照“查水费”办',
    '99%（bill_query）',
    '把握够高（至少 60%），也比第二名高出 22% 以上',
    '错字：睡费 → 水费',
    '客气话：请问 → 放下不看',
    '账单“水费”',
    '月份：2026-10（从“上个月”）',
    '不够近，不会直接答：水费怎么算（相近 41%）',
    '【账单＋多少钱】 +12.0%',
    '音 （句首）-sui −3.4%',
  ])
    expect(out.replace(/│\s*\n│\s+│ /g, '')).toContain(words);
  for (const line of out.split('\n')) expect(columns(line)).toBeLessThanOrEqual(100);
});

it('for a machine it is one document', async () => {
  const { document } = await desk.json(['nlu', 'explain', '上个月睡费多少']);
  expect(document).toMatchObject({
    decided: { intent: 'bill_query', title: '查水费' },
    also: [{ intent: 'outage_lookup', title: '查停水' }],
    knowledge: { answers: false },
    slots: [{ name: 'period', value: '2026-10', words: '上个月' }],
  });
});

it('nothing is asked of the service without words', async () => {
  expect((await desk.run(['nlu', 'explain', '  '])).code).toBe(2);
  expect((await desk.run(['nlu', 'explain'])).code).toBe(2);
});

it('every concept and slot has a name that staff read', () => {
  expect(Object.keys(concepts).filter((name) => !conceptNames[name])).toEqual([]);
  expect(slotNames).toHaveProperty('period');
});

describe('the review list', () => {
  it('shows what was said, why, and what was then chosen', async () => {
    const { out } = await desk.run(['nlu', 'review']);
    expect(out).toMatch(/0f3c5a7b9d1e2f40.*3.*那个单子〔户号〕咋整.*反问过×2.*查水费 41%.*交水费×2/);
    for (const line of out.split('\n')) expect(columns(line)).toBeLessThanOrEqual(100);
    expect((await desk.run(['nlu', 'review', '--reason', 'refused'])).out).toContain('没有要复核的话');
    expect((await desk.run(['nlu', 'review', '--state', 'labelled'])).out).toMatch(/水那个.*查停水[\s\S]*（zhou）/);
    expect((await desk.run(['nlu', 'show', sentenceId])).out).toMatch(/还像.*查水费 bill_query、交水费 pay_bill/);
    expect((await desk.run(['nlu', 'show', '00000000000000ff'])).code).toBe(5);
    expect((await desk.run(['nlu', 'review', '--reason', 'because'])).code).toBe(2);
  });

  it('is judged by who may, with one of the labels, and no colleague is overruled unasked', async () => {
    expect((await desk.run(['nlu', 'label', sentenceId, 'pay_bill'])).code).toBe(4);
    await desk.login('liuyang', 'autumn water');
    expect((await desk.run(['nlu', 'label', sentenceId, 'pay_bill'])).out).toContain('已标为“交水费”');
    expect((await desk.run(['nlu', 'label', sentenceId, 'weather'])).code).toBe(2);
    expect((await desk.run(['nlu', 'skip', sentenceId])).out).toContain('已跳过');
    const disputed = await desk.run(['nlu', 'label', '1f3c5a7b9d1e2f41', 'pay_bill']);
    expect([disputed.code, disputed.err]).toEqual([6, expect.stringContaining('zhou 标的是 outage_lookup')]);
    expect((await desk.run(['nlu', 'label', '1f3c5a7b9d1e2f41', 'pay_bill', '--force'])).code).toBe(0);
    expect((await desk.run(['nlu', 'labels'])).out).toMatch(/bill_query.*查水费/);
  });

  it('becomes examples: behind those that are there, none twice, none that may be personal', async () => {
    const folder = join(desk.folder, 'examples');
    expect((await desk.run(['nlu', 'export', '--out', folder])).out).toContain('写了 1 句');
    const file = join(folder, 'outage_lookup.txt');
    expect(readFileSync(file, 'utf8')).toBe('水那个\n');
    writeFileSync(file, '水那个\n又停水');
    await desk.login('liuyang', 'autumn water');
    await desk.run(['nlu', 'label', sentenceId, 'outage_lookup']);
    const { out } = await desk.run(['nlu', 'export', '--out', folder]);
    expect(readFileSync(file, 'utf8')).toBe('水那个\n又停水\n那个单子户号咋整\n');
    expect(out).toMatch(/写了 1 句，1 句原来就有[\s\S]*有 1 句像是还留着个人信息[\s\S]*2f3c5a7b9d1e2f42 {2}卡是8812/);
    const jsonl = join(desk.folder, 'new.jsonl');
    expect((await desk.json(['nlu', 'export', '--out', jsonl])).document).toMatchObject({ exported: 2, held: [{}] });
    expect(readFileSync(jsonl, 'utf8').split('\n')[1]).toBe(
      '{"text":"水那个","intent":"outage_lookup","style":"review"}',
    );
    expect((await desk.run(['nlu', 'export', '--out', jsonl.replace('new.jsonl', 'no/new.jsonl')])).code).toBe(2);
    expect((await desk.run(['nlu', 'export', '--out', file])).code).toBe(2);
  });
});
