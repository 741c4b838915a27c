import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { MongoBackend } from '@agendajs/mongo-backend';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Agenda } from 'agenda';
import { serving } from './serving.js';

const { db, uri, problems } = serving();

/** AGENDA_JOBS=1000 takes half a minute: agenda passes over the finished ones each time it looks. */
const JOBS = Number(process.env.AGENDA_JOBS ?? 150);
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A process with an agenda of its own. @param ran is told each job's number */
const ringer = async (ran: (n: number) => void): Promise<ChildProcess> => {
  const child = fork('test/support/ringer.js', [uri()], { execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } });
  children.push(child);
  child.on('message', (word: { ran: number } | string) => typeof word === 'object' && ran(word.ran));
  await once(child, 'message');
  return child;
};

describe('agenda', () => {
  it('runs each of many due jobs exactly once with two processes', async () => {
    const planner = new Agenda({ backend: new MongoBackend({ mongo: db() }) });
    await planner.ready;
    await Promise.all(Array.from({ length: JOBS }, (_, n) => planner.now('once', { n })));
    const ran: number[][] = [[], []];
    let finish = (): void => {};
    const all = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const ringers = await Promise.all(
      ran.map((list) =>
        ringer((n) => {
          list.push(n);
          if (ran.flat().length >= JOBS) finish();
        }),
      ),
    );
    for (const child of ringers) child.send('go');
    await all;
    await Promise.all(
      ringers.map(async (child) => {
        const stopped = new Promise<void>((resolve) => {
          child.on('message', (word) => word === 'stopped' && resolve());
        });
        child.send('stop');
        await stopped;
      }),
    );
    expect(ran.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: JOBS }, (_, n) => n));
    expect(ran.map(({ length }) => length > 0)).toEqual([true, true]);
    const jobs = db().collection('agendaJobs');
    expect(await jobs.countDocuments({ lastFinishedAt: { $type: 'date' }, lockedAt: null })).toBe(JOBS);
    expect(problems).toEqual([]);
  }, 240_000);

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
