import { describe, expect, it } from '@jest/globals';
import { demoTariff } from '../../../demo/index.js';
import { billOf } from '../../../src/domain/billing/bill.js';
import type { Bill } from '../../../src/domain/billing/door.js';
import { monthRange } from '../../../src/kernel/dates.js';
import { createDraw } from '../../../src/pictures/index.js';
import { billCard } from '../../../templates/pictures/bill-card.js';
import { tierColour } from '../../../templates/pictures/style.js';
import { fitted, safe, sizeFor, widthOf } from '../../../templates/pictures/svg.js';
import { usageChart } from '../../../templates/pictures/usage-chart.js';

const home = { label: '自住', tail: '8817' };
const company = { name: '某某自来水有限公司', hotline: '96123' };

/** Bills of a run of months, each priced after the one before. */
const billsFrom = (from: string, usages: readonly number[], estimated: readonly number[] = []): Bill[] => {
  const bills: Bill[] = [];
  for (const [i, month] of monthRange(from, '2026-12').slice(0, usages.length).entries()) {
    const last = bills.at(-1);
    const start = { month: '2020-01', thisReading: 1000, yearUsage: 0, readOn: '2020-01-26' };
    const thisReading = (last?.thisReading ?? 1000) + usages[i]!;
    const reading = {
      account: '00238817',
      month,
      readOn: `${month}-26`,
      thisReading,
      estimated: estimated.includes(i),
    };
    bills.push({ ...billOf([demoTariff], last ?? start, reading), paidAt: new Date('2026-11-20T00:00:00Z') });
  }
  return bills;
};
/** The words of a picture, in the order in which they are drawn. */
const wordsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, words]) =>
    words!.replace(/<tspan[^>]*>/g, ' ').replace('</tspan>', ''),
  );
const unpaid = ({ paidAt: _, ...bill }: Bill): Bill => bill;

describe('the bill card', () => {
  const two = billsFrom('2026-01', [20, 20, 20, 20, 20, 20, 10, 10, 10, 60]).at(-1)!;

  it('has every figure of the bill, a line a tier', () => {
    const { svg, alt } = billCard({ home, bill: two, company });
    expect(alt).toBe('2026年10月账单图');
    const words = wordsOf(svg);
    expect(two.lines).toHaveLength(2);
    expect(words).toEqual([
      '2026年10月水费',
      '已交清',
      '自住·尾号8817',
      '246.90 元',
      '上次表数',
      '1,150',
      '这次表数',
      '1,210',
      '用水',
      '60 吨',
      '抄表日期',
      '10月26日',
      '1',
      '第一阶梯',
      '30 吨 × 3.48 元',
      '104.40 元',
      '2',
      '第二阶梯',
      '30 吨 × 4.75 元',
      '142.50 元',
      '合计',
      '246.90 元',
      '含污水处理费',
      '57.00 元',
      '某某自来水有限公司 热线 96123',
    ]);
    expect(svg).toContain(tierColour(2));
  });

  it('says until when, what else is owed, and that no one saw the meter', () => {
    const owed = { months: 1, amountFen: 6960 };
    const words = wordsOf(billCard({ home, bill: unpaid({ ...two, estimated: true }), company, owed }).svg);
    expect(words).toContain('未交 11月25日前交');
    expect(words).toContain('10月26日（估抄）');
    expect(words).toContain('估抄：这次没见到水表，下次抄表多退少补');
    expect(words).toContain('另有 1 个月没交，连这张共 316.50 元');
    expect(wordsOf(billCard({ home, bill: two, company, owed }).svg)).toContain('还有 1 个月没交，共 69.60 元');
  });

  it('names relief, and lets no alias become markup', () => {
    const bill = { ...two, lines: two.lines.map((line, i) => (i === 0 ? { ...line, relief: true as const } : line)) };
    const { svg } = billCard({ home: { label: '<a&"b>', tail: '8817' }, bill, company });
    expect(wordsOf(svg)).toContain('减免');
    expect(svg).toContain('&lt;a&amp;&quot;b&gt;·尾号8817');
  });
});

