import type { Log } from '../kernel/log.js';
import type { Due } from './due.js';

/** What one run of a job gets: the occurrence it makes up for, and what it may call. */
export interface JobInput<S> {
  /** When this occurrence was due, by the kernel clock; may lie in the past. */
  at: Date;
  services: S;
  log: Log;
}

/**
 * Something that happens by itself. `run` takes one parameter, is idempotent (it may run again after a crash) and bounded (it does a
 * limited piece of work and leaves the rest to the next occurrence). It throws when the occurrence is to be tried again.
 */
export interface Job<S> {
  /** Kebab-case, unique; the key of its watermark. */
  name: string;
  due: Due;
  /** Real seconds between two looks at what is due; unless said, half the period of an `every`, and never more than 60. */
  wakeSeconds?: number;
  run(input: JobInput<S>): Promise<void>;
}

/** A job as a frozen value. @throws RangeError for a name that cannot be a key or a run that would be taken for callback style */
export const defineJob = <S>(job: Job<S>): Readonly<Job<S>> => {
  if (!/^[a-z]+(-[a-z]+)*$/u.test(job.name)) throw new RangeError(`not a job name: ${job.name}`);
  if (job.run.length > 1) throw new RangeError(`${job.name}: run takes one parameter`);
  return Object.freeze({ ...job });
};
