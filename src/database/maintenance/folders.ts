import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MongoServerError } from 'mongodb';
import { type RefusalCode, Refused, reasonOf, refuse } from '../../kernel/errors.js';
import { randomIds } from '../../kernel/ids.js';

/** Waits until a folder's names are on the disk. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
};

/** Writes a new file, mode 0600, and waits for the disk. */
export const writeSynced = async (path: string, write: (file: FileHandle) => Promise<unknown>): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  await write(file)
    .then(() => file.sync())
    .finally(() => file.close());
};

/** Whether there is no such folder, or nothing in it. */
export const isFree = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    (names) => names.length === 0,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );

/**
 * Makes a folder under a name beside `to` and renames it when it is whole and on the disk, so half of one never looks like one.
 * @param to not there yet, or empty
 * @param failed what a full disk, a folder that cannot be written or the server's refusal is called
 * @param fill makes the folder `side` and puts files into it
 * @throws Refused folder_taken | what `failed` names, with nothing left
 */
export const writeWhole = async <T>(
  to: string,
  failed: RefusalCode,
  fill: (side: string) => Promise<T>,
): Promise<{ folder: string } & T> => {
  const folder = resolve(to);
  if (!(await isFree(folder)))
    refuse('folder_taken', `${folder} is there already; nothing is ever overwritten`, { folder });
  const side = `${folder}.partial-${randomIds.id().slice(0, 8)}`;
  try {
    const filled = await fill(side);
    await syncFolder(side);
    await rename(side, folder);
    await syncFolder(dirname(folder));
    return { folder, ...filled };
  } catch (error) {
    await rm(side, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    return error instanceof MongoServerError || (typeof code === 'string' && !(error instanceof Refused))
      ? refuse(failed, reasonOf(error), { folder })
      : Promise.reject(error);
  }
};
