import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HandClock, handClock } from '../../src/kernel/clock.js';
import { silentLog } from '../../src/kernel/log.js';
import {
  createScheduler,
  type Due,
  defineJob,
  every,
  type Job,
  monthlyOn,
  type Scheduler,
  type SchedulerDeps,
} from '../../src/scheduler/index.js';
import { withDatabase } from '../support/database.js';

interface Notebook {
  note(line: string): void;
}

const store = withDatabase();
let clock: HandClock;
let lines: string[];
let open: Scheduler[];

const day = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const noting = (name: string, due: Due, run: () => Promise<void> = async () => undefined): Job<Notebook> =>
  defineJob({
    name,
    due,
    wakeSeconds: 1,
    async run({ at, services }) {
      await run();
      services.note(`${name} ${day(at)}`);
    },
  });
const build = (jobs: readonly Job<Notebook>[], over: Partial<SchedulerDeps<Notebook>> = {}): Scheduler => {
  const services = { note: (line: string) => void lines.push(line) };
  const scheduler = createScheduler({ db: store.db(), jobs, services, clock, log: silentLog, lookMs: 100, ...over });
  open.push(scheduler);
  return scheduler;
};
const gate = () => {
  let pass: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { closed, pass: () => pass() };
};

const bills = () => noting('post-bills', monthlyOn(1, '02:00'));
const push = () => noting('push-bills', monthlyOn(3, '09:00'));

beforeEach(async () => {
  clock = handClock('2026-11-21T09:00:00+08:00');
  [lines, open] = [[], []];
  await store.clear();
  await store.db().collection('agendaJobs').deleteMany({});
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.stop()));
});

