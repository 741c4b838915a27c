import { describe, expect, it } from '@jest/globals';
import { examples } from '../../../intents/index.js';
import { createMisheard, putRight } from '../../../src/conversation/nlu/corrections.js';

const { misheard, known } = createMisheard(['上个月水费多少', '家里停水了', '查水费', '交水费', '水表不走了', '同意']);

describe('what was misheard', () => {
  it.each([
    ['方草园停电了吗', '芳草园停电了吗', [['方草', '芳草']]],
    ['查税费', '查水费', [['税费', '水费']]],
    ['亭税了', '停水了', [['亭税', '停水']]],
    ['翠胡小区没水', '翠湖小区没水', [['翠胡', '翠湖']]],
    ['我家水标坏了', '我家水表坏了', [['水标', '水表']]],
    ['查水费', '查水费', []],
    ['今天天气好', '水费多少', []],
    ['查水费', '帮我查一下上个月的水费', []],
    ['12345', '12346', []],
    ['税', '水', []],
    ['', '水费', []],
  ])('%s for %s', (heard, said, pairs) => {
    expect(misheard(heard, said).map(({ from, to }) => [from, to])).toEqual(pairs);
  });

  it('takes a run of several characters as one word, and each word once', () => {
    expect(misheard('亭税了亭税了', '停水了停水了')).toEqual([{ from: '亭税', to: '停水' }]);
    const long = '方方方方方方方';
    expect(misheard(long, '芳芳芳芳芳芳芳')).toEqual([]);
  });

  it('never takes what residents write for a slip', () => {
    expect(known('停水')).toBe(true);
    expect(misheard('家里停水', '家里听谁')).toEqual([]);
    const real = createMisheard(Object.values(examples()).flat());
    expect(real.misheard('交水费', '教水肺')).toEqual([]);
    expect(real.known('水费')).toBe(true);
  });

  it('is found in time in long words', () => {
    expect(misheard('税'.repeat(5_000), '水'.repeat(5_000))).toEqual([]);
  });
});

describe('putting right', () => {
  it('takes the longest first, and does not look again at what it put right', () => {
    const list = [
      { from: '方草', to: '芳草' },
      { from: '方草圆', to: '芳草园' },
      { from: '芳草园', to: '错' },
    ];
    expect(putRight('方草圆和方草', list)).toBe('芳草园和芳草');
    expect(putRight('没有', list)).toBe('没有');
    expect(putRight('方草😀', list)).toBe('芳草😀');
    expect(putRight('方草', [])).toBe('方草');
  });
});
