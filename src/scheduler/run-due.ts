import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, realNow } from '../kernel/clock.js';
import { reasonOf } from '../kernel/errors.js';
import type { Ids } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import { isCalendar, missed } from './due.js';
import type { Job } from './job.js';
import type { WatermarkStore } from './store.js';

/** One run that was made. */
export interface Ran {
  job: string;
  at: Date;
}

export interface SweepDeps<S> {
  jobs: readonly Job<S>[];
  services: S;
  store: WatermarkStore;
  clock: Clock;
  ids: Ids;
  log: Log;
  leaseMs: number;
}

interface Occurrence<S> {
  job: Job<S>;
  at: Date;
  /** The watermark it was seen from. */
  from: Date;
}

type Outcome = 'ran' | 'failed' | 'busy';

/** The first missed occurrence of each job, in time order; of equal times, the order of the list. */
const nextOnes = async <S>({ jobs, store, clock }: SweepDeps<S>): Promise<Occurrence<S>[]> => {
  const now = clock.now();
  const marks = await store.read(jobs.map(({ name }) => name));
  const unseen = jobs.filter(({ name }) => !marks.has(name));
  await Promise.all(unseen.map(({ name }) => store.ensure(name, now)));
  return jobs
    .flatMap((job) => {
      const from = marks.get(job.name);
      const [at] = from ? missed(job.due, from, now) : [];
      return from && at ? [{ job, at, from }] : [];
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime());
};

/** Runs one occurrence under the job's lease, which is renewed while it runs. */
const runOne = async <S>(deps: SweepDeps<S>, { job, at, from }: Occurrence<S>): Promise<Outcome> => {
  const { store, services, ids, log, leaseMs } = deps;
  const owner = ids.token(12);
  if (!(await store.claim({ job: job.name, at: from }, owner, realNow(), leaseMs))) return 'busy';
  const keep = setInterval(() => {
    store
      .renew(job.name, owner, new Date(realNow() + leaseMs))
      .catch((error: unknown) => log.warn({ job: job.name, reason: reasonOf(error) }, 'a job lease was not renewed'));
  }, leaseMs / 3);
  const began = realNow();
  try {
    await job.run({ at, services, log });
    await store.release(job.name, owner, at);
    log.debug({ job: job.name, at, ms: realNow() - began }, 'job ran');
    return 'ran';
  } catch (error) {
    log.error({ job: job.name, at, err: error }, 'job failed, to be tried again');
    await store.release(job.name, owner, undefined);
    return 'failed';
  } finally {
    clearInterval(keep);
  }
};

/** A calendar occurrence waits for the earlier ones of other jobs: what is posted on the 1st is there when the 3rd pushes it. */
const mustWait = <S>(next: Occurrence<S>, all: readonly Occurrence<S>[]): boolean =>
  isCalendar(next.job.due) && all.some(({ job, at }) => job !== next.job && isCalendar(job.due) && at < next.at);

/** Runs what one job has missed, oldest first, and leaves what another is running or an earlier calendar job holds up. */
export const runJob = async <S>(deps: SweepDeps<S>, job: Job<S>): Promise<readonly Ran[]> => {
  const ran: Ran[] = [];
  for (;;) {
    const all = await nextOnes(deps);
    const next = all.find((each) => each.job === job);
    if (!next || mustWait(next, all)) return ran;
    if ((await runOne(deps, next)) !== 'ran') return ran;
    ran.push({ job: job.name, at: next.at });
    if (!isCalendar(job.due)) return ran;
  }
};

const POLL_MS = 50;

/**
 * Runs everything that is due, in time order across jobs, each occurrence once; what another process or a wake is running is waited for,
 * up to `patienceMs` of real time. A job that fails is left for the next time, and with it the calendar occurrences after its own.
 */
export const runAll = async <S>(deps: SweepDeps<S>, patienceMs: number): Promise<readonly Ran[]> => {
  const ran: Ran[] = [];
  const failed = new Set<Job<S>>();
  const done = new Set<Job<S>>();
  const until = realNow() + patienceMs;
  for (;;) {
    const all = await nextOnes(deps);
    const next = all.find((each) => !failed.has(each.job) && !done.has(each.job) && !mustWait(each, all));
    if (!next) return ran;
    const outcome = await runOne(deps, next);
    if (outcome === 'ran') ran.push({ job: next.job.name, at: next.at });
    if (outcome === 'ran' && !isCalendar(next.job.due)) done.add(next.job);
    if (outcome === 'failed') failed.add(next.job);
    if (outcome === 'busy' && realNow() > until) return ran;
    if (outcome === 'busy') await pause(POLL_MS);
  }
};
