import type { Db } from 'mongodb';
import { type Place, withStore } from './place.js';

/** A collection's sizes, in bytes. */
export interface CollectionStats {
  name: string;
  documents: number;
  bytes: number;
  average: number;
  indexes: { name: string; bytes: number }[];
}

/** A store's sizes, in bytes. */
export interface StoreStats {
  kind: 'embedded' | 'mongodb';
  /** Of MongoDB: the server's, or the one whose behaviour the built-in store follows. */
  version: string;
  /** Of the built-in store's file. */
  format: number | undefined;
  database: string;
  fileBytes: number;
  /** Inside the file, used again before it grows. */
  freeBytes: number;
  collections: CollectionStats[];
}

const collectionStats = async (db: Db, name: string): Promise<CollectionStats> => {
  const { count, size, avgObjSize, indexSizes } = await db.command({ collStats: name });
  const indexes = Object.entries(indexSizes as Record<string, number>);
  return {
    name,
    documents: count,
    bytes: size,
    average: Math.round(avgObjSize ?? 0),
    indexes: indexes.map(([index, bytes]) => ({ name: index, bytes })),
  };
};

/** What the store holds; its service may run meanwhile. @throws Refused as withStore */
export const readStats = (place: Place): Promise<StoreStats> =>
  withStore(place, async (client) => {
    const db = client.db();
    const { version, storageFormat } = await db.command({ buildInfo: 1 });
    const { storageSize, freeStorageSize } = await db.command({ dbStats: 1, freeStorage: 1 });
    const names = (await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()).map(
      ({ name }) => name,
    );
    const collections: CollectionStats[] = [];
    for (const name of names.sort()) collections.push(await collectionStats(db, name));
    return {
      kind: storageFormat === undefined ? 'mongodb' : 'embedded',
      version,
      format: storageFormat,
      database: db.databaseName,
      fileBytes: storageSize,
      freeBytes: freeStorageSize ?? 0,
      collections,
    };
  });
