import { resolve } from 'node:path';
import type { Place } from '../../src/database/maintenance/index.js';
import type { Context } from '../context.js';
import { Failure, type FailureKind } from '../failure.js';
import { optional, wordsOf } from '../settings.js';
import { wordsFor } from '../words.js';

/** Loaded when a store is worked on: the other commands do without the database's libraries. */
export const loadMaintenance = () => import('../../src/database/maintenance/index.js');

export type Maintenance = Awaited<ReturnType<typeof loadMaintenance>>;

const PATH = wordsOf(4096);

/** A path of this machine. */
export const path = PATH;

export const dataDir = optional('数据目录，默认是环境变量 DATA_DIR，没有就是 ./data', '目录', PATH);

/** The store that the options and the environment mean. */
export const placeOf = (given: string | undefined, { environment }: Context): Place => ({
  dataDir: resolve(given ?? (environment.DATA_DIR?.trim() || './data')),
  // a folder that is named is meant, whatever the environment says
  mongodbUri: given === undefined ? environment.MONGODB_URI?.trim() || undefined : undefined,
});

const kinds: Readonly<Record<string, FailureKind>> = { conflict: 'conflict', missing: 'missing', invalid: 'usage' };

/** Works on the store of this machine. @throws Failure what maintenance refused, in words */
export const onThisMachine = async <T>(work: (maintenance: Maintenance) => Promise<T>): Promise<T> => {
  const maintenance = await loadMaintenance();
  try {
    return await work(maintenance);
  } catch (error) {
    if (!(error instanceof maintenance.Refused)) throw error;
    throw new Failure(
      kinds[error.kind] ?? 'failed',
      error.code,
      wordsFor(error.code, { reason: error.detail, ...error.data }),
      error.data,
    );
  }
};

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `12.3 MB` */
export const bytesInWords = (bytes: number): string => {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
};
