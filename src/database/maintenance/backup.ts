import { join } from 'node:path';
import { realNow } from '../../kernel/clock.js';
import { refuse } from '../../kernel/errors.js';
import { writeSynced, writeWhole } from './folders.js';
import { describeCopy, MANIFEST_FILE, type Manifest } from './manifest.js';
import { type Place, withStore } from './place.js';

/**
 * Takes a copy of one moment while the service goes on.
 * @param to a folder that is not there yet, or empty; the store's process must be allowed to write above it
 * @throws Refused folder_taken | store_is_mongodb | backup_failed (nothing is left), and as withStore
 */
export const backUp = async (place: Place, to: string): Promise<{ folder: string } & Manifest> => {
  if (place.mongodbUri) refuse('store_is_mongodb', 'MONGODB_URI is set: use mongodump');
  return writeWhole(to, 'backup_failed', async (side) => {
    const takenAt = new Date(realNow()).toISOString();
    await withStore(place, (client) => client.db('admin').command({ embeddedBackup: side }));
    const manifest = await describeCopy(side, takenAt);
    await writeSynced(join(side, MANIFEST_FILE), (file) => file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`));
    return manifest;
  });
};
