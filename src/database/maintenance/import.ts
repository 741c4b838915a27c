import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BSON, type Db, MongoServerError } from 'mongodb';
import { Refused, reasonOf, refuse } from '../../kernel/errors.js';
import { fileNames } from './export.js';
import { insertRaw } from './insert-raw.js';
import { storableOf } from './json-to-bson.js';
import type { Tell } from './manifest.js';
import { type Place, withStore } from './place.js';
import { readLines } from './read-lines.js';

/** Something that was not done as the files say; the rest was. */
export interface Problem {
  file: string;
  /** From 1; absent when it is about the whole file. */
  line?: number;
  /** `broken`: no document; `differs`: another document lies under its `_id`, and stays; `refused`: by the server; `short`: lines are missing. */
  kind: 'broken' | 'differs' | 'refused' | 'short';
  reason: string;
}

/** What came of an import. */
export interface Imported {
  database: string;
  collections: { name: string; inserted: number; there: number; indexes: number }[];
  /** The first hundred of each file. */
  problems: Problem[];
  /** All of them. */
  problemCount: number;
}

const BATCH = 1000;
const BATCH_BYTES = 8 << 20;
const PROBLEMS_KEPT = 100;
const MIGRATIONS = 'migrations';
const NAMESPACE_EXISTS = 48;
const LINES = '.jsonl';

const words = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws SyntaxError, TypeError or RangeError when the line is no document that can be stored */
const documentIn = (line: Buffer): Buffer => storableOf(words.decode(line));

/** One file on its way into a collection. */
class Import {
  inserted = 0;
  there = 0;
  problems: Problem[] = [];
  problemCount = 0;
  private lines = 0;
  private batch: { line: number; bytes: Buffer }[] = [];
  private waiting = 0;

  constructor(
    private readonly db: Db,
    private readonly name: string,
    private readonly path: string,
    private readonly file: string,
  ) {}

  problem(kind: Problem['kind'], reason: string, line?: number): void {
    this.problemCount++;
    if (this.problems.length < PROBLEMS_KEPT)
      this.problems.push({ file: this.file, ...(line ? { line } : {}), kind, reason });
  }

  /** @returns how many documents the file has */
  async documents(tell: Tell): Promise<number> {
    const { size } = statSync(this.path);
    const flush = async (upTo: number): Promise<void> => {
      await this.flush();
      tell({ collection: this.name, done: this.lines, total: Math.round((this.lines * size) / Math.max(1, upTo)) });
    };
    for await (const { number, bytes, upTo } of readLines(this.path)) {
      this.take(number, bytes);
      if (this.batch.length >= BATCH || this.waiting >= BATCH_BYTES) await flush(upTo);
    }
    await flush(size);
    return this.lines;
  }

  private take(line: number, text: Buffer): void {
    if (text.length === 0) return;
    this.lines++;
    try {
      const bytes = documentIn(text);
      this.batch.push({ line, bytes });
      this.waiting += bytes.length;
    } catch (error) {
      this.problem('broken', reasonOf(error), line);
    }
  }

  private async flush(): Promise<void> {
    const batch = this.batch.splice(0);
    this.waiting = 0;
    if (batch.length === 0) return;
    const not = await insertRaw(
      this.db,
      this.name,
      batch.map(({ bytes }) => bytes),
    );
    this.inserted += batch.length - not.length;
    for (const { index, why } of not) {
      const line = batch[index]?.line;
      if (why === 'there') this.there++;
      else if (why === 'differs') this.problem('differs', 'another document has this _id; it was left alone', line);
      else this.problem('refused', why.reason, line);
    }
  }
}

interface Metadata {
  options?: object;
  indexes?: { name?: string; ns?: string; key: object }[];
  collectionName?: string;
  documents?: number;
}

