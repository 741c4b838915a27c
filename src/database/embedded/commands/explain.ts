import { aggregatePlan } from '../aggregate.js';
import { type Doc, isDocument } from '../bson-values.js';
import { fail } from '../failure.js';
import { compile } from '../matcher.js';
import { type Plan, planFor, type ScanPlan } from '../planner.js';
import { type Query, Reader } from '../reader.js';
import { parseSort } from '../sort.js';
import { aggregationOf, countQuery, distinctQuery, queryOf } from './reads.js';
import {
  type Commands,
  documentOf,
  type Handler,
  listOf,
  namespaceOf,
  type Request,
  type Surroundings,
} from './request.js';

const presentScan = ({ index, bounded, sorted, reverse }: ScanPlan): Doc => {
  const direction = reverse ? 'backward' : 'forward';
  const walksDocuments = index.name === '_id_' && !bounded && !(sorted && reverse);
  if (walksDocuments) return { stage: 'COLLSCAN', direction };
  const { name, key, unique, sparse, partial, multikey } = index;
  return {
    stage: 'FETCH',
    inputStage: {
      stage: 'IXSCAN',
      keyPattern: key,
      indexName: name,
      isMultiKey: multikey.includes(true),
      isUnique: unique,
      isSparse: sparse,
      isPartial: partial !== undefined,
      direction,
    },
  };
};

const presentPlan = (plan: Plan, { sort, limit }: Query): Doc => {
  const found = plan.kind === 'scan' ? presentScan(plan) : { stage: 'OR', inputStages: plan.plans.map(presentScan) };
  if (sort.length === 0 || plan.sorted) return found;
  const pattern = Object.fromEntries(sort.map(([path, direction]) => [path, direction]));
  return { stage: 'SORT', sortPattern: pattern, ...(limit > 0 ? { limitAmount: limit } : {}), inputStage: found };
};

const oneWrite = (body: Doc, field: string, command: string): Query => {
  const [first] = listOf(body, field, command);
  if (!isDocument(first)) return fail('FailedToParse', `explain of ${command} needs one write`);
  return { filter: documentOf(first, 'q'), sort: [], skip: 0, limit: 0, hint: first.hint };
};

const explainable: Readonly<Record<string, (request: Request) => Query>> = {
  find: ({ body }) => queryOf(body),
  count: ({ body }) => countQuery(body),
  distinct: ({ body }) => distinctQuery(body),
  update: ({ body }) => oneWrite(body, 'updates', 'update'),
  delete: ({ body }) => oneWrite(body, 'deletes', 'delete'),
  findAndModify: ({ body }) => ({
    filter: documentOf(body, 'query'),
    sort: parseSort(body.sort),
    skip: 0,
    limit: 1,
    hint: body.hint,
  }),
};

const EMPTY = { stage: 'EOF' };

const planned = (request: Request, { store }: Surroundings): { ns: string; query?: Query; winningPlan: Doc } => {
  const ns = namespaceOf(request);
  if (request.name === 'aggregate') {
    const found = aggregatePlan(store, aggregationOf(request));
    return found
      ? { ns, query: found.query, winningPlan: presentPlan(found.plan, found.query) }
      : { ns, winningPlan: EMPTY };
  }
  const read =
    explainable[request.name] ?? fail('CommandNotFound', `Explain failed due to unknown command: ${request.name}`);
  const query = read(request);
  compile(query.filter, query.variables);
  const collection = store.collection(ns);
  return { ns, query, winningPlan: collection ? presentPlan(planFor(collection, query), query) : EMPTY };
};

const executed = async ({ store }: Surroundings, ns: string, query: Query): Promise<Doc> => {
  const collection = store.collection(ns);
  if (!collection) return { nReturned: 0, totalKeysExamined: 0, totalDocsExamined: 0, executionSuccess: true };
  const reader = new Reader(store, collection, query);
  let returned = 0;
  for await (const _ of reader.documents()) returned++;
  const { keys, docs } = reader.cost;
  return { nReturned: returned, totalKeysExamined: keys, totalDocsExamined: docs, executionSuccess: true };
};

/** Says how a command would be served: IXSCAN with the index's name, or COLLSCAN. */
const explain: Handler = async (request, surroundings) => {
  const inner = documentOf(request.body, 'explain');
  const name = Object.keys(inner)[0] ?? '';
  const asked = { ...request, name, body: inner };
  const { ns, query, winningPlan } = planned(asked, surroundings);
  const runs = request.body.verbosity !== 'queryPlanner' && query !== undefined;
  return {
    explainVersion: '1',
    queryPlanner: { namespace: ns, parsedQuery: query?.filter ?? {}, winningPlan, rejectedPlans: [] },
    ...(runs ? { executionStats: await executed(surroundings, ns, query) } : {}),
    ok: 1,
  };
};

/** The explain command. */
export const explains: Commands = { explain: { fields: ['verbosity'], run: explain } };