describe('the usage chart', () => {
  const year = [10, 17, 15, 13, 11, 18, 16, 14, 12, 10, 17, 15];

  it('has a bar and a figure a month, the total, the mean and the amount', () => {
    const bills = billsFrom('2025-11', year);
    const { svg, alt } = usageChart({ home, bills, missing: [] });
    expect(alt).toBe('2025年11月到2026年10月用水图');
    const words = wordsOf(svg);
    expect(words).toEqual(
      expect.arrayContaining(['自住·尾号8817 用水', '168 吨', '14 吨', '584.64 元', '第一阶梯', '平均']),
    );
    const plot = words.slice(words.indexOf('平均') + 1);
    expect(plot).toEqual([
      ...year.flatMap((tons, i) => [String(tons), String(((10 + i) % 12) + 1)]),
      '2025年',
      '2026年',
      '柱子上面是吨数，下面是月份',
    ]);
    expect(words).not.toContain('估抄');
    expect(words).not.toContain('没有账单');
  });

  it('the higher the usage the higher the bar', () => {
    const { svg } = usageChart({ home, bills: billsFrom('2026-01', [10, 20, 40]), missing: [] });
    const heights = [...svg.matchAll(/width="60" height="([\d.]+)" rx="0" fill="#2a7fbd"/g)].map(([, height]) =>
      Number(height),
    );
    expect(heights).toEqual([90, 180, 360]);
  });

  it('months without a bill are gaps, estimated ones hatched, higher tiers coloured and numbered', () => {
    const bills = billsFrom('2026-01', [100, 100, 100, 20, 20, 20, 20, 20], [4]).filter(
      ({ month }) => month !== '2026-04',
    );
    const { svg } = usageChart({ home, bills, missing: ['2026-04', '2026-09'] });
    const words = wordsOf(svg);
    expect(words.filter((word) => word === '无')).toHaveLength(2);
    expect(words).toEqual(expect.arrayContaining(['估抄', '没有账单', '第二阶梯', '7 个月共用']));
    expect(words.filter((word) => word === '9')).toHaveLength(1);
    expect([...svg.matchAll(/url\(#estimated\)/g)]).toHaveLength(2);
    expect(svg).toContain(tierColour(2));
  });

  it('more than a year is a row for each calendar year', () => {
    const bills = billsFrom(
      '2023-11',
      Array.from({ length: 36 }, (_, i) => 8 + (i % 7)),
    );
    const words = wordsOf(usageChart({ home, bills, missing: [] }).svg);
    for (const year of ['2023年', '2024年', '2025年', '2026年']) expect(words).toContain(year);
    expect(words).toContain('2 个月共 17 吨');
    expect(words.filter((word) => word === '无')).toEqual([]);
  });

  it.each([1, 6, 12, 13, 36])('%i months fit, however large, and are drawn', async (n) => {
    const bills = billsFrom(
      '2023-11',
      Array.from({ length: n }, (_, i) => (i % 3) * 12_345),
    );
    const { svg } = usageChart({ home: { label: '一二三四五六', tail: '8817' }, bills, missing: [] });
    expect(Math.max(...[...svg.matchAll(/ x="([\d.]+)"/g)].map(([, x]) => Number(x)))).toBeLessThan(780);
    expect((await createDraw({ pixels: 390 })(svg)).length).toBeGreaterThan(1000);
  });
});

describe('words in a picture', () => {
  it('are cut where they are too long; figures are made smaller', () => {
    expect(fitted('自来水有限公司', 30, 120)).toBe('自来水…');
    expect(fitted('自来水', 30, 120)).toBe('自来水');
    expect(widthOf('12345', sizeFor('12345', 30, 60))).toBeCloseTo(60);
    expect(sizeFor('12', 30, 60)).toBe(30);
  });

  it('lose what XML forbids and what turns the writing', () => {
    expect(safe('a\0b\u202ec\ud800d\ufffee\n\tf')).toBe('abcde f');
  });
});
