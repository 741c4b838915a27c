import { type Db, type Document, MongoClient, MongoServerError } from 'mongodb';
import { type Chance, chanceOf } from './chance.js';
import { anyCommand } from './database-fuzz/questions.js';
import { type Served, serve } from './database-fuzz/served.js';
import { plainDocument } from './database-fuzz/values.js';
import { defineTrial } from './trial.js';

/** Clients that ask at once. */
const CLIENTS = 3;
const ITEMS = 60;
const REFILL_EVERY = 3000;
/** No answer for so long is none. */
const PATIENCE_MS = 60_000;
const SLOW_MS = 5000;
const SHOWN = 400;

interface Course {
  chance: Chance;
  db: Db;
  answers: Map<string, number>;
  violate(what: string): void;
}

const show = (command: Document): string => JSON.stringify(command).slice(0, SHOWN);

const fill = async (db: Db, name: string, count: number, chance: Chance): Promise<void> => {
  await db.collection(name).drop();
  const documents = Array.from({ length: count }, () => plainDocument(chance));
  for (let from = 0; from < count; from += 5000)
    await db.collection(name).insertMany(documents.slice(from, from + 5000));
};

/** Which errors are no refusal: those without a code, a fault of the store, and what only mongos or an internal cluster says. */
const isFault = (error: unknown): boolean =>
  !(error instanceof MongoServerError) || error.code === undefined || error.code === 1 || error.code === 8000;

const ask = async ({ chance, db, answers, violate }: Course): Promise<void> => {
  const command = anyCommand(chance);
  const name = Object.keys(command)[0] ?? '';
  const from = performance.now();
  let outcome = 'ok';
  try {
    const reply = await db.command(command, { bsonRegExp: true });
    outcome = reply.writeErrors ? `write error ${reply.writeErrors[0].code}` : 'ok';
    if (reply.writeErrors?.[0].code === 1) violate(`${show(command)}: ${reply.writeErrors[0].errmsg}`);
    const id = reply.cursor?.id;
    if (id && !id.isZero?.()) await db.command({ killCursors: command[name], cursors: [id] });
  } catch (error) {
    const { code, message } = error as { code?: number; message: string };
    outcome = `${code}`;
    // the driver could not write it as BSON: it was never asked
    if (!(error instanceof Error && error.name.startsWith('BSON')) && isFault(error))
      violate(`${show(command)}: ${code} ${message}`);
  }
  const ms = Math.round(performance.now() - from);
  if (ms > SLOW_MS && !JSON.stringify(command).includes('many')) violate(`${show(command)}: ${outcome} after ${ms} ms`);
  answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
};

const askAll = async (
  served: Served,
  { seed, count, documents }: Readonly<Record<'seed' | 'count' | 'documents', number>>,
  say: (line: string) => void,
  violate: Course['violate'],
) => {
  const chance = chanceOf(seed);
  const answers = new Map<string, number>();
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, () =>
      MongoClient.connect(served.uri, { socketTimeoutMS: PATIENCE_MS, retryReads: false, retryWrites: false }),
    ),
  );
  await fill(served.client.db('fuzz'), 'many', documents, chance);
  for (let done = 0; done < count; done += REFILL_EVERY) {
    await fill(served.client.db('fuzz'), 'items', ITEMS, chance);
    await served.client
      .db('fuzz')

      .collection('items')
      .createIndexes([{ key: { n: 1 } }, { key: { tags: 1, s: -1 } }, { key: { 'list.b': 1 }, sparse: true }]);
    const share = Math.ceil(Math.min(REFILL_EVERY, count - done) / CLIENTS);
    await Promise.all(
      clients.map(async (client, i) => {
        const own = chance.fork(`${done} ${i}`);
        for (let n = 0; n < share; n++) await ask({ chance: own, db: client.db('fuzz'), answers, violate });
      }),
    );
    const { valid, errors } = await served.client.db('fuzz').command({ validate: 'items' });
    if (valid !== true)
      violate(`after ${done} queries the collection is not valid: ${JSON.stringify(errors).slice(0, SHOWN)}`);
    served.weigh();
    say(`${Math.min(count, done + REFILL_EVERY)} queries`);
  }
  await Promise.all(clients.map((client) => client.close()));
  return Object.fromEntries([...answers].sort(([, a], [, b]) => b - a));
};

/** Questions from the whole grammar and beyond it, asked of the built-in database while somebody else uses it as everybody does. */
export const queries = defineTrial({
  name: 'queries',
  about: 'random queries, updates and pipelines against the built-in database: no fault, no wait, no growth',
  options: {
    count: { about: 'how many', otherwise: 100_000 },
    documents: { about: 'documents of the collection that some of them go through', otherwise: 50_000 },
  },
  run: async ({ options, say }) => {
    const served = await serve(chanceOf(options.seed));
    const found: string[] = [];
    const answers = await askAll(served, options, say, (what) => {
      found.push(what);
      say(what);
    });
    const { violations, figures } = await served.finish();
    return {
      summary: `${options.count} random queries; somebody else waited ${figures.worstWaitMs} ms at most`,
      violations: [...found, ...violations],
      figures: { ...figures, answers },
    };
  },
});
