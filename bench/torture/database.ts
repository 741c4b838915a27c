import { type Db, MongoClient } from 'mongodb';
import { median } from '../frame.js';
import type { Started } from '../site/process.js';
import { databaseUri, onSite, type Site } from '../site/site.js';
import { type Chance, chanceOf } from './chance.js';
import { type Doubts, judge, settleDoubts } from './database/judge.js';
import { indexes, rowsOf } from './database/rows.js';
import { prepareRows, Writer } from './database/writer.js';
import { defineTrial, type Verdict } from './trial.js';

/** A death comes so many real milliseconds at most after the write that it was planned after: anywhere within a commit. */
const AFTER_MS = 25;
/** One death in so many comes while the database starts. */
const AT_START = 4;
/** Indexes that are read through after each restart, in turn; `validate` looks at all of them each time. */
const HINTED = 2;
const TOLD_EVERY = 10;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Serving {
  process: Started;
  client: MongoClient;
  db: Db;
  /** From the start of the process to an answered find, in milliseconds. */
  ms: number;
}

const serve = async (site: Site): Promise<Serving> => {
  const from = performance.now();
  const process = await site.start({ ROLES: 'database' });
  const client = await MongoClient.connect(databaseUri(process), {
    retryWrites: false,
    retryReads: false,
    serverSelectionTimeoutMS: 2000,
  });
  const db = client.db();
  await rowsOf(db).findOne({ key: 'key 0-1' });
  return { process, client, db, ms: performance.now() - from };
};

interface Course {
  site: Site;
  chance: Chance;
  writers: readonly Writer[];
  /** Acknowledged writes between two deaths, at most. */
  life: number;
  /** A restart that takes longer, in milliseconds, is a violation. */
  late: number;
  kills: { writing: number; starting: number };
  doubts: Doubts;
  restarts: number[];
  checks: number[];
  violate(what: string): void;
}

/** Dies before it serves, or just then. */
const killAtStart = async ({ site, chance, kills, restarts }: Course): Promise<void> => {
  const one = site.launch({ ROLES: 'database' });
  await pause(chance.below(Math.ceil(median(restarts))));
  await one.kill();
  kills.starting += 1;
};

const acknowledgedBy = (writers: readonly Writer[]): number =>
  writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);

const killAmidWrites = async ({ chance, kills, life, writers, violate }: Course, { process, client, db }: Serving) => {
  const enough = acknowledgedBy(writers) + chance.below(life);
  let over = false;
  const writing = Promise.all(writers.map((writer) => writer.writeOn(rowsOf(db)))).then(() => {
    over = true;
  });
  while (!over && acknowledgedBy(writers) < enough) await pause(1);
  await pause(chance.below(AFTER_MS));
  const { signal, code } = await process.kill();
  if (signal !== 'SIGKILL') violate(`the database ended of itself with ${code}: ${process.words().at(-1) ?? ''}`);
  await writing;
  await client.close(true);
  kills.writing += 1;
};

/** Starts it, settles what was in doubt, and looks at everything when it is time to. */
const look = async (course: Course, everything: boolean): Promise<Serving> => {
  const { site, restarts, checks, writers, doubts, violate } = course;
  const serving = await serve(site);
  restarts.push(serving.ms);
  if (serving.ms > course.late) violate(`it was back after ${Math.round(serving.ms)} ms`);
  await settleDoubts(serving.db, writers, doubts, violate);
  if (!everything) return serving;
  const names = indexes.map(({ options }) => options.name);
  const hints = Array.from({ length: HINTED }, (_, i) => names[(checks.length * HINTED + i) % names.length] ?? '');
  const from = performance.now();
  await judge(serving.db, writers, hints, violate);
  checks.push(performance.now() - from);
  return serving;
};

const fill = async ({ site, writers, restarts }: Course): Promise<void> => {
  const { db, client, process, ms } = await serve(site);
  restarts.push(ms);
  await prepareRows(rowsOf(db));
  for (const writer of writers) await writer.fill(rowsOf(db));
  await client.close();
  await process.stop();
};

const verdictOf = (course: Course, violations: readonly string[], rows: number): Verdict => {
  const { kills, writers, doubts, restarts, checks } = course;
  const acknowledged = acknowledgedBy(writers);
  const inDoubt = doubts.whole + doubts.nothing + doubts.beginning;
  const whole = (ms: number): number => Math.round(ms);
  return {
    summary: `${kills.writing + kills.starting} kills (${kills.writing} amid ${writers.length} writers, ${kills.starting} at the start), ${acknowledged} acknowledged writes, ${inDoubt} in doubt (${doubts.whole} there, ${doubts.nothing} not, ${doubts.beginning} bulk writes by whole commands), ${rows} rows in the end; restart ${whole(median(restarts))} ms, ${whole(Math.max(...restarts))} ms at worst`,
    violations,
    figures: {
      kills,
      acknowledged,
      doubts,
      rows,
      looks: checks.length,
      restartMs: { median: whole(median(restarts)), worst: whole(Math.max(...restarts)), all: restarts.map(whole) },
      checkMs: { median: whole(median(checks)), worst: whole(Math.max(...checks)) },
    },
  };
};

type Options = Readonly<Record<'kills' | 'documents' | 'writers' | 'writes' | 'every' | 'lateMs' | 'seed', number>>;

const runOn = async (
  site: Site,
  { kills, documents, writers: count, writes: life, every, lateMs, seed }: Options,
  say: (line: string) => void,
) => {
  const violations: string[] = [];
  const died = { writing: 0, starting: 0 };
  const violate = (what: string): void => {
    violations.push(`seed ${seed}, after kill ${died.writing + died.starting}: ${what}`);
  };
  const chance = chanceOf(seed);
  const each = Math.ceil(documents / count);
  const writers = Array.from({ length: count }, (_, i) => new Writer(i, each, chance.fork(`writer ${i}`), violate));
  const doubts: Doubts = { whole: 0, nothing: 0, beginning: 0 };
  const course: Course = {
    site,
    chance,
    writers,
    life,
    late: lateMs || Number.POSITIVE_INFINITY,
    doubts,
    violate,
    kills: died,
    restarts: [],
    checks: [],
  };
  await fill(course);
  say(`${each * count} rows are there`);
  for (let i = 0; i < kills; i++) {
    if (i > 0 && chance.below(AT_START) === 0) await killAtStart(course);
    else await killAmidWrites(course, await look(course, i > 0 && i % every === 0));
    if ((i + 1) % TOLD_EVERY === 0) say(`${i + 1} kills: ${violations.length} violations ${violations.at(-1) ?? ''}`);
  }
  const last = await look(course, true);
  const rows = await rowsOf(last.db).countDocuments({});
  await last.client.close();
  return verdictOf(course, violations, rows);
};

/** Kill -9 of the database at any moment: what it acknowledged is there, nothing is there by half, every index equals the scan. */
export const database = defineTrial({
  name: 'database',
  about: 'kill -9 of the database amid writers: nothing acknowledged is lost, nothing half done, indexes equal scans',
  options: {
    kills: { about: 'how often it is killed', otherwise: 200 },
    documents: { about: 'rows that are there, about', otherwise: 50_000 },
    writers: { about: 'clients that write at once', otherwise: 16 },
    writes: { about: 'acknowledged writes between two deaths, at most', otherwise: 600 },
    every: { about: 'all rows and indexes are looked at after each such restart, and at the end', otherwise: 1 },
    lateMs: { about: 'a restart that takes longer is a violation; 0: none is', otherwise: 0 },
  },
  run: ({ options, say }) => onSite((site) => runOn(site, options, say)),
});
