import { decode } from './bson-decode.js';
import type { Doc } from './bson-values.js';
import { type Collection, idIndex } from './catalog.js';
import { Held } from './held.js';
import type { Index } from './index-spec.js';
import { keyFilter } from './key-filter.js';
import type { Matcher } from './matcher.js';
import type { Plan, ScanPlan } from './planner.js';
import type { Store } from './storage.js';
import { isTired } from './stretch.js';

/** Keys read before other commands get a turn: a millisecond or two. */
export const PORTION = 250;

/** Keys of a walk before its filter is asked of them. */
const SHORT = 16;

/** A document that met the filter. */
export interface Candidate {
  /** Its key in the collection. */
  id: Buffer;
  bytes: Buffer;
  doc: Doc;
}

/** What a scan cost so far. */
export interface ScanCost {
  keys: number;
  docs: number;
}

interface Place {
  plan: number;
  range: number;
  /** The last key that was read; the scan goes on after it. */
  key: Buffer | undefined;
}

/**
 * Walks a plan in portions. Between portions nothing is held open in the store, so writers go on and a portion sees what was
 * committed before it; the place is the last key read.
 */
export class Scan {
  readonly cost: ScanCost = { keys: 0, docs: 0 };
  private readonly plans: readonly ScanPlan[];
  private readonly place: Place = { plan: 0, range: 0, key: undefined };
  private readonly seen: Set<string> | undefined;
  private readonly keyFilters = new Map<Index, ((key: Buffer) => boolean) | undefined>();

  constructor(
    private readonly store: Store,
    private readonly collection: Collection,
    plan: Plan,
    private readonly filter: Doc,
    private readonly matches: Matcher,
  ) {
    this.plans = plan.kind === 'union' ? plan.plans : [plan];
    const repeats = plan.kind === 'union' || plan.repeats;
    this.seen = repeats ? new Set() : undefined;
  }

  /** A short walk is over before keys are worth reading. */
  private keyFilterOf({ index }: ScanPlan): ((key: Buffer) => boolean) | undefined {
    if (index === idIndex || this.cost.keys < SHORT) return undefined;
    if (!this.keyFilters.has(index)) this.keyFilters.set(index, keyFilter(index, this.filter));
    return this.keyFilters.get(index);
  }

  /**
   * Goes on until so many documents are found or so many keys read.
   * @returns what was found; `done` when nothing is left
   */
  next(wanted: number, effort: number): { found: Candidate[]; done: boolean } {
    const found: Candidate[] = [];
    const stop = this.cost.keys + effort;
    const yields = Number.isFinite(effort);
    for (; this.place.plan < this.plans.length; this.place.plan++, this.place.range = 0) {
      const plan = this.plans[this.place.plan]!;
      for (; this.place.range < plan.ranges.length; this.place.range++, this.place.key = undefined) {
        const space = plan.index === idIndex ? this.collection.space : plan.index.space;
        const range = plan.ranges[this.place.range]!;
        for (const { key, value } of this.store.scan(space, range, plan.reverse, this.place.key)) {
          this.place.key = key;
          this.cost.keys++;
          const passes = this.keyFilterOf(plan)?.(key) ?? true;
          const candidate = passes ? this.consider(plan, key, value) : undefined;
          if (candidate) found.push(candidate);
          if (found.length >= wanted || this.cost.keys >= stop || (yields && isTired())) return { found, done: false };
        }
      }
    }
    return { found, done: true };
  }

  /** All at once: for writers, which run inside one transaction. @throws MongoFailure when that is too much for the memory */
  all(limit = Number.POSITIVE_INFINITY): Candidate[] {
    const all: Candidate[] = [];
    const held = new Held();
    for (let done = false; !done && all.length < limit; ) {
      const portion = this.next(limit - all.length, PORTION);
      done = portion.done;
      for (const candidate of portion.found) {
        held.add(candidate.bytes.length);
        all.push(candidate);
      }
    }
    return all;
  }

  private consider(plan: ScanPlan, key: Buffer, value: Buffer): Candidate | undefined {
    const id = plan.index === idIndex ? key : value;
    if (this.seen) {
      const name = id.toString('latin1');
      if (this.seen.has(name)) return undefined;
      this.seen.add(name);
    }
    const bytes = plan.index === idIndex ? value : this.store.get(this.collection, id);
    if (!bytes) return undefined;
    this.cost.docs++;
    const doc = decode(bytes);
    return this.matches(doc) ? { id, bytes, doc } : undefined;
  }
}
