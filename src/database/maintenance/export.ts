import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BSON, type Db } from 'mongodb';
import { reasonOf, refuse } from '../../kernel/errors.js';
import { jsonOf } from './bson-to-json.js';
import { writeSynced, writeWhole } from './folders.js';
import { bsonOf } from './json-to-bson.js';
import type { Tell } from './manifest.js';
import { type Place, withStore } from './place.js';

/** What an export holds. */
export interface Exported {
  folder: string;
  /** The database's name in the store. */
  database: string;
  collections: { name: string; documents: number; bytes: number }[];
}

/** Files of a collection. A name that no file can have is written as in an address. */
export const fileNames = (collection: string) => {
  const name = encodeURIComponent(collection);
  return { lines: `${name}.jsonl`, metadata: `${name}.metadata.json` };
};

/** Bytes that are written at a time. */
const CHUNK = 1 << 20;

const idOf = (bytes: Buffer): string => {
  const { _id } = BSON.deserialize(bytes, { promoteValues: false, bsonRegExp: true });
  return BSON.EJSON.stringify(_id, { relaxed: false });
};

/** @throws Refused export_not_exact when the line would say another document */
const exactLine = (collection: string, bytes: Buffer): string => {
  let why = 'Extended JSON has no words for it';
  try {
    const line = jsonOf(bytes);
    if (bsonOf(line).equals(bytes)) return line;
  } catch (error) {
    why = reasonOf(error);
  }
  const id = idOf(bytes);
  return refuse('export_not_exact', `${collection}, _id ${id}: ${why}`, { collection, id });
};

const writeLines = async (
  db: Db,
  name: string,
  path: string,
  tell: Tell,
): Promise<{ documents: number; bytes: number }> => {
  const collection = db.collection(name);
  const total = await collection.estimatedDocumentCount();
  let [documents, bytes] = [0, 0];
  await writeSynced(path, async (file) => {
    let lines: string[] = [];
    let waiting = 0;
    const flush = async (): Promise<void> => {
      const chunk = Buffer.from(lines.join(''));
      // all of it: a write alone may end early on a disk that fills up
      await file.writeFile(chunk);
      bytes += chunk.length;
      [lines, waiting] = [[], 0];
      tell({ collection: name, done: documents, total: Math.max(total, documents) });
    };
    for await (const raw of collection.find({}, { raw: true }).sort({ _id: 1 })) {
      const line = `${exactLine(name, raw as unknown as Buffer)}\n`;
      lines.push(line);
      waiting += line.length;
      documents++;
      if (waiting > CHUNK) await flush();
    }
    await flush();
  });
  return { documents, bytes };
};

const exportOne = async (db: Db, name: string, folder: string, tell: Tell) => {
  const files = fileNames(name);
  const written = await writeLines(db, name, join(folder, files.lines), tell);
  const [info] = await db.listCollections({ name }).toArray();
  const metadata = {
    options: info && 'options' in info ? info.options : {},
    indexes: await db.collection(name).listIndexes().toArray(),
    collectionName: name,
    type: 'collection',
    documents: written.documents,
  };
  await writeSynced(join(folder, files.metadata), (file) =>
    file.writeFile(`${BSON.EJSON.stringify(metadata, { relaxed: false })}\n`),
  );
  return { name, ...written };
};

const chosenIn = async (db: Db, wanted: readonly string[] | undefined): Promise<string[]> => {
  const all = (await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'));
  for (const name of wanted ?? []) if (!all.includes(name)) refuse('collection_unknown', name, { collection: name });
  return all.filter((name) => !wanted || wanted.includes(name)).sort();
};

/**
 * Writes collections as files that mongoimport reads: a document a line, in the order of `_id`, each line read back and compared with the
 * stored bytes; beside it indexes and options as mongodump writes them. While a service writes, each document is whole, but what changes
 * meanwhile is in or not: it is no picture of one moment.
 * @param to a folder that is not there yet, or empty
 * @throws Refused folder_taken | collection_unknown | export_not_exact | export_failed (nothing is left), and as withStore
 */
export const exportCollections = (
  place: Place,
  { to, collections: wanted }: { to: string; collections?: readonly string[] | undefined },
  tell: Tell,
): Promise<Exported> =>
  writeWhole(to, 'export_failed', (side) =>
    withStore(place, async (client) => {
      const db = client.db();
      const names = await chosenIn(db, wanted);
      await mkdir(side, { mode: 0o700 });
      const collections: Exported['collections'] = [];
      for (const name of names) collections.push(await exportOne(db, name, side, tell));
      return { database: db.databaseName, collections };
    }),
  );
