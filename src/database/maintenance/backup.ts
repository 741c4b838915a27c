import { rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MongoServerError } from 'mongodb';
import { realNow } from '../../kernel/clock.js';
import { reasonOf, refuse } from '../../kernel/errors.js';
import { randomIds } from '../../kernel/ids.js';
import { isFree, syncFolder, writeSynced } from './folders.js';
import { describeCopy, MANIFEST_FILE, type Manifest } from './manifest.js';
import { type Place, withStore } from './place.js';

/**
 * Takes a copy of one moment while the service goes on. It is made under a name beside `to` and renamed when it is whole and on the
 * disk, so half a backup never looks like one.
 * @param to a folder that is not there yet, or empty; the store's process must be allowed to write above it
 * @throws Refused backup_target_taken | store_is_mongodb | backup_failed (nothing is left), and as withStore
 */
export const backUp = async (place: Place, to: string): Promise<{ folder: string } & Manifest> => {
  if (place.mongodbUri) refuse('store_is_mongodb', 'MONGODB_URI is set: use mongodump');
  const folder = resolve(to);
  if (!(await isFree(folder)))
    refuse('backup_target_taken', `${folder} is there already; a backup never overwrites`, { folder });
  const side = `${folder}.partial-${randomIds.id().slice(0, 8)}`;
  try {
    const takenAt = new Date(realNow()).toISOString();
    await withStore(place, (client) => client.db('admin').command({ embeddedBackup: side }));
    const manifest = await describeCopy(side, takenAt);
    await writeSynced(join(side, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncFolder(side);
    await rename(side, folder);
    await syncFolder(dirname(folder));
    return { folder, ...manifest };
  } catch (error) {
    await rm(side, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    return error instanceof MongoServerError || typeof code === 'string'
      ? refuse('backup_failed', reasonOf(error), { folder })
      : Promise.reject(error);
  }
};
