import { type Doc, isDocument, isNumber, toNumber } from './bson-values.js';
import type { Variables } from './expression.js';
import { Held } from './held.js';
import { compile, type Matcher } from './matcher.js';
import type { Plan } from './planner.js';
import { type Batches, ComputedBatches, type Query, Reader } from './reader.js';
import { select } from './select.js';
import { parseSort } from './sort.js';
import type { Find } from './stage.js';
import { connected, readPipeline, runStages } from './stages.js';
import type { Store } from './storage.js';
import { stayInTime } from './stretch.js';

/** What an aggregate command asks. */
export interface Aggregation {
  db: string;
  collection: string;
  pipeline: unknown;
  variables: Variables;
  hint?: unknown;
}

/** The beginning of a pipeline that the planner can serve from indexes, and the stages that are left. */
interface Split {
  query: Query;
  rest: Doc[];
}

const split = ({ pipeline, variables, hint }: Aggregation): Split => {
  readPipeline(pipeline, { variables, find: () => [] });
  const rest = [...(pipeline as Doc[])];
  const take = (name: string): unknown => (rest[0] && Object.hasOwn(rest[0], name) ? rest.shift()![name] : undefined);
  const filters: Doc[] = [];
  for (let filter = take('$match'); filter !== undefined; filter = take('$match')) filters.push(filter as Doc);
  const sort = parseSort(take('$sort'));
  const skip = toNumber(take('$skip') ?? 0);
  const limit = toNumber(take('$limit') ?? 0);
  const filter = filters.length > 1 ? { $and: filters } : (filters[0] ?? {});
  return { query: { filter, sort, skip, limit, hint, variables }, rest };
};

/** The field into which `{ $group: { _id: constant, field: { $sum: 1 } } }` counts, as countDocuments asks. */
const countField = (rest: readonly Doc[]): { id: unknown; field: string } | undefined => {
  const group = rest.length === 1 ? rest[0]!.$group : undefined;
  if (!isDocument(group) || Object.keys(group).length !== 2) return undefined;
  const { _id: id, ...fields } = group;
  const [field] = Object.keys(fields) as [string];
  const sum = fields[field];
  const one = isDocument(sum) && isNumber(sum.$sum) && toNumber(sum.$sum) === 1 && Object.keys(sum).length === 1;
  return one && (id === null || isNumber(id)) ? { id, field } : undefined;
};

const countAll = async (reader: Reader): Promise<number> => {
  let count = 0;
  for await (const _ of reader.documents()) count++;
  return count;
};

/** Looks at the clock for each document of another collection. */
const inTime =
  (matches: Matcher): Matcher =>
  (doc) => {
    stayInTime();
    return matches(doc);
  };

const findIn =
  (store: Store, db: string): Find =>
  (name, filter) => {
    const collection = store.collection(`${db}.${name}`);
    if (!collection) return [];
    const asked = { filter, matches: inTime(compile(filter)), sort: [], limit: Number.POSITIVE_INFINITY };
    return select(store, collection, asked).map(({ doc }) => doc);
  };

/** @throws MongoFailure for stages and operators that are refused, before anything is read */
export const aggregate = async (store: Store, aggregation: Aggregation): Promise<Batches> => {
  const { db, variables } = aggregation;
  const around = { variables, find: findIn(store, db) };
  const { query, rest } = split(aggregation);
  const stages = readPipeline(rest, around);
  const collection = store.collection(`${db}.${aggregation.collection}`);
  if (!collection) return new ComputedBatches(runStages(stages, []));
  const counted = countField(rest);
  const whole = Object.keys(query.filter).length === 0 && query.skip === 0 && query.limit === 0;
  if (counted && whole) return counts(counted, collection.count);
  const reader = new Reader(store, collection, query);
  if (rest.length === 0) return reader;
  if (counted) return counts(counted, await countAll(reader));
  const out: Doc[] = [];
  const held = new Held();
  const sink = connected(stages, { take: (doc) => out.push(held.keep(doc)), end: () => {} });
  for await (const { doc } of reader.documents()) sink.take(doc);
  sink.end();
  return new ComputedBatches(out);
};

const counts = ({ id, field }: { id: unknown; field: string }, count: number): ComputedBatches =>
  new ComputedBatches(count > 0 ? [{ _id: id, [field]: count }] : []);

/** How the beginning of the pipeline would be read; undefined when there is no such collection. */
export const aggregatePlan = (store: Store, aggregation: Aggregation): { plan: Plan; query: Query } | undefined => {
  const { query } = split(aggregation);
  const collection = store.collection(`${aggregation.db}.${aggregation.collection}`);
  return collection && { plan: new Reader(store, collection, query).plan, query };
};
