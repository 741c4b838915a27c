import { type Condition, type Conditions, conditionsOf, type Edge, implies, someFieldThere } from './bounds.js';
import { rankOf } from './bson-order.js';
import { type Doc, isDocument, isNumber, toNumber } from './bson-values.js';
import { type Collection, idIndex } from './catalog.js';
import { fail } from './failure.js';
import { type Index, sameKey } from './index-spec.js';
import { encodeBound, encodeKey, inverted, successor } from './key-encoding.js';
import type { KeyRange } from './storage.js';

/** Walks ranges of one index, or of the documents themselves (`idIndex`), in order. */
export interface ScanPlan {
  kind: 'scan';
  index: Index;
  ranges: KeyRange[];
  reverse: boolean;
  /** Documents come in the order that the query asked for. */
  sorted: boolean;
  /** A document may come more than once. */
  repeats: boolean;
  /** Some field is bound; otherwise the whole index is walked. */
  bounded: boolean;
}

/** The branches of an `$or`, one after the other, each document once. */
export interface UnionPlan {
  kind: 'union';
  plans: ScanPlan[];
  sorted: false;
}

/** How documents are found. */
export type Plan = ScanPlan | UnionPlan;

/** Fields and directions, in order. */
export type SortSpec = readonly (readonly [path: string, direction: 1 | -1])[];

/** What a plan is made for. */
export interface Question {
  filter: Doc;
  sort: SortSpec;
  /** An index by name or key pattern that must be used. */
  hint?: unknown;
}

const MAX_RANGES = 2000;
const EVERYTHING: KeyRange = { low: Buffer.alloc(0), high: undefined };

/** The bytes from the low edge to the high edge of one value, ascending. */
const edgesToBytes = (low: Edge | undefined, high: Edge | undefined, limit: number): { low: Buffer; high: Buffer } => {
  const type = rankOf((low ?? high)!.value);
  const bracket = { low: Buffer.from([type]), high: Buffer.from([type + 1]) };
  const bytes = (edge: Edge, beyond: boolean): Buffer => {
    const bound = encodeBound(edge.value, limit);
    const past = bound.cut ? !beyond : edge.inclusive !== beyond;
    return past ? successor(bound.bytes)! : bound.bytes;
  };
  return {
    low: low ? bytes(low, true) : bracket.low,
    high: high && rankOf(high.value) === type ? bytes(high, false) : bracket.high,
  };
};

const prefixToBytes = (prefix: string, limit: number): { low: Buffer; high: Buffer } => {
  const { bytes, cut } = encodeBound(prefix, limit);
  const bare = cut ? bytes : bytes.subarray(0, bytes.length - 2);
  return { low: bare, high: successor(bare)! };
};

const within = (prefix: Buffer, { low, high }: { low: Buffer; high: Buffer }, direction: number): KeyRange => {
  const [from, to] = direction === -1 ? [successor(inverted(high)), successor(inverted(low))] : [low, high];
  return {
    low: Buffer.concat([prefix, from ?? Buffer.alloc(0)]),
    high: to ? Buffer.concat([prefix, to]) : successor(prefix),
  };
};

const rangeOf = (condition: Condition, multikey: boolean, limit: number): { low: Buffer; high: Buffer } | undefined => {
  if (condition.prefix !== undefined) return prefixToBytes(condition.prefix, limit);
  const { low, high } = condition;
  if (!low && !high) return undefined;
  return multikey && low && high ? edgesToBytes(low, undefined, limit) : edgesToBytes(low, high, limit);
};

interface Bounds {
  ranges: KeyRange[];
  /** Leading fields that are bound to points. */
  equalities: number;
  /** All of those to one point each. */
  single: boolean;
  ranged: boolean;
}

const boundsOn = (index: Index, conditions: Conditions): Bounds => {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let equalities = 0;
  let throughArray = false;
  for (const [i, field] of index.fields.entries()) {
    const condition = index.positional[i] ? undefined : conditions.get(field);
    const multikey = index.multikey[i]!;
    if (!condition || (multikey && throughArray)) break;
    throughArray ||= multikey;
    const direction = index.directions[i]!;
    if (condition.points && prefixes.length * condition.points.length <= MAX_RANGES) {
      const points = condition.points.map((point) => encodeKey([point], [direction], index.limit).bytes);
      prefixes = prefixes.flatMap((prefix) => points.map((point) => Buffer.concat([prefix, point])));
      equalities++;
      continue;
    }
    const range = rangeOf(condition, multikey, index.limit);
    if (!range) break;
    const ranges = prefixes.map((prefix) => within(prefix, range, direction));
    return { ranges, equalities, single: prefixes.length === 1, ranged: true };
  }
  if (equalities === 0) return { ranges: [EVERYTHING], equalities, single: true, ranged: false };
  return { ranges: toRanges(prefixes), equalities, single: prefixes.length === 1, ranged: false };
};

