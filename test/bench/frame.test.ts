import { describe, expect, it } from '@jest/globals';
import { interleaved, median, resultLine } from '../../bench/frame.js';

describe('the frame of benchmarks', () => {
  it('takes the middle of what was measured', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it('lets the contestants take turns, the other way round every second time', async () => {
    const order: string[] = [];
    const figures = { ours: [1, 7, 3], theirs: [10, 30, 20] };
    const run = (name: 'ours' | 'theirs') => () => {
      order.push(name);
      return figures[name].shift()!;
    };
    const told: string[] = [];
    const medians = await interleaved(3, { ours: run('ours'), theirs: run('theirs') }, (line) => told.push(line));
    expect(medians).toEqual({ ours: 3, theirs: 20 });
    expect(order).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
    expect(told).toHaveLength(3);
  });

  it('is as good as the worst of its ratios', () => {
    const line = resultLine('x', { ratios: { a: 1.23456, b: 3 }, ours: { ms: 0.1 }, yardstick: { ms: 0.12345678 } });
    expect(JSON.parse(line)).toEqual({
      bench: 'x',
      ratio: 1.235,
      ratios: { a: 1.235, b: 3 },
      ours: { ms: 0.1 },
      yardstick: { ms: 0.1235 },
    });
  });
});
