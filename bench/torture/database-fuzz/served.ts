import { readFileSync } from 'node:fs';
import { type Document, MongoClient } from 'mongodb';
import type { Started } from '../../site/process.js';
import { databaseUri, openSite } from '../../site/site.js';
import type { Chance } from '../chance.js';
import { plainDocument } from './values.js';

/** Others wait this long at most while somebody asks for anything. */
const LONGEST_WAIT_MS = 1000;
/** What may be held in the end more than after the warm-up: the collector's own swing. */
const GROWTH_MB = 128;
const KEPT = 2000;
const PAUSE_MS = 5;

/** The database under trial, with somebody who uses it as everybody does. */
export interface Served {
  uri: string;
  socketPath: string;
  client: MongoClient;
  /** Notes how much memory it holds by now, of its own: LMDB's map is the system's. */
  weigh(): void;
  /** Looks at everything and ends it. @returns what is wrong, and figures */
  finish(): Promise<{ violations: string[]; figures: Record<string, unknown> }>;
}

const ownMemory = (pid: number): number => {
  const kilobytes = /^Anonymous:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes ?? 0) / 1024);
};

/** Pings and finds all the time. */
const watch = async (client: MongoClient, over: () => boolean): Promise<number[]> => {
  const waits: number[] = [];
  for (let i = 0; !over(); i++) {
    const from = performance.now();
    await client.db('keep').command({ ping: 1 });
    await client
      .db('keep')
      .collection<Document & { _id: number }>('rows')
      .findOne({ _id: i % KEPT });
    waits.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return waits;
};

const contents = async (client: MongoClient): Promise<string> =>
  JSON.stringify(await client.db('keep').collection('rows').find().sort({ _id: 1 }).toArray());

const errorsIn = (process: Started): string[] =>
  process
    .said()
    .split('\n')
    .filter((line) => /"level":("error"|"fatal"|[56]0)/.test(line));

const third = (values: readonly number[], from: number): number => {
  const part = values.slice(Math.floor(values.length * from), Math.ceil(values.length * (from + 1 / 3)));
  return Math.min(...part);
};

/** Starts it with documents that nobody is to change. */
export const serve = async (chance: Chance): Promise<Served> => {
  const site = await openSite();
  const process = await site.start({ ROLES: 'database' });
  const uri = databaseUri(process);
  const client = await MongoClient.connect(uri, { bsonRegExp: true });
  const rows = Array.from({ length: KEPT }, (_, _id) => ({ ...plainDocument(chance), _id }));
  await client.db('keep').collection<Document & { _id: number }>('rows').insertMany(rows);
  await client.db('keep').collection('rows').createIndex({ tags: 1, n: -1 });
  const before = await contents(client);
  let over = false;
  const watching = watch(client, () => over);
  watching.catch(() => undefined);
  const weights: number[] = [];
  return {
    uri,
    socketPath: decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(uri)?.[1] ?? ''),
    client,
    weigh: () => weights.push(ownMemory(process.pid)),
    finish: async () => {
      over = true;
      const waits = await watching;
      const after = await contents(client);
      const { valid, errors } = await client.db('keep').command({ validate: 'rows' });
      await client.close();
      const exit = await process.stop();
      await site.close();
      const worst = Math.round(Math.max(...waits));
      const [early, late] = [third(weights, 1 / 3), third(weights, 2 / 3)];
      const said = errorsIn(process);
      const violations = [
        ...(exit.code === 0 ? [] : [`it ended with ${exit.code ?? exit.signal}`]),
        ...(before === after ? [] : ['documents that nobody touched are others now']),
        ...(valid === true ? [] : [`the untouched collection is not valid: ${JSON.stringify(errors)}`]),
        ...(worst <= LONGEST_WAIT_MS ? [] : [`somebody else waited ${worst} ms`]),
        ...(late - early <= GROWTH_MB ? [] : [`it held ${early} MB and then ${late} MB`]),
        ...said.map((line) => `it logged ${line.slice(0, 800)}`),
      ];
      const sorted = waits.sort((a, b) => a - b);
      return {
        violations,
        figures: {
          worstWaitMs: worst,
          medianWaitMs: Math.round((sorted[sorted.length >> 1] ?? 0) * 10) / 10,
          heldMb: { early, late, highest: Math.max(...weights) },
        },
      };
    },
  };
};
