import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../src/kernel/metrics.js';

describe('metrics', () => {
  it('writes a counter by its labels, a help and a type each', async () => {
    const metrics = createMetrics();
    const count = metrics.counter('calls_total', 'Calls', ['path', 'result']);
    count({ path: '/a', result: 'ok' });
    count({ path: '/a', result: 'ok' }, 2);
    count({ path: '/b', result: 'a"b\\c\nd' });
    expect(await metrics.text()).toBe(
      [
        '# HELP calls_total Calls',
        '# TYPE calls_total counter',
        'calls_total{path="/a",result="ok"} 3',
        'calls_total{path="/b",result="a\\"b\\\\c\\nd"} 1',
        '',
      ].join('\n'),
    );
  });

  it('writes a histogram with rising buckets, sum and count; a bound belongs to its bucket', async () => {
    const metrics = createMetrics();
    const observe = metrics.histogram('seconds', 'Time', [0.1, 1]);
    for (const value of [0.1, 0.5, 0.25, 7]) observe(value, {});
    expect((await metrics.text()).split('\n').slice(2)).toEqual([
      'seconds_bucket{le="0.1"} 1',
      'seconds_bucket{le="1"} 3',
      'seconds_bucket{le="+Inf"} 4',
      'seconds_sum 7.85',
      'seconds_count 4',
      '',
    ]);
  });

  it('asks a gauge at each scrape, and leaves one out that fails', async () => {
    const metrics = createMetrics();
    let value = 1;
    metrics.gauge('busy', 'Busy', [], async () => [{ labels: {}, value }]);
    metrics.gauge('broken', 'Broken', [], () => Promise.reject(new Error('no store')));
    expect(await metrics.text()).toContain('\nbusy 1\n');
    value = 2;
    const text = await metrics.text();
    expect(text).toContain('\nbusy 2\n');
    expect(text).not.toMatch(/^broken/m);
  });
});
