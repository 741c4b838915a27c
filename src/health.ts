import type { StatusReport } from './admin-api/index.js';
import type { Clock } from './kernel/clock.js';
import type { Config } from './kernel/config.js';
import { reasonOf } from './kernel/errors.js';
import { inTime } from './kernel/in-time.js';
import type { Sample } from './kernel/metrics.js';
import type { Observer } from './observe.js';
import type { JobState } from './scheduler/index.js';
import type { Services } from './services.js';
import type { Speech } from './speech/index.js';
import type { ClaimFigures } from './wechat/index.js';

export interface HealthDeps {
  config: Config;
  clock: Clock;
  version: string;
  /** @throws when the store does not answer in time */
  ping(): Promise<void>;
  /** Messages that are being worked on. */
  busy(): number;
  figures: ClaimFigures;
  counted: Observer['counted'];
  resting: Speech['resting'];
  look(): Promise<readonly JobState[]>;
  services: Pick<Services, 'desk' | 'tickets' | 'outreach'>;
}

type Tally = Record<string, number>;

/** Real milliseconds for each section of the report. */
const SECTION_MS = 3000;
const DAY_MS = 86_400_000;
const MOST_COUNTED = 100_000;
/** A run may be this late, by the kernel clock, before somebody should look. */
export const JOB_LATE_MS = 5 * 60_000;

/** The jobs that no worker looks after, as it seems. */
export const lateJobs = (jobs: readonly JobState[], now: Date): readonly JobState[] =>
  jobs.filter(
    ({ reached, dueSince, running }) =>
      !running && (!reached || (dueSince !== undefined && now.getTime() - dueSince.getTime() > JOB_LATE_MS)),
  );

/** Adds a counter's series up by one of its labels, of those that match. */
const sumBy = (samples: readonly Sample[], label: string, match: Readonly<Record<string, string>> = {}): Tally => {
  const sums: Tally = {};
  for (const { labels, value } of samples) {
    if (Object.entries(match).some(([name, wanted]) => labels[name] !== wanted)) continue;
    const key = labels[label] ?? '';
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
};

const sectionsOf = ({ figures, busy, counted, services, resting, look }: HealthDeps) => ({
  messages: async () => {
    const [last24Hours, unfinished, counts] = await Promise.all([
      figures.since(DAY_MS, MOST_COUNTED),
      figures.unfinished(),
      counted('messages'),
    ]);
    return { last24Hours, inWork: busy(), unfinished, counted: sumBy(counts, 'outcome') };
  },
  platformCalls: async () => sumBy(await counted('platform_calls'), 'result'),
  tickets: async () => {
    const { first, ...counts } = await services.tickets.waiting();
    if (!first) return counts;
    const { number, openedAt, dueAt } = first;
    return { ...counts, next: { number, openedAt: openedAt.toISOString(), dueAt: dueAt.toISOString() } };
  },
  desk: async () => {
    const { longest, ...counts } = await services.desk.waiting();
    return { ...counts, ...(longest ? { longest: longest.toISOString() } : {}) };
  },
  push: async () => {
    const [last] = await services.outreach.campaigns(1);
    return last ? { campaign: last.key, month: last.month, state: last.state, counts: { ...last.counts } } : null;
  },
  speech: async () => {
    const counts = await counted('speech');
    return resting().map(({ name, open }) => ({
      name,
      resting: open,
      counted: sumBy(counts, 'outcome', { recogniser: name }),
    }));
  },
  jobs: async () => {
    const [states, runs] = await Promise.all([look(), counted('jobs')]);
    const failures = sumBy(runs, 'job', { result: 'failed' });
    return states.map(({ job, reached, dueSince, running }) => ({
      job,
      running,
      failures: failures[job] ?? 0,
      ...(reached ? { reached: reached.toISOString() } : {}),
      ...(dueSince ? { dueSince: dueSince.toISOString() } : {}),
    }));
  },
});

/** What the service says of its state to staff: health, traffic, queues and errors. Never throws. */
export const createHealth = (deps: HealthDeps): { status(): Promise<StatusReport> } => {
  const { config, clock, version, ping, look, resting } = deps;
  const startedAt = clock.now().toISOString();
  const sections = sectionsOf(deps);

  return {
    status: async () => {
      const parts: StatusReport['parts'] = [];
      const part = async (name: string, act: () => Promise<string | undefined>, detail: string): Promise<void> => {
        const wrong = await inTime(SECTION_MS, act()).catch(reasonOf);
        parts.push({ name, ok: wrong === undefined, detail: wrong ?? detail });
      };
      const section = async <T>(name: string, act: () => Promise<T>): Promise<T | undefined> => {
        try {
          return await inTime(SECTION_MS, act());
        } catch (error) {
          parts.push({ name, ok: false, detail: reasonOf(error) });
          return undefined;
        }
      };
      await part('database', async () => void (await ping()), config.mongodbUri ? 'MongoDB' : 'built-in store');
      await part(
        'jobs',
        async () => {
          const late = lateJobs(await look(), clock.now());
          return late.length > 0 ? `late: ${late.map(({ job }) => job).join(', ')}` : undefined;
        },
        'on time',
      );
      const all = resting();
      const deaf = all.length > 0 && all.every(({ open }) => open);
      parts.push({ name: 'speech', ok: !deaf, detail: deaf ? 'every recogniser fails' : `${all.length} configured` });
      const [messages, platformCalls, tickets, desk, push, speech, jobs] = await Promise.all([
        section('messages', sections.messages),
        section('platform', sections.platformCalls),
        section('tickets', sections.tickets),
        section('desk', sections.desk),
        section('push', sections.push),
        section('speech', sections.speech),
        section('jobs', sections.jobs),
      ]);
      return {
        status: parts.every(({ ok }) => ok) ? 'ok' : 'degraded',
        version,
        mode: config.mode === 'demo' ? 'demo' : 'production',
        roles: [...config.roles],
        pid: process.pid,
        now: clock.now().toISOString(),
        startedAt,
        parts,
        ...(messages ? { messages } : {}),
        ...(platformCalls ? { platformCalls } : {}),
        ...(tickets ? { tickets } : {}),
        ...(desk ? { desk } : {}),
        ...(push === undefined ? {} : { push }),
        ...(speech ? { speech } : {}),
        ...(jobs ? { jobs } : {}),
      };
    },
  };
};
