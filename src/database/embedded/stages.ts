import { Aggregator } from 'mingo/aggregator';
import { Context, evalExpr } from 'mingo/core';
import { type Iterator, Lazy } from 'mingo/lazy';
import * as mingo from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { rank, rankOf } from './bson-order.js';
import { type Doc, has, isDocument, isNumber, plainOf, toNumber } from './bson-values.js';
import { checkExpression, computing, expressionOptions, operatorSets, type Variables } from './expressions.js';
import { fail } from './failure.js';
import { compile } from './matcher.js';
import { parseProjection } from './projection.js';
import { parseSort, sortDocuments } from './sort.js';
import { stayInTime } from './stretch.js';

/** Where stages that look into other collections find documents, with plain numbers. */
export interface Sources {
  find: (collection: string, filter: Doc) => Doc[];
}

type Stage = (input: Iterator, spec: unknown, options: Options) => Iterator;

const variablesIn = (options: Options): Variables => ({
  ...options.variables,
  ...(options as { local?: { variables?: Doc } }).local?.variables,
});

const match: Stage = (input, spec, options) => {
  const matches = compile(spec as Doc, variablesIn(options));
  return input.filter((doc) => matches(doc as Doc));
};

const sort: Stage = (input, spec) => {
  const order = parseSort(spec);
  return input.transform((docs) => Lazy(sortDocuments(docs as Doc[], order)));
};

const project: Stage = (input, spec, options) => {
  const projection = parseProjection(spec, variablesIn(options));
  return projection ? input.map((doc) => projection.apply(doc as Doc, new Map())) : input;
};

/** MongoDB counts nothing with no document at all. */
const count: Stage = (input, field) => {
  if (typeof field !== 'string' || field === '' || /[.$]/.test(field))
    return fail('BadValue', 'the count field must be a non-empty string without dots and dollars');
  return input.transform((docs) => Lazy(docs.length > 0 ? [{ [field]: docs.length }] : []));
};

const unwind: Stage = (input, spec) => {
  const given: Doc = isDocument(spec) ? spec : { path: spec };
  const { path, includeArrayIndex: index, preserveNullAndEmptyArrays: keep } = given;
  if (typeof path !== 'string' || !path.startsWith('$'))
    return fail('BadValue', 'path option to $unwind stage should be prefixed with a $');
  const parts = path.slice(1).split('.');
  const marked = (doc: Doc, at: number | null): Doc => (typeof index === 'string' ? { ...doc, [index]: at } : doc);
  const unwound = function* (doc: Doc): Generator<Doc> {
    const value = parts.reduce<unknown>(
      (node, part) => (isDocument(node) && has(node, part) ? node[part] : undefined),
      doc,
    );
    if (Array.isArray(value) && value.length > 0)
      for (const [at, item] of value.entries()) yield inTime(marked(replacedAt(doc, parts, item), at));
    else if (value !== undefined && value !== null && !Array.isArray(value)) yield marked(doc, null);
    else if (keep === true) yield marked(Array.isArray(value) ? replacedAt(doc, parts, undefined) : doc, null);
  };
  return Lazy(
    (function* () {
      for (let next = input.next(); !next.done; next = input.next()) yield* unwound(next.value as Doc);
    })(),
  );
};

/** As it is, while there is time. */
const inTime = <T>(value: T): T => {
  stayInTime();
  return value;
};

/** A copy with another value at the path; what is not on the path is shared. Undefined takes the field out. */
const replacedAt = (doc: Doc, parts: readonly string[], value: unknown): Doc => {
  const [part, ...below] = parts as [string, ...string[]];
  const { [part]: old, ...others } = doc;
  if (below.length === 0 && value === undefined) return others;
  return { ...doc, [part]: below.length === 0 ? value : replacedAt(old as Doc, below, value) };
};

const localValues = (doc: Doc, path: string): unknown[] => {
  const at = (node: unknown, parts: readonly string[]): unknown[] => {
    if (Array.isArray(node)) return node.flatMap((item) => at(item, parts));
    const [part, ...below] = parts;
    if (part === undefined) return [node ?? null];
    return isDocument(node) && has(node, part) ? at(node[part], below) : [null];
  };
  return at(doc, path.split('.')).filter((value) => rankOf(value) !== rank.regex);
};

