import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { reasonOf, refuse } from '../../kernel/errors.js';
import { DATA_FILE, FORMAT } from '../embedded/environment.js';
import { Store } from '../embedded/storage.js';
import { validate } from '../embedded/validate.js';

/** The file of a backup that says what the other is. */
export const MANIFEST_FILE = 'manifest.json';

/** What a backup holds. */
const Manifest = z.object({
  /** Of the store's file. */
  format: z.number().int(),
  takenAt: z.iso.datetime(),
  /** Of data.mdb. */
  bytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** How many documents, by `database.collection`. */
  collections: z.record(z.string(), z.number().int()),
});
export type Manifest = z.infer<typeof Manifest>;

/** Told how far a long work is: so many of all collections, or of a collection's documents, are done. */
export type Tell = (progress: { collection: string; done: number; total: number }) => void;

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/** Reads a store that nobody owns, without changing it. @throws Refused as openEnvironment */
const reading = async <T>(folder: string, read: (store: Store) => Promise<T> | T): Promise<T> => {
  const store = new Store({ path: folder, readOnly: true, whole: Number.POSITIVE_INFINITY });
  try {
    return await read(store);
  } finally {
    await store.close();
    await rm(join(folder, 'lock.mdb'), { force: true });
  }
};

const countsOf = (store: Store): Manifest['collections'] =>
  Object.fromEntries([...store.collections.values()].map(({ ns, count }) => [ns, count]));

/** The manifest of a copy that was just made. @param takenAt ISO */
export const describeCopy = async (folder: string, takenAt: string): Promise<Manifest> => {
  const collections = await reading(folder, countsOf);
  const file = join(folder, DATA_FILE);
  return { format: FORMAT, takenAt, bytes: (await stat(file)).size, sha256: await sha256Of(file), collections };
};

const damaged = (folder: string, reason: string): never => refuse('backup_damaged', `${folder}: ${reason}`, { folder });

/** A backup's manifest, when the file is the one that it describes. @throws Refused backup_damaged | store_format */
export const verifyBackup = async (folder: string): Promise<Manifest> => {
  const manifest = ((): Manifest => {
    try {
      return Manifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')));
    } catch (error) {
      return damaged(folder, `no whole backup, ${MANIFEST_FILE} cannot be read: ${reasonOf(error).split('\n')[0]}`);
    }
  })();
  const { format, bytes, sha256 } = manifest;
  if (format !== FORMAT)
    refuse('store_format', `${folder} has format ${format}, this version reads ${FORMAT}`, { format, known: FORMAT });
  const file = join(folder, DATA_FILE);
  const size = (await stat(file).catch(() => undefined))?.size;
  if (size !== bytes) damaged(folder, `${DATA_FILE} has ${size ?? 'no'} bytes, it was made with ${bytes}`);
  if ((await sha256Of(file)) !== sha256) damaged(folder, `${DATA_FILE} is not as it was made: another SHA-256`);
  return manifest;
};

/**
 * Opens a copied store and compares every collection with its indexes, its count and the manifest.
 * @throws Refused backup_damaged
 */
export const inspectCopy = (folder: string, { collections }: Manifest, tell: Tell): Promise<void> =>
  reading(folder, async (store) => {
    const at = store.snapshot();
    try {
      const names = Object.keys(collections);
      for (const [done, collection] of names.entries()) {
        tell({ collection, done, total: names.length });
        const there = at.collection(collection) ?? damaged(folder, `collection ${collection} is not there`);
        const { errors, nrecords } = await validate(at, there);
        if (errors[0]) damaged(folder, `${collection}: ${errors[0]}`);
        if (nrecords !== collections[collection]) damaged(folder, `${collection}: ${nrecords} documents`);
      }
    } finally {
      at.release();
    }
  });
