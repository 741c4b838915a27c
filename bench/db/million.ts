import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Benchmark, median } from '../frame.js';
import { type Rows, startOurs } from './contestants.js';
import { BATCH, rowOf, rowsOf } from './rows.js';

const DOCUMENTS = 1_000_000;
/** Batches on their way at the same time. */
const FILLERS = 4;
const ROUNDS = 3;
/** How long the loop is watched while nothing is asked: what the machine itself does to it. */
const QUIET_MS = 5000;
/** Milliseconds between two looks of the watch, and part of what it tells. */
const STEP = 1;
const LONGEST_STALL = 20;

/** No index serves these. */
const scans: Readonly<Record<string, (rows: Rows) => Promise<unknown>>> = {
  group: (rows) => rows.aggregate([{ $group: { _id: '$kind', fen: { $sum: '$fen' } } }]),
  count: (rows) => rows.countDocuments({ kind: 'bill', fen: { $lt: 5000 } }),
  sort: (rows) => rows.find({}).sort({ fen: -1, batch: 1 }).limit(10).lean(),
  read: async (rows) => {
    for await (const _ of rows.find({}).lean().cursor());
  },
};

const fill = async (rows: Rows, say: (line: string) => void): Promise<number> => {
  const from = performance.now();
  let next = 0;
  const filler = async (): Promise<void> => {
    while (next < DOCUMENTS) {
      const at = next;
      next += BATCH;
      await rows.insertMany(rowsOf(at, BATCH), { lean: true });
      if (next % (DOCUMENTS / 10) === 0) say(`${next} documents`);
    }
  };
  await Promise.all(Array.from({ length: FILLERS }, filler));
  return (performance.now() - from) / 1000;
};

/** Milliseconds of processor time that the main thread had so far, waits for a processor left out; all time where the system does not tell. */
const worked = (): number => {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
};

/** What was seen of the event loop while something ran. */
interface Watched {
  seconds: number;
  /** The longest time between two turns, in milliseconds; on a busy machine mostly waits for a processor. */
  stall: number;
  /** The most that this thread itself worked between two turns. */
  own: number;
}

const watched = async (work: () => Promise<unknown>): Promise<Watched> => {
  const from = performance.now();
  const seen = { stall: 0, own: 0 };
  let [turned, busy] = [from, worked()];
  const timer = setInterval(() => {
    const [now, spent] = [performance.now(), worked()];
    seen.stall = Math.max(seen.stall, now - turned);
    seen.own = Math.max(seen.own, spent - busy);
    [turned, busy] = [now, spent];
  }, STEP);
  await work();
  clearInterval(timer);
  return { seconds: (performance.now() - from) / 1000, ...seen };
};

const quiet = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
};

/** The scans one after the other, between times of quiet. */
const inTurn = async (rows: Rows, say: (line: string) => void): Promise<Record<string, Watched[]>> => {
  const watches: typeof scans = { quiet, ...scans };
  const seen: Record<string, Watched[]> = Object.fromEntries(Object.keys(watches).map((name) => [name, []]));
  for (let round = 1; round <= ROUNDS; round++)
    for (const [name, work] of Object.entries(watches)) {
      const one = await watched(() => work(rows));
      seen[name]!.push(one);
      const figures = `${one.seconds.toFixed(1)} s, stall ${one.stall.toFixed(1)} ms, own ${one.own.toFixed(1)} ms`;
      say(`round ${round} of ${ROUNDS}: ${name} ${figures}`);
    }
  return seen;
};

/** Asks for one document after the other until the work is done. @returns milliseconds: the middle and the longest wait */
const neighbour = async (rows: Rows, work: Promise<unknown>): Promise<{ middle: number; longest: number }> => {
  let busy = true;
  const ended = work.then(() => {
    busy = false;
  });
  const waits: number[] = [];
  for (let n = 0; busy; n++) {
    const from = performance.now();
    await rows.findById(rowOf((n * 7919) % DOCUMENTS)._id).lean();
    waits.push(performance.now() - from);
  }
  await ended;
  return { middle: median(waits), longest: Math.max(...waits) };
};

/** Megabytes of this process that it shares with nobody, LMDB's pages of the file left out; 0 where the system does not tell. */
const privateMb = (): number => {
  try {
    const rollup = readFileSync('/proc/self/smaps_rollup', 'utf8');
    const anonymous = /^Anonymous:\s+(\d+) kB/m.exec(rollup);
    return Number(anonymous?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/**
 * A million documents in the embedded database, and what scans over all of them do to the event loop of the service that asks (the same
 * process, as the product runs it), and to another who asks for one document meanwhile.
 */
export const million: Benchmark = {
  name: 'db-million',
  about: 'a million documents: memory, file, and how long scans hold up the service that asks; some minutes',
  run: async (say) => {
    const { rows, folder, close } = await startOurs();
    const ours: Record<string, number> = { fillSeconds: await fill(rows, say) };
    ours.fileMb = statSync(join(folder, 'store', 'data.mdb')).size / 2 ** 20;
    ours.filledPrivateMb = privateMb();
    const seen = await inTurn(rows, say);
    const beside = await neighbour(rows, scans.count!(rows));
    const alone = await neighbour(rows, quiet());
    say(`find by id, middle and longest: beside a scan ${JSON.stringify(beside)}, alone ${JSON.stringify(alone)} ms`);
    ours.privateMb = privateMb();
    ours.rssMb = process.memoryUsage().rss / 2 ** 20;
    await close();
    const { quiet: still, ...scanned } = seen;
    for (const [name, watches] of Object.entries(scanned)) {
      ours[`${name}Seconds`] = median(watches.map(({ seconds }) => seconds));
      ours[`${name}StallMs`] = median(watches.map(({ stall }) => stall));
      ours[`${name}OwnMs`] = median(watches.map(({ own }) => own));
    }
    const longest = Math.max(...Object.keys(scanned).map((name) => ours[`${name}OwnMs`]!));
    return {
      ratios: { stall: LONGEST_STALL / longest },
      ours: { ...ours, findByIdBesideScanMs: beside.middle, longestBesideScanMs: beside.longest },
      yardstick: {
        quietStallMs: median(still!.map(({ stall }) => stall)),
        allowedStallMs: LONGEST_STALL,
        findByIdMs: alone.middle,
        longestMs: alone.longest,
      },
    };
  },
};
