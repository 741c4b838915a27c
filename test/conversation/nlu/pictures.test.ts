import { describe, expect, it } from '@jest/globals';
import { understanding } from '../../../src/wiring-nlu.js';

const read = (words: string) => understanding().understand(words, { today: '2026-11-21', areas: ['芳草园'] });

describe('asking for a picture', () => {
  it.each([
    '图',
    '看图',
    '“图”',
    '要图',
    '账单图',
    '“账单图”',
    '回复账单图',
    '账单的图',
    '上个月的账单图',
    '10月账单图',
    '老房子账单图',
    '水费图片',
    '近一年用水图',
    '用水量柱状图',
    '发我看看账单图吧',
  ])('%s', (words) => {
    expect(read(words)).toMatchObject({ intent: 'bill_query', action: 'answer', slots: { picture: true } });
  });

  it('keeps the time that is named', () => {
    expect(read('10月账单图').slots).toMatchObject({ period: '2026-10' });
    expect(read('近一年用水图').slots).toMatchObject({ period: { from: '2025-11', to: '2026-10' } });
  });

  it.each([
    '图书馆几点开门',
    '我拍了图片',
    '投诉水费图',
    '停水图',
    '地图',
    '怎么发图片',
    '上个月水费',
    '水费多少',
  ])('%s is not that', (words) => {
    expect(read(words).slots).not.toHaveProperty('picture');
  });
});
