import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { open as openLmdb, type RootDatabase } from 'lmdb';
import { Refused, reasonOf, refuse } from '../../kernel/errors.js';
import { fail } from './failure.js';
import { checkPages } from './page-check.js';
import { CATALOG, keyIn, number } from './snapshot.js';

/** The file of a store's folder that holds everything; LMDB's name. */
export const DATA_FILE = 'data.mdb';

/** How to open a store. */
export interface StoreOptions {
  /** Folder of the LMDB files; created when missing. */
  path: string;
  /** Never waits for the disk: for tests. */
  noSync?: boolean;
  /** Changes nothing: for a backup. */
  readOnly?: boolean;
  /** Looks at every page first when the file has at most so many bytes; none without it. */
  whole?: number;
  /** Told when LMDB gave a batch of writes up, which is run again. */
  onRerun?: () => void;
}

/** The number of this file layout. A store of another one is not opened, save one of format 1. */
export const FORMAT = 2;
/** Format 1, also of stores from before it was written down, had other keys for empty arrays and for unique indexes. */
const INDEXES_ALONE_DIFFER = 1;

const FORMAT_KEY = keyIn(CATALOG, Buffer.from('\0format'));
/** Names the next free space; there once a collection was made. */
export const NEXT_SPACE = Buffer.from('\0next');

const formatOf = (root: RootDatabase<Buffer, Buffer>): number =>
  root.get(FORMAT_KEY)?.readDoubleBE() ?? (root.doesExist(keyIn(CATALOG, NEXT_SPACE)) ? INDEXES_ALONE_DIFFER : 0);

/** Whether the store's indexes are to be built anew, and `markFormat` called then. */
export const hasFormerIndexes = (root: RootDatabase<Buffer, Buffer>): boolean =>
  formatOf(root) === INDEXES_ALONE_DIFFER;

/** Inside a transaction. */
export const markFormat = (root: RootDatabase<Buffer, Buffer>): void => {
  root.putSync(FORMAT_KEY, number(FORMAT));
};

/** @throws Refused store_format */
const checkFormat = (root: RootDatabase<Buffer, Buffer>, { path, readOnly }: StoreOptions): void => {
  const format = formatOf(root);
  if (format === 0 && !readOnly) root.transactionSync(() => markFormat(root));
  if (![0, FORMAT, INDEXES_ALONE_DIFFER].includes(format))
    throw new Refused(
      'store_format',
      `${path} has format ${format}, this version reads format ${FORMAT}; nothing was changed. Export it with the version that wrote it, import with this one`,
      { format, known: FORMAT },
    );
};

/** LMDB's files are here, but not the one that holds everything: an empty store in its place would hide the loss. */
const isTorn = (path: string): boolean =>
  existsSync(path) && readdirSync(path).length > 0 && !statSync(join(path, DATA_FILE), { throwIfNoEntry: false })?.size;

/** @throws Refused store_damaged | data_folder_unwritable; nothing is changed */
const checkFile = ({ path, readOnly, whole = 0 }: StoreOptions): void => {
  const file = join(path, DATA_FILE);
  const damaged = (reason: string): never =>
    refuse(
      'store_damaged',
      `${file}: ${reason}; nothing was changed. Move ${path} aside and restore a backup: admin-cli database restore`,
      { file, reason },
    );
  try {
    if (isTorn(path)) damaged('it is missing or empty, though a store was here');
    if (!existsSync(file)) return;
    checkPages(file, statSync(file).size <= whole);
    if (!readOnly) for (const each of [path, file]) accessSync(each, constants.W_OK | constants.R_OK);
  } catch (error) {
    if (error instanceof Refused) throw error;
    if ((error as NodeJS.ErrnoException).code === undefined) damaged(reasonOf(error));
    refuse(
      'data_folder_unwritable',
      `${reasonOf(error)}; nothing was changed. Start as the user that owns ${path}, and look that its disk is not mounted read-only`,
    );
  }
};

/** Opens the LMDB environment of a store. @throws Refused store_format | store_damaged | data_folder_unwritable */
export const openEnvironment = (options: StoreOptions): RootDatabase<Buffer, Buffer> => {
  const { path, noSync = false, readOnly = false } = options;
  checkFile(options);
  if (!readOnly) mkdirSync(path, { recursive: true, mode: 0o700 });
  const root = openLmdb<Buffer, Buffer>({
    path,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'binary',
    noSync,
    readOnly,
    // a commit that is answered is on the disk; the library's own default answers before
    overlappingSync: false,
    // with it, a commit that fails is also a rejection that nobody can catch; our own batches do its work
    eventTurnBatching: false,
  });
  checkFormat(root, options);
  return root;
};

/** What LMDB tells of a tree, in pages. */
interface Tree {
  treeBranchPageCount: number;
  treeLeafPageCount: number;
  overflowPages: number;
}

const META_PAGES = 2;

/** Bytes of the file, by the names of MongoDB's `dbStats`; free ones are used before it grows. */
export const extentOf = (root: RootDatabase<Buffer, Buffer>): { storageSize: number; freeStorageSize: number } => {
  const stats = root.getStats() as Tree & { free: Tree; pageSize: number; lastPageNumber: number };
  const used = [stats, stats.free].reduce(
    (sum, tree) => sum + tree.treeBranchPageCount + tree.treeLeafPageCount + tree.overflowPages,
    META_PAGES,
  );
  const pages = stats.lastPageNumber + 1;
  return { storageSize: pages * stats.pageSize, freeStorageSize: (pages - used) * stats.pageSize };
};

/** LMDB tells the system's error by its words alone. */
const NO_SPACE = 'No space left on device';

const isFull = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ENOSPC' || reasonOf(error) === NO_SPACE;

/**
 * Writes a compact copy, of one moment, to a new folder, and waits for the disk. Others read and write on meanwhile.
 * @throws MongoFailure OutOfDiskSpace | FileStreamFailed; nothing is left of the folder then, unless it was there before
 */
export const copyTo = async (root: RootDatabase<Buffer, Buffer>, folder: string): Promise<void> => {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    return fail('InvalidPath', `the folder ${folder} cannot be made: ${reasonOf(error)}`);
  }
  try {
    await root.backup(folder, true);
    const file = await open(join(folder, DATA_FILE), 'r+');
    await file
      .chmod(0o600)
      .then(() => file.sync())
      .finally(() => file.close());
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    fail(isFull(error) ? 'OutOfDiskSpace' : 'FileStreamFailed', `the copy to ${folder} failed: ${reasonOf(error)}`);
  }
};
