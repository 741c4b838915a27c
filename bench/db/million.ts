import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Benchmark, median } from '../frame.js';
import { type Rows, startOurs } from './contestants.js';
import { BATCH, rowOf, rowsOf } from './rows.js';

const DOCUMENTS = 1_000_000;
/** Batches on their way at the same time. */
const FILLERS = 4;
const ROUNDS = 3;
/** How long the loop is watched while nothing is asked: what the machine itself does to it. */
const QUIET_MS = 5000;
/** Milliseconds; the watch's own step is part of what it tells. */
const STEP = 1;
const LONGEST_STALL = 20;

/** No index serves these. */
const scans: Readonly<Record<string, (rows: Rows) => Promise<unknown>>> = {
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

/** @returns how long the work took and the longest time in which this event loop turned nothing */
const watched = async (work: () => Promise<unknown>): Promise<{ seconds: number; stall: number }> => {
  const delay = monitorEventLoopDelay({ resolution: STEP });
  const from = performance.now();
  delay.enable();
  await work();
  delay.disable();
  return { seconds: (performance.now() - from) / 1000, stall: delay.max / 1e6 };
};

const quiet = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, QUIET_MS));

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
    const stalls: Record<string, number[]> = Object.fromEntries(
      ['quiet', ...Object.keys(scans)].map((name) => [name, []]),
    );
    for (let round = 1; round <= ROUNDS; round++) {
      stalls.quiet!.push((await watched(quiet)).stall);
      for (const [name, scan] of Object.entries(scans)) {
        const { seconds, stall } = await watched(() => scan(rows));
        stalls[name]!.push(stall);
        ours[`${name}Seconds`] = seconds;
        say(
          `round ${round} of ${ROUNDS}: ${name} ${seconds.toFixed(1)} s, stall ${stall.toFixed(1)} ms (quiet ${stalls.quiet!.at(-1)!.toFixed(1)})`,
        );
      }
    }
    const beside = await neighbour(rows, scans.count!(rows));
    const alone = await neighbour(rows, quiet());
    say(`find by id, middle and longest: beside a scan ${JSON.stringify(beside)}, alone ${JSON.stringify(alone)} ms`);
    ours.privateMb = privateMb();
    ours.rssMb = process.memoryUsage().rss / 2 ** 20;
    await close();
    const stall = (name: string): number => median(stalls[name]!);
    for (const name of Object.keys(scans)) ours[`${name}StallMs`] = stall(name);
    const longest = Math.max(...Object.keys(scans).map(stall));
    return {
      ratios: { stall: LONGEST_STALL / longest, findByIdBesideScan: alone.middle / beside.middle },
      ours: { ...ours, findByIdBesideScanMs: beside.middle, longestBesideScanMs: beside.longest },
      yardstick: {
        quietStallMs: stall('quiet'),
        allowedStallMs: LONGEST_STALL,
        findByIdMs: alone.middle,
        longestMs: alone.longest,
      },
    };
  },
};
