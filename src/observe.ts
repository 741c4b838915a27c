import type { Engine } from './conversation/engine.js';
import { realNow } from './kernel/clock.js';
import { randomIds } from './kernel/ids.js';
import { createMetrics, type Labels } from './kernel/metrics.js';
import { traced } from './kernel/trace.js';
import type { Job } from './scheduler/index.js';
import type { Services } from './services.js';
import type { InDeps, OutDeps } from './wechat/index.js';

/** What parts of the service are handed to count with. */
export interface Observer {
  onReply: NonNullable<InDeps['onReply']>;
  onLate: NonNullable<InDeps['onLate']>;
  onCall: NonNullable<OutDeps['onCall']>;
  /** The engine's door with a watch on it. */
  timed(answer: Engine['answer']): Engine['answer'];
  /** Jobs whose runs are counted, each under a trace of its own. */
  counted(jobs: readonly Job<Services>[]): readonly Job<Services>[];
  /** Reads how far the last pushes are at each scrape. */
  watchPushes(outreach: Pick<Services['outreach'], 'campaigns'>): void;
  watchBusy(busy: () => number): void;
  /** All figures in Prometheus' text format. */
  text(): Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5, 10];
/** Pushes shown: the running one and the one before. */
const PUSHES = 2;
/** Counting the recipients of a push is work for the store: done at most this often, in real milliseconds. */
const PUSHES_MS = 15_000;

/** The figures of one process, for a Prometheus to fetch. */
export const createObserver = (): Observer => {
  const metrics = createMetrics();
  const messages = metrics.counter(
    'water_messages_total',
    'Callbacks by what the reply held (passive, late, nothing, failed, turned_away), and late answers by how they went out (kf, queued, refused, unknown, late_failed)',
  );
  const replySeconds = metrics.histogram('water_reply_seconds', 'From a callback to its reply', SECONDS);
  const turnSeconds = metrics.histogram('water_turn_seconds', 'What the dialogue engine takes for a turn', SECONDS);
  const calls = metrics.counter('water_platform_calls_total', 'Calls of the platform by path and class of answer');
  const runs = metrics.counter('water_jobs_total', 'Runs of jobs by name and result');

  return {
    onReply: (outcome, seconds) => {
      messages({ outcome });
      if (outcome !== 'turned_away') replySeconds(seconds);
    },
    onLate: (way) => messages({ outcome: way === 'failed' ? 'late_failed' : way }),
    onCall: (path, result) => calls({ path, result }),
    timed: (answer) => async (turn) => {
      const began = realNow();
      const took = (result: string): void => turnSeconds((realNow() - began) / 1000, { result });
      try {
        const spoken = await answer(turn);
        took('ok');
        return spoken;
      } catch (error) {
        took('failed');
        throw error;
      }
    },
    counted: (jobs) =>
      jobs.map((job) => ({
        ...job,
        run: async (input) => {
          try {
            await traced(randomIds.id(), () => job.run(input));
            runs({ job: job.name, result: 'ok' });
          } catch (error) {
            runs({ job: job.name, result: 'failed' });
            throw error;
          }
        },
      })),
    watchPushes: (outreach) => {
      let seen: { at: number; samples: { labels: Labels; value: number }[] } | undefined;
      metrics.gauge('water_push_recipients', 'Recipients of the last pushes by state', async () => {
        if (seen && realNow() - seen.at < PUSHES_MS) return seen.samples;
        const samples = (await outreach.campaigns(PUSHES)).flatMap(({ key: campaign, counts }) =>
          Object.entries(counts).map(([state, value]) => ({ labels: { campaign, state }, value })),
        );
        seen = { at: realNow(), samples };
        return samples;
      });
    },
    watchBusy: (busy) =>
      metrics.gauge('water_messages_in_work', 'Messages being worked on', async () => [{ labels: {}, value: busy() }]),
    text: metrics.text,
  };
};
