import { setImmediate as turn } from 'node:timers/promises';
import { decode } from './bson-decode.js';
import { type Doc, encode, MAX_DOCUMENT_BYTES } from './bson-values.js';
import type { Collection } from './catalog.js';
import type { Variables } from './expression.js';
import { Held } from './held.js';
import { compile, type FoundElements, type Matcher } from './matcher.js';
import { type Plan, planFor, type SortSpec } from './planner.js';
import type { Projection } from './projection.js';
import { type Candidate, PORTION, Scan, type ScanCost } from './scan.js';
import { compareSortKeys, sortKeyOf } from './sort.js';
import type { Store } from './storage.js';
import { isTired } from './stretch.js';

/** A query as find and aggregate put it. */
export interface Query {
  filter: Doc;
  /** The filter compiled, by who has it already. */
  matches?: Matcher;
  sort: SortSpec;
  skip: number;
  /** 0 = no limit. */
  limit: number;
  hint?: unknown;
  projection?: Projection | undefined;
  variables?: Variables;
}

/** Sorted candidates kept before those past the limit are thrown away. */
const KEPT_BEYOND_LIMIT = 1000;

/** Something that gives BSON documents in batches. */
export interface Batches {
  /** @returns at most `count` documents and not more bytes than one reply holds; `done` when nothing is left */
  batch(count: number): Promise<{ docs: Uint8Array[]; done: boolean }>;
}

interface Sorted {
  id: Buffer;
  /** Bytes of the document. */
  size: number;
  key: unknown[];
}

/** The result of a query, read in batches. Long reads give way to other commands every few milliseconds. */
export class Reader implements Batches {
  readonly plan: Plan;
  private readonly scan: Scan;
  private readonly matches: Matcher;
  private skip: number;
  private left: number;
  private ready: Candidate[] = [];
  private scanned = false;
  private inOrder: Sorted[] | undefined;

  constructor(
    private readonly store: Store,
    private readonly collection: Collection,
    private readonly query: Query,
  ) {
    this.matches = query.matches ?? compile(query.filter, query.variables);
    this.plan = planFor(collection, query);
    this.scan = new Scan(store, collection, this.plan, query.filter, this.matches);
    this.skip = query.skip;
    this.left = query.limit === 0 ? Number.POSITIVE_INFINITY : query.limit;
  }

  get cost(): ScanCost {
    return this.scan.cost;
  }

  async batch(count: number): Promise<{ docs: Uint8Array[]; done: boolean }> {
    const docs: Uint8Array[] = [];
    let bytes = 0;
    while (docs.length < count) {
      const candidate = this.ready[0] ?? (await this.peek(count - docs.length));
      if (!candidate) return { docs, done: true };
      const shaped = this.shape(candidate);
      bytes += shaped.length + 16;
      if (docs.length > 0 && bytes > MAX_DOCUMENT_BYTES) return { docs, done: false };
      docs.push(shaped);
      this.ready.shift();
      this.left--;
      if (isTired()) await turn();
    }
    return { docs, done: this.left <= 0 || (this.ready.length === 0 && this.scanned && !this.inOrder?.length) };
  }

  /** Every remaining document, decoded faithfully. */
  async *documents(): AsyncGenerator<Candidate> {
    while (await this.peek(PORTION)) {
      for (const candidate of this.ready.splice(0)) {
        this.left--;
        yield candidate;
      }
    }
  }

  private async peek(wanted: number): Promise<Candidate | undefined> {
    if (this.left <= 0) return undefined;
    while (this.ready.length === 0) {
      if (this.plan.sorted) {
        if (this.scanned) return undefined;
        await this.readOn(wanted + this.skip);
        this.ready.splice(0, this.drop(this.ready.length));
      } else if (!(await this.takeSorted(wanted))) return undefined;
    }
    return this.ready[0];
  }

  private drop(available: number): number {
    const dropped = Math.min(this.skip, available);
    this.skip -= dropped;
    return dropped;
  }

  private async readOn(wanted: number): Promise<void> {
    const needed = Math.min(wanted, this.left + this.skip);
    const { found, done } = this.scan.next(needed, PORTION);
    this.ready = found;
    this.scanned = done;
    if (!done && (found.length < needed || found.length >= PORTION || isTired())) await turn();
  }

  /** Sorted results are kept as ids; what was deleted or changed away meanwhile is passed over. */
  private async takeSorted(wanted: number): Promise<boolean> {
    this.inOrder ??= await this.sortAll();
    while (this.ready.length < Math.min(wanted, PORTION) && this.inOrder.length > 0) {
      const { id } = this.inOrder.pop()!;
      const bytes = this.store.get(this.collection, id);
      const doc = bytes && decode(bytes);
      if (bytes && doc && this.matches(doc)) this.ready.push({ id, bytes, doc });
    }
    return this.ready.length > 0;
  }

  /** @returns last first, so that taking is popping */
  private async sortAll(): Promise<Sorted[]> {
    const keyOf = sortKeyOf(this.query.sort);
    const compareKeys = compareSortKeys(this.query.sort);
    const compare = (a: Sorted, b: Sorted): number => compareKeys(a.key, b.key);
    const needed = this.skip + this.left;
    const held = new Held();
    const kept: Sorted[] = [];
    let last: Sorted | undefined;
    for (let done = false; !done; ) {
      const portion = this.scan.next(PORTION, PORTION);
      done = portion.done;
      for (const { id, bytes, doc } of portion.found) {
        const sorted: Sorted = { id, size: bytes.length, key: keyOf(doc) };
        if (last && compare(sorted, last) >= 0) continue;
        held.add(sorted.size);
        kept.push(sorted);
      }
      if (kept.length > needed + KEPT_BEYOND_LIMIT) {
        for (const { size } of kept.sort(compare).splice(needed)) held.remove(size);
        last = kept.at(-1);
      }
      if (!done) await turn();
    }
    this.scanned = true;
    kept.sort(compare).splice(needed);
    kept.splice(0, this.drop(kept.length));
    return kept.reverse();
  }

  private shape({ bytes, doc }: Candidate): Uint8Array {
    const { projection } = this.query;
    if (!projection) return bytes;
    const found: FoundElements = new Map();
    if (projection.positional) this.matches(doc, found);
    return encode(projection.apply(doc, found));
  }
}

/** Documents that were computed, not stored. */
export class ComputedBatches implements Batches {
  private at = 0;
  constructor(private readonly docs: readonly Doc[]) {}

  async batch(count: number): Promise<{ docs: Uint8Array[]; done: boolean }> {
    const docs: Uint8Array[] = [];
    let bytes = 0;
    for (; docs.length < count && this.at < this.docs.length; this.at++) {
      const next = encode(this.docs[this.at]!);
      bytes += next.length + 16;
      if (docs.length > 0 && bytes > MAX_DOCUMENT_BYTES) break;
      docs.push(next);
    }
    return { docs, done: this.at >= this.docs.length };
  }
}
