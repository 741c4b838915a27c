import type { RootDatabase } from 'lmdb';
import { checkStorable, type Doc } from './bson-values.js';
import { type Collection, encodeCollection, idIndex, splitNamespace } from './catalog.js';
import { Commits } from './commits.js';
import {
  copyTo,
  extentOf,
  hasFormerIndexes,
  markFormat,
  NEXT_SPACE,
  openEnvironment,
  type StoreOptions,
} from './environment.js';
import { fail } from './failure.js';
import { entriesOfAll, untouched, without } from './index-build.js';
import { type Conflict, type Entry, entriesOf, type Index, type IndexSpec, indexAtWork } from './index-spec.js';
import { encodeDocumentKey } from './key-encoding.js';
import { CATALOG, COUNTS, keyIn, NOTHING, number, readCollection, Snapshot } from './snapshot.js';
import { endStretch } from './stretch.js';

/** A range of keys inside one space: from `low` on, before `high` (to the end when undefined). */
export interface KeyRange {
  low: Buffer;
  high: Buffer | undefined;
}

const FIRST_FREE = 16;
/** As in MongoDB. */
const MAX_NAMESPACE_BYTES = 255;
const NEW = { noOverwrite: true };

interface IndexChange {
  index: Index;
  gone: Entry[];
  come: Entry[];
}

/**
 * Collections over one LMDB environment: documents as BSON under the encoding of their `_id`, index entries as (values, `_id`) → `_id`.
 * Writing methods are called inside `write` only. LMDB does not undo a callback that throws half-way, so each of them throws
 * before its first put, or takes back what it put.
 */
export class Store {
  readonly collections = new Map<string, Collection>();
  private readonly root: RootDatabase<Buffer, Buffer>;
  private readonly uncounted = new Set<Collection>();
  private readonly commits: Commits;

  constructor(options: StoreOptions) {
    this.root = openEnvironment(options);
    this.commits = new Commits(this.root, options.path, {
      beforeCommit: () => this.saveCounts(),
      afterFailure: () => this.load(),
      onRerun: options.onRerun,
    });
    this.load();
    if (!options.readOnly && hasFormerIndexes(this.root)) this.root.transactionSync(() => this.rebuildIndexes());
  }

  private rebuildIndexes(): void {
    for (const collection of this.collections.values())
      for (const index of collection.indexes) {
        this.clear(index.space);
        this.fill(collection, index);
        this.save(collection);
      }
    markFormat(this.root);
  }

  private load(): void {
    this.collections.clear();
    this.uncounted.clear();
    for (const { key, value } of this.root.getRange({
      start: keyIn(CATALOG, NOTHING),
      end: keyIn(CATALOG + 1, NOTHING),
    })) {
      const ns = key.subarray(4).toString();
      if (ns.startsWith('\0')) continue;
      this.collections.set(
        ns,
        readCollection(ns, value, (count) => this.root.get(count)),
      );
    }
  }

  /**
   * One write command = one transaction; commands that wait together share a commit. Resolves when it is on the disk.
   * @throws what `change` throws, before its first put; MongoFailure OutOfDiskSpace, nothing is written then
   */
  async write<T>(change: () => T): Promise<T> {
    let outcome: { value: T } | { error: unknown } | undefined;
    await this.commits.add(() => {
      try {
        endStretch();
        outcome = { value: change() };
      } catch (error) {
        outcome = { error };
      }
    });
    if (!outcome || 'error' in outcome) throw outcome?.error;
    return outcome.value;
  }

  private saveCounts(): void {
    for (const { space, count } of this.uncounted) this.root.putSync(keyIn(COUNTS, number(space)), number(count));
    this.uncounted.clear();
  }

  private counted(collection: Collection, difference: number): void {
    collection.count += difference;
    this.uncounted.add(collection);
  }

  collection(ns: string): Collection | undefined {
    return this.collections.get(ns);
  }

  /** What is committed now. @see Snapshot */
  snapshot(): Snapshot {
    return new Snapshot(this.root);
  }

  /** A document's bytes by its encoded `_id`. */
  get(collection: Collection, id: Uint8Array): Buffer | undefined {
    return this.root.get(keyIn(collection.space, id));
  }

  /**
   * Entries of a range in key order or backwards.
   * @param beyond start after this key instead of at the range's edge
   */
  *scan(space: number, range: KeyRange, reverse = false, beyond?: Buffer): Generator<{ key: Buffer; value: Buffer }> {
    const low = keyIn(space, range.low);
    const high = range.high ? keyIn(space, range.high) : keyIn(space + 1, NOTHING);
    const edge = beyond && keyIn(space, beyond);
    const entries = reverse
      ? this.root.getRange({ start: edge ?? high, exclusiveStart: true, end: low, inclusiveEnd: true, reverse: true })
      : this.root.getRange({ start: edge ?? low, exclusiveStart: edge !== undefined, end: high });
    for (const { key, value } of entries) yield { key: key.subarray(4), value };
  }

  /** The collection, made when it is not there yet. */
  ensure(ns: string): Collection {
    const existing = this.collections.get(ns);
    if (existing) return existing;
    const { db, name } = splitNamespace(ns);
    if (!db || !name || /[\0$]|^\./.test(name) || Buffer.byteLength(ns) > MAX_NAMESPACE_BYTES)
      fail('InvalidNamespace', `Invalid namespace specified '${ns.slice(0, 300)}'`);
    const made: Collection = { db, name, ns, space: this.newSpace(), indexes: [], count: 0 };
    this.collections.set(ns, made);
    this.save(made);
    this.counted(made, 0);
    return made;
  }

