import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { DATA_FILE } from '../embedded/environment.js';
import { Store } from '../embedded/storage.js';

/** The file of a backup that says what the other is. */
export const MANIFEST_FILE = 'manifest.json';

/** What a backup holds. */
export const Manifest = z.object({
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

/** The file's SHA-256, in hexadecimal. */
export const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/** Reads a copied store without changing it. @throws Refused as openEnvironment */
export const describeStore = async (folder: string): Promise<Omit<Manifest, 'takenAt' | 'format'>> => {
  const store = new Store({ path: folder, readOnly: true });
  const collections = Object.fromEntries([...store.collections.values()].map(({ ns, count }) => [ns, count]));
  await store.close();
  await rm(join(folder, 'lock.mdb'), { force: true });
  const file = join(folder, DATA_FILE);
  return { bytes: (await stat(file)).size, sha256: await sha256Of(file), collections };
};
