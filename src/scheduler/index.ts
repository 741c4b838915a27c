import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../database/connect.js';
import { type Clock, realNow } from '../kernel/clock.js';
import { reasonOf, refuse } from '../kernel/errors.js';
import { type Ids, randomIds } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import { createAlarm } from './alarm.js';
import { dueSince } from './due.js';
import type { Job } from './job.js';
import { type Ran, runAll, runJob, type SweepDeps } from './run-due.js';
import { watermarkStore } from './store.js';

export { type Due, every, missed, monthlyOn } from './due.js';
export { defineJob, type Job, type JobInput } from './job.js';
export type { Ran } from './run-due.js';

export interface SchedulerDeps<S> {
  db: Connection;
  jobs: readonly Job<S>[];
  services: S;
  clock: Clock;
  log: Log;
  ids?: Ids;
  /** Real milliseconds after which the job of a dead process is taken over. */
  leaseMs?: number;
  /** Real milliseconds that `runDue` waits for what another is running. */
  patienceMs?: number;
  /** Real milliseconds that `stop` waits for what is running; what is cut off is run again at the next start. */
  stopMs?: number;
  /** Real milliseconds between two looks of agenda at the database. */
  lookMs?: number;
}

export interface Scheduler {
  /** Sets the watermarks of new jobs to now and begins to wake. @throws Refused database_unreachable */
  start(): Promise<void>;
  /** Wakes no more and waits for what is running. */
  stop(): Promise<void>;
  /** Runs now whatever the kernel clock says is due, in time order, and returns when it is done. */
  runDue(): Promise<readonly Ran[]>;
  /** Each job as it stands, whichever process runs it. */
  look(): Promise<readonly JobState[]>;
}

export interface JobState {
  job: string;
  /** Up to when it has run, by the kernel clock; absent when no worker ever started. */
  reached?: Date;
  /** Since when a run is due that was not made yet. */
  dueSince?: Date;
  running: boolean;
}

const WAKE_SECONDS = 60;

/** Often enough that a wake a little early does not cost a whole period. */
const wakeOf = <S>({ due, wakeSeconds }: Job<S>): number =>
  wakeSeconds ??
  (due.kind === 'every' ? Math.min(WAKE_SECONDS, Math.max(1, Math.ceil(due.seconds / 2))) : WAKE_SECONDS);

const defaults = { leaseMs: 15_000, patienceMs: 120_000, stopMs: 4000, lookMs: 2000 };

/**
 * What happens by itself. agenda wakes each job in real time; what is then due is decided by the kernel clock and a stored watermark, so
 * that after a day of downtime or a moved clock each missed occurrence is run once. Any number of processes may run a scheduler.
 */
export const createScheduler = <S>(deps: SchedulerDeps<S>): Scheduler => {
  const { db, jobs, services, clock, log, ids = randomIds } = deps;
  const { leaseMs, patienceMs, stopMs, lookMs } = { ...defaults, ...deps };
  if (new Set(jobs.map(({ name }) => name)).size < jobs.length) refuse('bad_configuration', 'two jobs of one name');
  const store = watermarkStore(db);
  const sweep: SweepDeps<S> = { jobs, services, store, clock, ids, log, leaseMs };
  const running = new Map<string, Promise<unknown>>();
  let stopped = false;

  const track = <T>(key: string, work: Promise<T>): Promise<T> => {
    running.set(key, work);
    const forget = (): void => {
      if (running.get(key) === work) running.delete(key);
    };
    work.then(forget, forget);
    return work;
  };
  const wake = (job: Job<S>): void => {
    if (stopped || running.has(job.name)) return;
    track(job.name, runJob(sweep, job)).catch((error: unknown) =>
      log.error({ job: job.name, reason: reasonOf(error) }, 'job not looked at'),
    );
  };
  const alarm = createAlarm({
    db,
    log,
    lookMs,
    bells: jobs.map((job) => ({
      name: job.name,
      seconds: wakeOf(job),
      ring: () => wake(job),
    })),
  });

  return {
    start: async () => {
      stopped = false;
      await Promise.all(jobs.map(({ name }) => store.ensure(name, clock.now())));
      await alarm.start();
    },
    stop: async () => {
      stopped = true;
      await alarm.stop();
      const patience = new AbortController();
      const settled = Promise.allSettled(running.values());
      const late = pause(stopMs, 'late', { signal: patience.signal }).catch(() => 'settled');
      if ((await Promise.race([settled, late])) === 'late')
        log.warn({ jobs: [...running.keys()] }, 'jobs cut off by the stop, to be run again');
      patience.abort();
    },
    runDue: () => track(`runDue ${ids.id()}`, runAll(sweep, patienceMs)),
    look: async () => {
      const seen = await store.look(
        jobs.map(({ name }) => name),
        realNow(),
      );
      return jobs.map(({ name, due }) => {
        const { at, running = false } = seen.get(name) ?? {};
        const since = at && dueSince(due, at, clock.now());
        return { job: name, running, ...(at ? { reached: at } : {}), ...(since ? { dueSince: since } : {}) };
      });
    },
  };
};
