import { type Benchmark, interleaved, type Outcome } from '../frame.js';
import { type Contestant, type Rows, startOurs, startYardstick } from './contestants.js';
import { BATCH, type Row, rowOf, rowsOf } from './rows.js';

const ROUNDS = 7;
/** Documents that are there before anything is measured. */
const STOCK = 100_000;
/** Callers that wait for their answers side by side. */
const MANY = 20;

/** One question, asked again and again; `n` is another number each time. */
interface Workload {
  name: string;
  ask: (rows: Rows, n: number) => Promise<unknown>;
  /** How often a round asks it, by one caller and by many. */
  times: { one: number; many: number };
  /** What one answer counts for. */
  worth?: number;
  /** Alone, it waits for the disk each time: told, but no ratio. */
  waits?: boolean;
}

/** Some document of the stock; neighbours in time are none in place. */
const some = (n: number): Row => rowOf((n * 7919) % STOCK);

const workloads: readonly Workload[] = [
  {
    name: 'findById',
    ask: (rows, n) => rows.findById(some(n)._id).lean(),
    times: { one: 1000, many: 4000 },
  },
  {
    name: 'findSorted',
    ask: (rows, n) =>
      rows
        .find({ openid: some(n).openid })
        .sort({ at: -1 })
        .limit(10)
        .lean(),
    times: { one: 800, many: 3000 },
  },
  {
    name: 'updateById',
    ask: (rows, n) => rows.updateOne({ _id: some(n)._id }, { $inc: { fen: 1 } }),
    times: { one: 100, many: 2000 },
    waits: true,
  },
  {
    name: 'findOneAndUpdate',
    ask: (rows, n) =>
      rows.findOneAndUpdate({ number: some(n).number }, { $inc: { fen: 1 } }, { returnDocument: 'after' }).lean(),
    times: { one: 100, many: 2000 },
    waits: true,
  },
  {
    name: 'insertMany',
    ask: (rows, n) => rows.insertMany(rowsOf(STOCK + n * BATCH, BATCH)),
    times: { one: 20, many: 80 },
    worth: BATCH,
  },
];

/** Calls `ask` so many times, by so many callers. @returns answers a second */
const perSecond = async (callers: number, times: number, ask: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  let left = times;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await ask();
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (times * 1000) / (performance.now() - from);
};

/** Each server's questions are numbered over all workloads: no document is inserted twice. */
const numbered = ({ rows }: Contestant) => {
  let asked = 0;
  return { rows, next: () => asked++ };
};

const measure =
  ({ rows, next }: ReturnType<typeof numbered>, { ask, worth = 1 }: Workload, callers: number, times: number) =>
  async (): Promise<number> =>
    worth * (await perSecond(callers, times, () => ask(rows, next())));

/** Every figure is of answers, or of documents inserted, a second. */
const race = async (
  servers: { ours: Contestant; yardstick: Contestant },
  say: (line: string) => void,
): Promise<Outcome> => {
  const [ours, yardstick] = [numbered(servers.ours), numbered(servers.yardstick)];
  const medians: Record<'ratios' | 'ours' | 'yardstick', Record<string, number>> = {
    ratios: {},
    ours: {},
    yardstick: {},
  };
  for (const workload of workloads)
    for (const [callers, times] of [
      [1, workload.times.one],
      [MANY, workload.times.many],
    ] as const) {
      const name = `${workload.name}By${callers}`;
      say(`${name}, a second`);
      const run = (server: typeof ours) => measure(server, workload, callers, times);
      const found = await interleaved(ROUNDS, { ours: run(ours), yardstick: run(yardstick) }, say);
      medians.ours[name] = found.ours;
      medians.yardstick[name] = found.yardstick;
      if (callers > 1 || !workload.waits) medians.ratios[name] = found.ours / found.yardstick;
    }
  return medians;
};

/**
 * The embedded database through mongoose, against a responder that answers the same commands at once from prepared bytes: the client
 * library's limit. Both are in a worker thread of this process, on Unix sockets.
 */
export const db: Benchmark = {
  name: 'db',
  about: 'the embedded database through mongoose, by 1 caller and by 20, against an instant responder',
  run: async (say) => {
    const ours = await startOurs();
    const yardstick = await startYardstick();
    for (let from = 0; from < STOCK; from += BATCH) await ours.rows.insertMany(rowsOf(from, BATCH), { lean: true });
    say(`${STOCK} documents, 3 indexes`);
    const outcome = await race({ ours, yardstick }, say);
    await ours.close();
    await yardstick.close();
    return outcome;
  },
};