const toRanges = (prefixes: Buffer[]): KeyRange[] => {
  const distinct = new Map(prefixes.map((prefix) => [prefix.toString('latin1'), prefix]));
  const inOrder = [...distinct.values()].sort(Buffer.compare);
  return inOrder.map((low) => ({ low, high: successor(low) }));
};

/** 1 or -1 when walking the index so gives the sort's order; undefined when it does not. */
const orderGiven = (
  index: Index,
  { equalities, single }: Bounds,
  conditions: Conditions,
  sort: SortSpec,
): 1 | -1 | undefined => {
  if (index.inexact || !single) return undefined;
  const fixed = new Set(index.fields.slice(0, equalities).filter((_, i) => !index.multikey[i]));
  const open = sort.filter(([path]) => !fixed.has(path) && !isFixed(conditions.get(path), index, path));
  let walk: number | undefined;
  for (const [i, [path, direction]] of open.entries()) {
    const at = equalities + i;
    if (index.fields[at] !== path || index.multikey[at]) return undefined;
    const needed = direction * index.directions[at]!;
    if (walk !== undefined && walk !== needed) return undefined;
    walk = needed;
  }
  return walk === -1 ? -1 : 1;
};

/** A field outside the index that equals one value may still be an array, so it never counts as fixed. */
const isFixed = (condition: Condition | undefined, index: Index, path: string): boolean =>
  path === '_id' && index.fields[0] === '_id' && condition?.points?.length === 1;

const usable = (index: Index, filter: Doc, conditions: Conditions): boolean =>
  index.ready &&
  (!index.partial || implies(filter, conditions, index.partial)) &&
  (!index.sparse || someFieldThere(conditions, index.fields));

interface Scored {
  plan: ScanPlan;
  score: number;
}

const planOn = (index: Index, conditions: Conditions, sort: SortSpec): Scored => {
  const bounds = boundsOn(index, conditions);
  const walk = orderGiven(index, bounds, conditions, sort);
  const complete = index.unique && bounds.equalities === index.fields.length && bounds.single;
  const score =
    10 * bounds.equalities + (bounds.ranged ? 5 : 0) + (walk && sort.length > 0 ? 4 : 0) + (complete ? 20 : 0);
  const plan: ScanPlan = {
    kind: 'scan',
    index,
    ranges: bounds.ranges,
    reverse: walk === -1,
    sorted: sort.length === 0 || walk !== undefined,
    repeats: index.multikey.includes(true),
    bounded: bounds.equalities > 0 || bounds.ranged,
  };
  return { plan, score };
};

const hinted = (collection: Collection, hint: unknown): Index => {
  const all = [idIndex, ...collection.indexes];
  const found = isDocument(hint)
    ? all.find((index) => sameKey(index.key, hint))
    : all.find((index) => index.name === hint);
  return (
    found ??
    fail(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    )
  );
};

/** `{ $natural: ±1 }` asks for the collection's own order. */
const naturalWalk = (hint: unknown): number | undefined =>
  isDocument(hint) && isNumber(hint.$natural) ? toNumber(hint.$natural) : undefined;

const wholeCollection = (reverse = false): ScanPlan => ({
  kind: 'scan',
  index: idIndex,
  ranges: [EVERYTHING],
  reverse,
  sorted: false,
  repeats: false,
  bounded: false,
});

const bestScan = (collection: Collection, filter: Doc, sort: SortSpec): ScanPlan => {
  const conditions = conditionsOf(filter);
  let best: Scored = planOn(idIndex, conditions, sort);
  for (const index of collection.indexes) {
    if (!usable(index, filter, conditions)) continue;
    const candidate = planOn(index, conditions, sort);
    if (candidate.score > best.score) best = candidate;
  }
  return best.plan;
};

const alternatives = (filter: Doc): Doc[] | undefined => {
  const parts = [filter, ...(Array.isArray(filter.$and) ? (filter.$and as Doc[]) : [])];
  const either = parts.find((part) => Array.isArray(part.$or));
  return either?.$or as Doc[] | undefined;
};

const union = (collection: Collection, filter: Doc): UnionPlan | undefined => {
  const branches = alternatives(filter);
  if (!branches) return undefined;
  const plans = branches.map((branch) => bestScan(collection, { $and: [filter, branch] }, []));
  return plans.every((plan) => plan.bounded) ? { kind: 'union', plans, sorted: false } : undefined;
};

/** Chooses how to find the documents. Every plan may give too many: the filter is still asked of each. */
export const planFor = (collection: Collection, { filter, sort, hint }: Question): Plan => {
  if (hint !== undefined && hint !== null && !(isDocument(hint) && Object.keys(hint).length === 0)) {
    const natural = naturalWalk(hint);
    if (natural !== undefined) return { ...wholeCollection(natural < 0), sorted: sort.length === 0 };
    return planOn(hinted(collection, hint), conditionsOf(filter), sort).plan;
  }
  const scan = bestScan(collection, filter, sort);
  return scan.bounded ? scan : (union(collection, filter) ?? scan);
};
