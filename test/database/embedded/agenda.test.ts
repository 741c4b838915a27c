import { MongoBackend } from '@agendajs/mongo-backend';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agenda, type Job } from 'agenda';
import { serving } from './serving.js';

const { db, uri, problems } = serving();

/** agenda leaves a timer of half a lock's lifetime behind for each job that it ran: it must not hold the test's process up. */
const realTimeout = globalThis.setTimeout;
beforeAll(() => {
  const unheld = (...args: Parameters<typeof setTimeout>) => realTimeout(...args).unref();
  globalThis.setTimeout = Object.assign(unheld, realTimeout) as typeof setTimeout;
});
afterAll(() => {
  globalThis.setTimeout = realTimeout;
});

const scheduler = (ran: string[], done: () => void): Agenda => {
  const agenda = new Agenda({ backend: new MongoBackend({ address: uri() }), processEvery: 50 });
  const run = async (job: Job): Promise<void> => {
    ran.push(`${(job.attrs.data as { n: number }).n}`);
    done();
  };
  agenda.define('once', run);
  return agenda;
};

describe('agenda', () => {
  it('runs each job once with two schedulers', async () => {
    const JOBS = 20;
    const ran: string[] = [];
    let finished = (): void => {};
    const all = new Promise<void>((resolve) => {
      finished = resolve;
    });
    const done = (): void => {
      if (ran.length >= JOBS) finished();
    };
    const [one, two] = [scheduler(ran, done), scheduler(ran, done)];
    await Promise.all([one.start(), two.start()]);
    await Promise.all(Array.from({ length: JOBS }, (_, n) => one.now('once', { n })));
    await all;
    await Promise.all([one.stop(), two.stop()]);
    expect([...ran].sort()).toEqual(Array.from({ length: JOBS }, (_, n) => String(n)).sort());
    expect(problems).toEqual([]);
  });

  it('keeps one of each repeated job, whoever asks for it', async () => {
    const mongo = db();
    const planners = [1, 2].map(() => new Agenda({ backend: new MongoBackend({ mongo }) }));
    for (const agenda of planners) agenda.define('hourly', async () => {});
    await Promise.all(planners.map(({ ready }) => ready));
    await Promise.all(planners.map((agenda) => agenda.every('1 hour', 'hourly')));
    await planners[0]!.every('2 hours', 'hourly');
    const { jobs } = await planners[1]!.queryJobs({ name: 'hourly' });
    expect(jobs.map(({ repeatInterval }) => repeatInterval)).toEqual(['2 hours']);
    expect(problems).toEqual([]);
  });
});
