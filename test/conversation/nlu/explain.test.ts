import { describe, expect, it } from '@jest/globals';
import type { Why } from '../../../src/conversation/understanding.js';
import { understanding } from '../../../src/wiring-nlu.js';

const { explain, understand } = understanding();
const context = { today: '2026-11-21', areas: ['翠湖小区', '芳草园'] };
const explained = (words: string) => explain(words, context);

describe('how words were read', () => {
  it('tells each replacement and what did it', () => {
    const { replaced, wish } = explained('请问 shuifei 咋个查询，帐单睡费谢谢');
    expect(replaced).toEqual(
      expect.arrayContaining([
        { how: 'letters', from: 'shuifei', to: '水费' },
        { how: 'slip', from: '帐单', to: '账单' },
        { how: 'slip', from: '睡费', to: '水费' },
        { how: 'dialect', from: '咋个', to: '怎么' },
        { how: 'courtesy', from: expect.stringContaining('请问'), to: '' },
        { how: 'courtesy', from: '谢谢', to: '' },
      ]),
    );
    expect(wish).not.toMatch(/睡|帐|shui|请问/);
  });

  it('tells a homophone that the examples mended', () => {
    expect(explained('我想宠值').replaced).toContainEqual({ how: 'homophone', from: '宠值', to: '充值' });
  });

  it('tells what was denied and put aside', () => {
    expect(explained('不查电费，我要查水费').replaced).toContainEqual({ how: 'denied', from: '不查电费,', to: '' });
  });

  it('says nothing of words that were taken as they are', () => {
    expect(explained('水费多少钱').replaced).toEqual([]);
  });

  it('shows what the rule found, and only when a rule decided', () => {
    expect(explained('我要转人工!')).toMatchObject({ why: 'rule', rule: expect.stringContaining('转人工') });
    expect(explained('家里的水怎么就一点点细')).not.toHaveProperty('rule');
  });

  it.each<[string, Why]>([
    ['上个月水费是多少呀', 'sure'],
    ['芳草园', 'place'],
    ['不用了谢谢', 'courtesy'],
    ['嗯嗯', 'answer'],
    ['？？？', 'empty'],
    ['鸡蛋多少钱一斤', 'outside'],
    ['讲个笑话听听', 'foreign'],
  ])('says why: %s', (words, why) => {
    expect(explained(words).why).toBe(why);
  });

  it('shows each slot with the fewest words that it was read from', () => {
    expect(explained('帮我看看户号00238817上个月的水费').slots).toEqual([
      { name: 'period', value: '2026-10', words: '上个月' },
      { name: 'account', value: '00238817', words: '00238817' },
    ]);
    expect(explained('翠湖小区明天停水吗').slots).toEqual(
      expect.arrayContaining([
        { name: 'area', value: '翠湖小区', words: '翠湖小区' },
        { name: 'date', value: '2026-11-22', words: '明天' },
      ]),
    );
  });

  it('weighs what spoke for the first two: shares that are signed and at most a whole together', () => {
    const { likely } = explained('上个月水费是多少呀');
    expect(likely).toHaveLength(4);
    expect(likely[0]).toMatchObject({ intent: 'bill_query' });
    for (const [i, { reasons }] of likely.entries()) {
      expect(reasons.length).toBe(i < 2 ? 6 : 0);
      expect(reasons.reduce((sum, { share }) => sum + Math.abs(share), 0)).toBeLessThanOrEqual(1 + 1e-9);
      for (const { text, kind } of reasons) expect([kind, text]).toEqual([kind, expect.stringMatching(/^[^~@]+$/)]);
    }
    expect(likely[0]?.reasons[0]?.share).toBeGreaterThan(0);
  });

  it('names the concepts by the words that touched them', () => {
    expect(explained('水表坏了谁来修').concepts).toContainEqual({ name: 'meter', words: '水表' });
  });

  it.each([
    '水费',
    '',
    '00451190',
    '另外停水了吗，顺便查下账单',
    'ts20261121042到哪了',
    '😀',
    '不',
    '9月',
  ])('understands "%s" as ever', (words) => {
    expect(explained(words).understood).toEqual(understand(words, context));
  });
});