describe('runDue', () => {
  it('runs nothing of the time before the first start', async () => {
    const scheduler = build([push(), bills()]);
    expect(await scheduler.runDue()).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('runs what a moved clock made due once, in time order across jobs', async () => {
    const scheduler = build([push(), bills()]);
    await scheduler.runDue();
    clock.set(new Date('2026-12-03T09:00:01+08:00'));
    expect(await scheduler.runDue()).toEqual([
      { job: 'post-bills', at: new Date('2026-12-01T02:00:00+08:00') },
      { job: 'push-bills', at: new Date('2026-12-03T09:00:00+08:00') },
    ]);
    expect(await scheduler.runDue()).toEqual([]);
    expect(lines).toEqual(['post-bills 2026-12-01', 'push-bills 2026-12-03']);
  });

  it('makes up for each missed month, interleaved', async () => {
    const scheduler = build([push(), bills()]);
    await scheduler.runDue();
    clock.set(new Date('2027-02-02T00:00:00+08:00'));
    await scheduler.runDue();
    expect(lines).toEqual([
      'post-bills 2026-12-01',
      'push-bills 2026-12-03',
      'post-bills 2027-01-01',
      'push-bills 2027-01-03',
      'post-bills 2027-02-01',
    ]);
  });

  it('remembers over a restart', async () => {
    await build([bills()]).runDue();
    clock.set(new Date('2026-12-01T03:00:00+08:00'));
    await build([bills()]).runDue();
    await build([bills()]).runDue();
    expect(lines).toEqual(['post-bills 2026-12-01']);
  });

  it('runs a repeating job once however long it slept', async () => {
    const scheduler = build([noting('sweep', every(60))]);
    await scheduler.runDue();
    clock.advance(86_400);
    expect(await scheduler.runDue()).toEqual([{ job: 'sweep', at: clock.now() }]);
    clock.advance(59);
    expect(await scheduler.runDue()).toEqual([]);
  });

  it('tries a failed job again, and holds back what comes after it', async () => {
    let broken = true;
    const failing = noting('post-bills', monthlyOn(1, '02:00'), async () => {
      if (broken) throw new Error('meter service down');
    });
    const scheduler = build([push(), failing, noting('sweep', every(60))]);
    await scheduler.runDue();
    clock.set(new Date('2026-12-03T10:00:00+08:00'));
    await scheduler.runDue();
    expect(lines).toEqual(['sweep 2026-12-03']);
    broken = false;
    await scheduler.runDue();
    expect(lines).toEqual(['sweep 2026-12-03', 'post-bills 2026-12-01', 'push-bills 2026-12-03']);
  });

  it('of two processes at once runs each occurrence once, in order', async () => {
    const [a, b] = [build([push(), bills()]), build([push(), bills()])];
    await a.runDue();
    clock.set(new Date('2027-01-10T00:00:00+08:00'));
    const ran = (await Promise.all([a.runDue(), b.runDue()])).flat();
    expect(ran).toHaveLength(4);
    expect(lines).toEqual([
      'post-bills 2026-12-01',
      'push-bills 2026-12-03',
      'post-bills 2027-01-01',
      'push-bills 2027-01-03',
    ]);
  });

  it('waits for what another is running', async () => {
    const { closed, pass } = gate();
    const slow = () => noting('post-bills', monthlyOn(1, '02:00'), () => closed);
    const [a, b] = [build([slow()]), build([slow(), push()])];
    await b.runDue();
    clock.set(new Date('2026-12-03T09:00:00+08:00'));
    const first = a.runDue();
    const second = b.runDue();
    await new Promise(setImmediate);
    expect(lines).toEqual([]);
    pass();
    const ran = [...(await first), ...(await second)].map(({ job }) => job);
    expect(ran.sort()).toEqual(['post-bills', 'push-bills']);
    expect(lines).toEqual(['post-bills 2026-12-01', 'push-bills 2026-12-03']);
  });

  it('takes over the job of a dead process when its lease is over', async () => {
    const scheduler = build([bills()]);
    await scheduler.runDue();
    clock.set(new Date('2026-12-01T03:00:00+08:00'));
    const marks = store.db().collection<{ _id: string }>('job_watermarks');
    const hold = (until: number) =>
      marks.updateOne({ _id: 'post-bills' }, { $set: { owner: 'dead', leaseUntil: new Date(until) } });
    await hold(Date.now() + 60_000);
    expect(await build([bills()], { patienceMs: 0 }).runDue()).toEqual([]);
    await hold(Date.now() - 1);
    expect(await scheduler.runDue()).toHaveLength(1);
  });

  it('keeps its lease while it runs', async () => {
    const { closed, pass } = gate();
    let started = 0;
    const slow = () =>
      noting('post-bills', monthlyOn(1, '02:00'), () => {
        started += 1;
        return closed;
      });
    const [a, b] = [build([slow()], { leaseMs: 60 }), build([slow()], { leaseMs: 60, patienceMs: 400 })];
    await a.runDue();
    clock.set(new Date('2026-12-01T03:00:00+08:00'));
    const first = a.runDue();
    expect(await b.runDue()).toEqual([]); // it waited 400 ms, several leases long
    expect(started).toBe(1);
    pass();
    expect(await first).toHaveLength(1);
  });
});

describe('a scheduler', () => {
  it('refuses two jobs of one name, and a name or a run that is none', () => {
    expect(() => build([bills(), bills()])).toThrow('bad_configuration');
    expect(() => noting('Bad Name', every(1))).toThrow(RangeError);
    const twoParameters = ((_input: unknown, _done: unknown) => Promise.resolve()) as unknown as Job<Notebook>['run'];
    expect(() => defineJob<Notebook>({ name: 'callback', due: every(1), run: twoParameters })).toThrow(RangeError);
  });

  it('is woken by agenda, and stops', async () => {
    const rang = gate();
    const scheduler = build([noting('sweep', every(60), async () => rang.pass())]);
    await build([noting('sweep', every(60))]).runDue();
    clock.advance(61);
    await scheduler.start();
    await rang.closed;
    await scheduler.stop();
    expect(lines).toEqual(['sweep 2026-11-21']);
    clock.advance(3600);
    const locked = await store
      .db()
      .collection('agendaJobs')
      .countDocuments({ lockedAt: { $ne: null } });
    expect(locked).toBe(0);
  });

  it('waits at the stop for what is running', async () => {
    const [began, finish] = [gate(), gate()];
    const slow = noting('sweep', every(60), () => {
      began.pass();
      return finish.closed;
    });
    const scheduler = build([slow]);
    await scheduler.runDue();
    clock.advance(61);
    const running = scheduler.runDue();
    await began.closed;
    const stopping = scheduler.stop();
    finish.pass();
    await stopping;
    expect(lines).toEqual(['sweep 2026-11-21']);
    await running;
  });

  it('does not wait for ever', async () => {
    const began = gate();
    const endless = gate();
    const scheduler = build(
      [
        noting('sweep', every(60), () => {
          began.pass();
          return endless.closed;
        }),
      ],
      { stopMs: 20 },
    );
    await scheduler.runDue();
    clock.advance(61);
    const running = scheduler.runDue();
    await began.closed;
    await scheduler.stop();
    expect(lines).toEqual([]);
    endless.pass();
    await running;
  });

  it('sets the watermark of a new job at the start', async () => {
    const scheduler = build([bills()]);
    await scheduler.start();
    await scheduler.stop();
    clock.set(new Date('2026-12-01T03:00:00+08:00'));
    expect(await build([bills()]).runDue()).toHaveLength(1);
  });
});
