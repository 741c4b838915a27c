import type { mongo } from 'mongoose';

/** Where a migration goes on: what it last saw, say an `_id`. */
export type Place = string | number;

/**
 * One change of what is kept already, made by portions. It imports no schema: it writes down what the store looked like at its time, and
 * schemas go on changing.
 */
export interface Migration {
  /** From 1, without gaps; never given twice and never changed once it was released. */
  number: number;
  name: string;
  /**
   * Does one portion: bounded (some hundred documents), with commands that both stores have, and harmless when done again, since a crash
   * may come between a portion and the note of its place. The collection may be missing.
   * @param place what the portion before returned; undefined at the beginning
   * @returns where the next one goes on, undefined when nothing is left
   */
  portion(db: mongo.Db, place: Place | undefined): Promise<Place | undefined>;
}
