import { constants, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Refused, reasonOf, refuse } from '../../kernel/errors.js';
import { randomIds } from '../../kernel/ids.js';
import { DATA_FILE } from '../embedded/environment.js';
import { takeFolder } from '../embedded/ownership.js';
import { isFree, syncFolder } from './folders.js';
import { inspectCopy, type Manifest, type Tell, verifyBackup } from './manifest.js';
import { type Place, storeIn } from './place.js';

const copySynced = async (from: string, to: string): Promise<void> => {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const file = await open(to, 'r+');
  await file
    .chmod(0o600)
    .then(() => file.sync())
    .finally(() => file.close());
};

const put = async (from: string, dataDir: string, manifest: Manifest, tell: Tell): Promise<void> => {
  const side = join(dataDir, `restoring-${randomIds.id().slice(0, 8)}`);
  try {
    await mkdir(side, { mode: 0o700 });
    await copySynced(join(from, DATA_FILE), join(side, DATA_FILE));
    await inspectCopy(side, manifest, tell);
    await syncFolder(side);
    await rename(side, storeIn(dataDir));
    await syncFolder(dataDir);
  } catch (error) {
    await rm(side, { recursive: true, force: true });
    throw error instanceof Refused ? error : new Refused('restore_failed', reasonOf(error));
  }
};

/**
 * Puts a backup where no store is. The copy is made under another name, every collection is compared with its indexes and with the
 * manifest, and only then does it become the store.
 * @returns what is restored
 * @throws Refused backup_damaged | store_format | store_there (nothing is ever overwritten) | data_folder_in_use |
 * data_folder_unwritable | restore_failed | store_is_mongodb; nothing is changed then
 */
export const restore = async (
  { dataDir, mongodbUri }: Place,
  from: string,
  tell: Tell,
): Promise<{ folder: string } & Manifest> => {
  if (mongodbUri) refuse('store_is_mongodb', 'MONGODB_URI is set: use mongorestore');
  const backup = resolve(from);
  const manifest = await verifyBackup(backup);
  const folder = storeIn(dataDir);
  const ownership = takeFolder(dataDir);
  try {
    if (!(await isFree(folder)))
      refuse('store_there', `${folder} holds a store; move it aside first: mv ${folder} ${folder}.old`, { folder });
    await put(backup, dataDir, manifest, tell);
    return { folder, ...manifest };
  } finally {
    ownership.release();
  }
};