const lookup =
  (sources: Sources, contextOf: () => Context): Stage =>
  (input, spec, options) => {
    const { from, localField, foreignField, as, pipeline, let: given, ...others } = spec as Doc;
    for (const key of Object.keys(others)) return fail('FailedToParse', `unknown argument to $lookup: ${key}`);
    if (typeof from !== 'string' || typeof as !== 'string')
      return fail('FailedToParse', "must specify 'from' and 'as' fields for a $lookup");
    const joined = typeof localField === 'string' && typeof foreignField === 'string';
    if (!joined && !Array.isArray(pipeline))
      return fail('FailedToParse', '$lookup requires both or neither of localField and foreignField');
    const within = (doc: Doc): Doc[] => {
      const docs = joined
        ? sources.find(from, { [foreignField]: { $in: localValues(doc, localField) } })
        : sources.find(from, {});
      if (!Array.isArray(pipeline)) return docs;
      const variables = { ...variablesIn(options), ...(evalExpr(doc, given ?? {}, options) as Doc) };
      return new Aggregator(pipeline as Doc[], expressionOptions(contextOf(), variables)).run<Doc>(docs);
    };
    return input.map((doc) => ({ ...(doc as Doc), [as]: within(doc as Doc) }));
  };

/** mingo's stages that were found right; the others of ours replace its own. */
const { $group, $limit, $skip, $addFields, $set, $unset, $replaceRoot, $replaceWith, $sortByCount, $facet, $bucket } =
  mingo;
const taken = {
  $group,
  $limit,
  $skip,
  $addFields,
  $set,
  $unset,
  $replaceRoot,
  $replaceWith,
  $sortByCount,
  $facet,
  $bucket,
};
/** Looks at the clock for each document that a stage takes. */
const watched =
  (stage: Stage): Stage =>
  (input, spec, options) =>
    stage(input.map(inTime), spec, options);

const own = { $match: match, $sort: sort, $project: project, $count: count, $unwind: unwind };
/** The stages that pipelines may use; README.md lists them. */
export const stageNames: ReadonlySet<string> = new Set([...Object.keys(taken), ...Object.keys(own), '$lookup']);
const calculating = new Set([
  '$group',
  '$addFields',
  '$set',
  '$replaceRoot',
  '$replaceWith',
  '$sortByCount',
  '$bucket',
]);

/** @throws MongoFailure Location40324 for stages that are unknown or not supported */
export const checkPipeline = (pipeline: unknown): Doc[] => {
  if (!Array.isArray(pipeline)) return fail('TypeMismatch', "'pipeline' option must be specified as an array");
  for (const stage of pipeline) {
    const name = isDocument(stage) ? Object.keys(stage)[0] : undefined;
    if (name === undefined || Object.keys(stage).length !== 1)
      return fail('Location40323', 'A pipeline stage specification object must contain exactly one field.');
    if (name === '$changeStream') fail('Location40573', 'The $changeStream stage is only supported on replica sets');
    if (!stageNames.has(name)) fail('Location40324', `Unrecognized pipeline stage name: '${name}'`);
    checkStage(name, (stage as Doc)[name]);
  }
  return pipeline as Doc[];
};

const checkStage = (name: string, spec: unknown): void => {
  if (calculating.has(name)) checkExpression(spec);
  if ((name === '$limit' || name === '$skip') && (!isNumber(spec) || toNumber(spec) < (name === '$limit' ? 1 : 0)))
    fail(
      'BadValue',
      `invalid argument to ${name} stage: the ${name.slice(1)} must be ${name === '$limit' ? 'positive' : 'non-negative'}`,
    );
  if (name === '$match' && !isDocument(spec)) fail('BadValue', 'the match filter must be an expression in an object');
  if (name === '$facet' && isDocument(spec)) for (const key of Object.keys(spec)) checkPipeline(spec[key]);
  if (name === '$lookup' && isDocument(spec) && spec.pipeline !== undefined) checkPipeline(spec.pipeline);
};

/** Runs stages over documents with plain numbers. */
export const runStages = (
  pipeline: readonly Doc[],
  docs: readonly Doc[],
  sources: Sources,
  variables: Variables,
): Doc[] => {
  let context: Context | undefined;
  const contextOf = (): Context => {
    const all = { ...taken, ...own, $lookup: lookup(sources, contextOf) } as unknown as Record<string, Stage>;
    const pipelineOps = Object.fromEntries(Object.entries(all).map(([name, stage]) => [name, watched(stage)]));
    context ??= Context.init({ ...operatorSets, pipeline: pipelineOps } as unknown as Parameters<
      typeof Context.init
    >[0]);
    return context;
  };
  const options = expressionOptions(contextOf(), variables);
  return computing(() => new Aggregator(plainOf(pipeline) as Doc[], options).run<Doc>([...docs]));
};
