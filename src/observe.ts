import type { Engine } from './conversation/engine.js';
import { realNow } from './kernel/clock.js';
import { randomIds } from './kernel/ids.js';
import { createMetrics, type Metrics, type Sample } from './kernel/metrics.js';
import { traced } from './kernel/trace.js';
import type { Job } from './scheduler/index.js';
import type { Helper, HelperDeps } from './second-opinion/index.js';
import type { Services } from './services.js';
import type { AskOutcome, RecogniserName, Speech } from './speech/index.js';
import type { InDeps, OutDeps } from './wechat/index.js';

/** What parts of the service are handed to count with. */
export interface Observer {
  onReply: NonNullable<InDeps['onReply']>;
  onLate: NonNullable<InDeps['onLate']>;
  onCall: NonNullable<OutDeps['onCall']>;
  /** The engine's door with a watch on it. */
  timed(answer: Engine['answer']): Engine['answer'];
  /** Jobs whose runs are counted, each under a trace of its own. */
  tallied(jobs: readonly Job<Services>[]): readonly Job<Services>[];
  /** Reads how far the last pushes are at each scrape. */
  watchDesk(desk: Pick<Services['desk'], 'waiting'>): void;
  watchPushes(outreach: Pick<Services['outreach'], 'campaigns'>): void;
  watchBusy(busy: () => number): void;
  /** Counts at each scrape the messages that are not finished, in all processes. */
  watchUnfinished(read: () => Promise<Readonly<Record<string, number>>>): void;
  watchSpeech(resting: Speech['resting']): void;
  /** Asks the store at each scrape and takes the time. */
  watchStore(ping: () => Promise<unknown>): void;
  watchHelper(resting: Helper['resting']): void;
  onOpinion: NonNullable<HelperDeps['onOpinion']>;
  onAsked(name: RecogniserName, outcome: AskOutcome, seconds: number): void;
  /** What was counted since the start of the process, by name without `water_` and `_total`. */
  counted(name: CountedName): Promise<readonly Sample[]>;
  /** All figures in Prometheus' text format, and its Content-Type. */
  text(): Promise<string>;
  contentType: string;
}

export type CountedName = 'messages' | 'platform_calls' | 'jobs' | 'speech' | 'second_opinions';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5, 10];
/** Pushes shown: the running one and the one before. */
const PUSHES = 2;
/** Counting the recipients of a push is work for the store: done at most this often, in real milliseconds. */
const PUSHES_MS = 15_000;

const countersOf = (metrics: Metrics) => ({
  messages: metrics.counter(
    'water_messages_total',
    'Callbacks by what the reply held (passive, late, nothing, failed, turned_away), and late answers by how they went out (kf, queued, refused, unknown, late_failed)',
    ['outcome'],
  ),
  replySeconds: metrics.histogram('water_reply_seconds', 'From a callback to its reply', SECONDS),
  turnSeconds: metrics.histogram('water_turn_seconds', 'What the dialogue engine takes for a turn', SECONDS, [
    'result',
  ]),
  calls: metrics.counter('water_platform_calls_total', 'Calls of the platform by path and class of answer', [
    'path',
    'result',
  ]),
  runs: metrics.counter('water_jobs_total', 'Runs of jobs by name and result', ['job', 'result']),
  asked: metrics.counter('water_speech_total', 'Voices put to a recogniser, by what came of it', [
    'recogniser',
    'outcome',
  ]),
  opinions: metrics.counter('water_second_opinions_total', 'Unclear sentences by what came of asking a helper', [
    'outcome',
  ]),
  opinionSeconds: metrics.histogram('water_second_opinion_seconds', 'What the helper takes for a sentence', SECONDS),
  askedSeconds: metrics.histogram('water_speech_seconds', 'What a recogniser takes for a voice', SECONDS, [
    'recogniser',
  ]),
});

type Watches = Pick<
  Observer,
  'watchDesk' | 'watchPushes' | 'watchBusy' | 'watchUnfinished' | 'watchSpeech' | 'watchHelper' | 'watchStore'
>;

/** What is asked for at each scrape. */
const watchesOf = ({ gauge }: Metrics): Watches => ({
  watchPushes: (outreach) => {
    let seen: { at: number; samples: Sample<'campaign' | 'state'>[] } | undefined;
    gauge('water_push_recipients', 'Recipients of the last pushes by state', ['campaign', 'state'], async () => {
      if (seen && realNow() - seen.at < PUSHES_MS) return seen.samples;
      const samples = (await outreach.campaigns(PUSHES)).flatMap(({ key: campaign, counts }) =>
        Object.entries(counts).map(([state, value]) => ({ labels: { campaign, state }, value })),
      );
      seen = { at: realNow(), samples };
      return samples;
    });
  },
  watchDesk: (desk) =>
    gauge('water_desk_waiting', 'Residents who wait for a person', [], async () => [
      { labels: {}, value: (await desk.waiting()).waiting },
    ]),
  watchBusy: (busy) =>
    gauge('water_messages_in_work', 'Messages being worked on in this process', [], async () => [
      { labels: {}, value: busy() },
    ]),
  watchUnfinished: (read) =>
    gauge(
      'water_messages_unfinished',
      'Messages of all processes that are not finished, by state',
      ['state'],
      async () => Object.entries(await read()).map(([state, value]) => ({ labels: { state }, value })),
    ),
  watchSpeech: (resting) =>
    gauge('water_speech_resting', '1 while a recogniser failed too often to be asked', ['recogniser'], async () =>
      resting().map(({ name, open }) => ({ labels: { recogniser: name }, value: open ? 1 : 0 })),
    ),
  watchHelper: (resting) =>
    gauge('water_second_opinion_resting', '1 while the helper failed too often to be asked', [], async () => [
      { labels: {}, value: resting() ? 1 : 0 },
    ]),
  watchStore: (ping) =>
    gauge('water_store_ping_seconds', 'What the store takes to answer at this scrape', [], async () => {
      const began = realNow();
      await ping();
      return [{ labels: {}, value: (realNow() - began) / 1000 }];
    }),
});

/** The figures of one process, for a Prometheus to fetch. @param ofProcess node's own too */
export const createObserver = ({ ofProcess = false } = {}): Observer => {
  const metrics = createMetrics({ ofProcess });
  const { messages, replySeconds, turnSeconds, calls, runs, asked, askedSeconds, opinions, opinionSeconds } =
    countersOf(metrics);

  return {
    ...watchesOf(metrics),
    onReply: (outcome, seconds) => {
      messages({ outcome });
      if (outcome !== 'turned_away') replySeconds(seconds, {});
    },
    onLate: (way) => messages({ outcome: way === 'failed' ? 'late_failed' : way }),
    onCall: (path, result) => calls({ path, result }),
    onAsked: (recogniser, outcome, seconds) => {
      asked({ recogniser, outcome });
      askedSeconds(seconds, { recogniser });
    },
    onOpinion: (outcome, seconds) => {
      opinions({ outcome });
      if (seconds !== undefined) opinionSeconds(seconds, {});
    },
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
    tallied: (jobs) =>
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
    counted: (name) => metrics.read(`water_${name}_total`),
    text: metrics.text,
    contentType: metrics.contentType,
  };
};