const metadataIn = (folder: string, name: string): Metadata | undefined => {
  const path = join(folder, fileNames(name).metadata);
  if (!statSync(path, { throwIfNoEntry: false })) return undefined;
  try {
    return BSON.EJSON.parse(readFileSync(path, 'utf8')) as Metadata;
  } catch (error) {
    return refuse('import_failed', `${path}: ${reasonOf(error)}`);
  }
};

const unlessThere = (error: unknown): void => {
  if (!(error instanceof MongoServerError) || error.code !== NAMESPACE_EXISTS) throw error;
};

const importOne = async (db: Db, folder: string, name: string, tell: Tell) => {
  const file = fileNames(name).lines;
  const one = new Import(db, name, join(folder, file), file);
  const metadata = metadataIn(folder, name);
  await db.command({ create: name, ...metadata?.options }).catch(unlessThere);
  const lines = await one.documents(tell);
  if (metadata?.documents !== undefined && lines !== metadata.documents)
    one.problem('short', `${lines} documents, ${metadata.documents} were exported`);
  let indexes = 0;
  for (const { ns: _, ...index } of metadata?.indexes ?? []) {
    if (index.name === '_id_') continue;
    await db
      .command({ createIndexes: name, indexes: [index] })
      .then(() => indexes++)
      .catch((error: unknown) => one.problem('refused', `index ${index.name}: ${reasonOf(error)}`));
  }
  return { name, inserted: one.inserted, there: one.there, indexes, one };
};

const chosenIn = (folder: string, wanted: readonly string[] | undefined): string[] => {
  const all = (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(LINES))
    .map((file) => decodeURIComponent(file.slice(0, -LINES.length)));
  if (all.length === 0) refuse('collection_unknown', folder, { collection: `*${LINES}`, folder });
  for (const name of wanted ?? [])
    if (!all.includes(name)) refuse('collection_unknown', name, { collection: name, folder });
  return all.filter((name) => !wanted || wanted.includes(name)).sort();
};

/** Documents of before a migration are never put where it has been: nobody would bring them up. @throws Refused import_older */
const checkMigrated = async (db: Db, folder: string): Promise<void> => {
  const path = join(folder, fileNames(MIGRATIONS).lines);
  const exported = new Set<string>();
  if (statSync(path, { throwIfNoEntry: false }))
    for await (const { bytes } of readLines(path)) exported.add(String(BSON.deserialize(documentIn(bytes))._id));
  const rows = await db.collection<{ _id: number; name: string }>(MIGRATIONS).find().sort({ _id: 1 }).toArray();
  const beyond = rows.find(({ _id }) => !exported.has(String(_id)));
  if (beyond)
    refuse('import_older', `migration ${beyond._id} (${beyond.name}) was done there and not in the export`, {
      migration: beyond._id,
      database: db.databaseName,
    });
};

/**
 * Brings an export, or files of mongoexport in the canonical format, into a store: documents byte for byte, then the indexes of the
 * metadata beside them. Run again it goes on: what lies there with the same bytes is passed over, what differs is reported and left alone.
 * @param from the folder of `NAME.jsonl` files
 * @throws Refused collection_unknown | import_older | import_failed (what was done stays), and as withStore
 */
export const importCollections = async (
  place: Place,
  { from, collections: wanted }: { from: string; collections?: readonly string[] | undefined },
  tell: Tell,
): Promise<Imported> => {
  const folder = resolve(from);
  try {
    const names = chosenIn(folder, wanted);
    return await withStore(
      place,
      async (client) => {
        const db = client.db();
        await checkMigrated(db, folder);
        const imported: Imported = { database: db.databaseName, collections: [], problems: [], problemCount: 0 };
        for (const name of names) {
          const { one, ...collection } = await importOne(db, folder, name, tell);
          imported.collections.push(collection);
          imported.problems.push(...one.problems);
          imported.problemCount += one.problemCount;
        }
        return imported;
      },
      { make: true },
    );
  } catch (error) {
    if (error instanceof Refused) throw error;
    return refuse('import_failed', reasonOf(error), { folder });
  }
};
