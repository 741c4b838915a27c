import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { conceptNames, slotNames } from '../../admin-cli/nlu-words.js';
import { columns } from '../../admin-cli/output.js';
import { concepts } from '../../src/conversation/nlu/lexicon.js';
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
