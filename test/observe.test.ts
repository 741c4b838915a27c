import { describe, expect, it } from '@jest/globals';
import { currentTrace } from '../src/kernel/trace.js';
import { createObserver } from '../src/observe.js';
import { every } from '../src/scheduler/index.js';

const turn = { key: 'k', resident: 'oABCDEFGHIJ', at: new Date(0), input: { kind: 'text', text: '水费' } } as const;

describe('the figures of a process', () => {
  it('count replies, late answers, turns and calls of the platform, and name nobody', async () => {
    const observer = createObserver();
    observer.onReply('passive', 0.02);
    observer.onReply('late', 4.5);
    observer.onReply('turned_away', 0);
    observer.onLate('kf');
    observer.onLate('failed');
    observer.onCall('/cgi-bin/message/custom/send', 'closed');
    expect(await observer.timed(async () => ({ text: '答', choices: [] }))(turn)).toEqual({ text: '答', choices: [] });
    await expect(observer.timed(() => Promise.reject(new Error('no')))(turn)).rejects.toThrow('no');
    const lines = (await observer.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'water_messages_total{outcome="passive"} 1',
        'water_messages_total{outcome="late"} 1',
        'water_messages_total{outcome="turned_away"} 1',
        'water_messages_total{outcome="kf"} 1',
        'water_messages_total{outcome="late_failed"} 1',
        'water_reply_seconds_count 2',
        'water_turn_seconds_count{result="ok"} 1',
        'water_turn_seconds_count{result="failed"} 1',
        'water_platform_calls_total{path="/cgi-bin/message/custom/send",result="closed"} 1',
      ]),
    );
    expect(lines.join('\n')).not.toMatch(/oABC|水费|答/);
  });

  it('count the runs of jobs, each under a trace of its own', async () => {
    const observer = createObserver();
    const traces: (string | undefined)[] = [];
    const run = async () => {
      traces.push(currentTrace());
      if (traces.length > 2) throw new Error('no');
    };
    const [job] = observer.tallied([{ name: 'sweep', due: every(60), run }]);
    const input = {} as Parameters<NonNullable<typeof job>['run']>[0];
    await job?.run(input);
    await job?.run(input);
    await expect(job?.run(input)).rejects.toThrow('no');
    expect(new Set(traces).size).toBe(3);
    const text = await observer.text();
    expect(text).toContain('water_jobs_total{job="sweep",result="ok"} 2');
    expect(text).toContain('water_jobs_total{job="sweep",result="failed"} 1');
  });

  it('show the recipients of the last pushes, counted once for scrapes close together', async () => {
    const observer = createObserver();
    const counts = { pending: 2, sending: 0, sent: 3, failed: 0, skipped: 1, unknown: 1 };
    let asked = 0;
    observer.watchPushes({
      campaigns: async () => {
        asked += 1;
        return [
          {
            key: 'bills:2026-10',
            month: '2026-10',
            state: 'running',
            startedAt: new Date(0),
            startedBy: 'system',
            counts,
          },
        ];
      },
    });
    observer.watchBusy(() => 4);
    await observer.text();
    const text = await observer.text();
    expect(text).toContain('water_push_recipients{campaign="bills:2026-10",state="unknown"} 1');
    expect(text).toContain('water_messages_in_work 4');
    expect(asked).toBe(1);
  });
});
