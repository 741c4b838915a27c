import { Long } from 'bson';
import { realNow } from '../../kernel/clock.js';
import { randomIds } from '../../kernel/ids.js';
import { fail } from './failure.js';
import type { Batches } from './reader.js';

/** A cursor that nobody asked for so long is forgotten, as in MongoDB. */
const IDLE_MS = 10 * 60_000;
/** One more, and the one that idled longest is forgotten before its time. */
export const MAX_CURSORS = 1000;

interface Open {
  ns: string;
  session: string | undefined;
  batches: Batches;
  usedAt: number;
  busy: boolean;
}

/** Results that are read in several batches, by cursor id. */
export class Cursors {
  private readonly open = new Map<string, Open>();

  /** @returns the id that getMore names */
  add(ns: string, batches: Batches, session?: string): Long {
    const id = Long.fromString(`1${randomIds.digits(17)}`);
    this.open.set(id.toString(), { ns, session, batches, usedAt: realNow(), busy: false });
    if (this.open.size > MAX_CURSORS) this.forgetOldest();
    return id;
  }

  /** The map is in the order of use: whoever is used is put last. */
  private forgetOldest(): void {
    for (const [key, { busy }] of this.open) if (!busy) return void this.open.delete(key);
  }

  /** @throws MongoFailure CursorNotFound when it ended, was killed, idled too long or belongs to another collection */
  async next(id: Long, ns: string, count: number): Promise<{ docs: Uint8Array[]; done: boolean }> {
    const key = id.toString();
    const cursor = this.open.get(key);
    if (cursor?.ns !== ns || cursor.busy) return fail('CursorNotFound', `cursor id ${key} not found`);
    cursor.busy = true;
    try {
      const batch = await cursor.batches.batch(count);
      if (this.open.delete(key) && !batch.done) this.open.set(key, cursor);
      return batch;
    } catch (error) {
      this.open.delete(key);
      throw error;
    } finally {
      cursor.busy = false;
      cursor.usedAt = realNow();
    }
  }

  /** @returns whether there was one */
  kill(id: Long): boolean {
    return this.open.delete(id.toString());
  }

  /** Cursors over a collection that is dropped end with it. */
  killOf(ns: string): void {
    for (const [key, cursor] of this.open) if (cursor.ns === ns) this.open.delete(key);
  }

  /** Cursors of a session end with it. */
  killIn(session: string): void {
    for (const [key, cursor] of this.open) if (cursor.session === session) this.open.delete(key);
  }

  /** Forgets what idled; called now and then with real time in milliseconds. */
  sweep(now: number): void {
    for (const [key, cursor] of this.open) if (!cursor.busy && now - cursor.usedAt > IDLE_MS) this.open.delete(key);
  }

  get size(): number {
    return this.open.size;
  }
}