  private newSpace(): number {
    const key = keyIn(CATALOG, NEXT_SPACE);
    const next = this.root.get(key)?.readDoubleBE() ?? FIRST_FREE;
    this.root.putSync(key, number(next + 1));
    return next;
  }

  private save(collection: Collection): void {
    this.root.putSync(keyIn(CATALOG, Buffer.from(collection.ns)), encodeCollection(collection));
  }

  private clear(space: number): void {
    const range = { start: keyIn(space, NOTHING), end: keyIn(space + 1, NOTHING) };
    for (const key of [...this.root.getKeys(range)]) this.root.removeSync(key);
  }

  drop(collection: Collection): void {
    this.collections.delete(collection.ns);
    this.uncounted.delete(collection);
    this.root.removeSync(keyIn(CATALOG, Buffer.from(collection.ns)));
    this.root.removeSync(keyIn(COUNTS, number(collection.space)));
    for (const { space } of [collection, ...collection.indexes]) this.clear(space);
  }

  /**
   * Builds an index over what is there. It serves readers once `ready` is set, after the commit.
   * @returns the conflict that forbids a unique index
   */
  addIndex(collection: Collection, spec: IndexSpec): Index | Conflict {
    const index = indexAtWork(spec, this.newSpace());
    const conflict = this.fill(collection, index);
    if (conflict) return conflict;
    collection.indexes.push(index);
    this.save(collection);
    return index;
  }

  /** @returns the conflict that forbids it; nothing is put then */
  private fill(collection: Collection, index: Index): Conflict | undefined {
    const entries = entriesOfAll(index, this.scan(collection.space, { low: NOTHING, high: undefined }));
    if (!Array.isArray(entries)) return entries;
    for (const { key, id } of entries) this.root.putSync(key, id);
    return undefined;
  }

  removeIndex(collection: Collection, index: Index): void {
    collection.indexes = collection.indexes.filter((other) => other !== index);
    this.save(collection);
    this.clear(index.space);
  }

  /** @returns the conflict that refused it. @throws MongoFailure when the document is too large or cannot be indexed */
  insert(collection: Collection, doc: Doc, bytes: Uint8Array): Conflict | undefined {
    return this.apply(collection, undefined, doc, bytes);
  }

  /** The new document has the `_id` of the old one. */
  replace(collection: Collection, before: Doc, after: Doc, bytes: Uint8Array): Conflict | undefined {
    return this.apply(collection, before, after, bytes);
  }

  remove(collection: Collection, doc: Doc): void {
    const key = encodeDocumentKey(collection.space, doc._id);
    for (const { gone } of this.changes(collection, key.subarray(4), doc, undefined)) this.removeAll(gone);
    this.root.removeSync(key);
    this.counted(collection, -1);
  }

  private apply(collection: Collection, before: Doc | undefined, now: Doc, bytes: Uint8Array): Conflict | undefined {
    checkStorable(now, bytes);
    const key = encodeDocumentKey(collection.space, now._id);
    const id = key.subarray(4);
    const changes = this.changes(collection, id, before, now);
    if (!before && !this.putNew(key, bytes)) return { index: idIndex, values: [now._id] };
    const conflict = this.putEntries(changes, id);
    if (conflict) {
      if (!before) this.root.removeSync(key);
      return conflict;
    }
    for (const { gone } of changes) this.removeAll(gone);
    if (before) this.root.putSync(key, bytes as Buffer);
    else this.counted(collection, 1);
    return undefined;
  }

  /** Looks and puts at once. @returns false when something is there; the library's types do not say that it tells */
  private putNew(key: Buffer, value: Uint8Array): boolean {
    const isPut: unknown = this.root.putSync(key, value as Buffer, NEW);
    return isPut !== false;
  }

  /** A unique entry that comes is another document's when it is there. @returns the conflict; no entry is put then */
  private putEntries(changes: readonly IndexChange[], id: Buffer): Conflict | undefined {
    for (const { index, come } of changes)
      for (const entry of come) {
        if (!index.unique) this.root.putSync(entry.key, id);
        else if (!this.putNew(entry.key, id)) {
          const all = changes.flatMap((change) => change.come);
          this.removeAll(all.slice(0, all.indexOf(entry)));
          return { index, values: entry.values };
        }
      }
    return undefined;
  }

  private removeAll(entries: readonly Entry[]): void {
    for (const { key } of entries) this.root.removeSync(key);
  }

  private changes(collection: Collection, id: Buffer, before: Doc | undefined, now: Doc | undefined): IndexChange[] {
    let learned = false;
    try {
      return collection.indexes.map((index) => {
        if (before && now && untouched(index, before, now)) return { index, gone: [], come: [] };
        const old = before ? entriesOf(index, before, id).entries : [];
        const fresh = now ? entriesOf(index, now, id) : { entries: [], learned: false };
        learned ||= fresh.learned;
        return { index, gone: without(old, fresh.entries), come: without(fresh.entries, old) };
      });
    } finally {
      // also when a later index refuses the document: the mark is set by now, and nobody would learn it again
      if (learned) this.save(collection);
    }
  }

  /** @see extentOf */
  extent(): ReturnType<typeof extentOf> {
    return extentOf(this.root);
  }

  /** @see copyTo */
  copyTo(folder: string): Promise<void> {
    return copyTo(this.root, folder);
  }

  close(): Promise<void> {
    return this.root.close();
  }
}
