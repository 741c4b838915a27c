import { resolve } from 'node:path';
import { inspectCopy, type Tell, verifyBackup } from './manifest.js';
import { type Place, withStore } from './place.js';

/** What was compared, and what is wrong. */
export interface Checked {
  /** Documents by `database.collection`. */
  collections: Record<string, number>;
  errors: string[];
}

/** Compares every collection of a store with its indexes and its count; its service may run. @throws Refused as withStore */
export const checkStore = (place: Place, tell: Tell): Promise<Checked> =>
  withStore(place, async (client) => {
    const db = client.db();
    const names = (await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()).map(
      ({ name }) => name,
    );
    const checked: Checked = { collections: {}, errors: [] };
    for (const [done, name] of names.sort().entries()) {
      tell({ collection: name, done, total: names.length });
      const { nrecords, errors } = await db.command({ validate: name });
      checked.collections[`${db.databaseName}.${name}`] = nrecords;
      checked.errors.push(...(errors as string[]).map((error) => `${name}: ${error}`));
    }
    return checked;
  });

/** Compares a backup with its manifest, and its collections with their indexes. @throws Refused backup_damaged | store_format */
export const checkBackup = async (folder: string, tell: Tell): Promise<Checked> => {
  const manifest = await verifyBackup(resolve(folder));
  await inspectCopy(resolve(folder), manifest, tell);
  return { collections: manifest.collections, errors: [] };
};
