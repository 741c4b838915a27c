import { Int32, Long } from 'bson';
import { rank, rankOf } from './bson-order.js';
import { type Doc, has, isDocument, isNumber, toNumber } from './bson-values.js';
import { evaluate, pathIn } from './expressions.js';
import { fail } from './failure.js';
import { group } from './group.js';
import { compile } from './matcher.js';
import { parseProjection, placeFields } from './projection.js';
import { parseSort, sortDocuments } from './sort.js';
import {
  type Around,
  each,
  gathered,
  mapped,
  objectIn,
  type ReadStage,
  type Sink,
  type Stage,
  window,
} from './stage.js';
import { stayInTime, uncounted } from './stretch.js';

const match: ReadStage = (spec, { variables }) => {
  const matches = compile(objectIn(spec, '$match'), variables);
  return each((doc) => (matches(doc) ? [doc] : []));
};

const sort: ReadStage = (spec) => {
  const order = parseSort(objectIn(spec, '$sort'));
  return order.length > 0
    ? gathered((docs) => uncounted(() => sortDocuments(docs, order)))
    : fail('Location15976', '$sort stage must have at least one sort key');
};

const project: ReadStage = (spec, { variables }) => {
  const projection = parseProjection(objectIn(spec, '$project'), variables);
  if (!projection)
    return fail(
      'Location51272',
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  return mapped((doc) => projection.apply(doc, new Map()));
};

const addFields: ReadStage = (spec, { variables }) => {
  const place = placeFields(objectIn(spec, '$addFields'), variables);
  return mapped(place);
};

const unset: ReadStage = (spec, around) => {
  const paths = [spec].flat();
  if (paths.length === 0 || !paths.every((path) => typeof path === 'string' && path !== ''))
    return fail('Location31120', '$unset specification must be a string or an array of strings');
  return project(Object.fromEntries(paths.map((path) => [path, false])), around);
};

const positions = (spec: unknown, least: number, name: string): number =>
  isNumber(spec) && Number.isInteger(toNumber(spec)) && toNumber(spec) >= least
    ? toNumber(spec)
    : fail('Location15958', `invalid argument to ${name} stage: an integer of at least ${least} is needed`);

/** MongoDB counts nothing with no document at all. */
const count: ReadStage = (field) => {
  if (typeof field !== 'string' || field === '' || /[.$\0]/.test(field))
    return fail('Location40156', 'the count field must be a non-empty string without dots and dollars');
  return (next) => {
    let counted = 0;
    const end = (): void => {
      if (counted > 0) next.take({ [field]: new Int32(counted) });
      next.end();
    };
    return { take: () => counted++, end };
  };
};

const unwind: ReadStage = (spec) => {
  const {
    path,
    includeArrayIndex: index,
    preserveNullAndEmptyArrays: keep,
  }: Doc = isDocument(spec) ? spec : { path: spec };
  if (typeof path !== 'string' || !path.startsWith('$'))
    return fail('Location28818', 'path option to $unwind stage should be prefixed with a $');
  if (path === '$') return fail('Location40352', 'FieldPath cannot be constructed with empty string');
  const parts = pathIn(path.slice(1));
  const marked = (doc: Doc, at: Long | null): Doc => (typeof index === 'string' ? { ...doc, [index]: at } : doc);
  return each(function* (doc) {
    const value = parts.reduce<unknown>(
      (node, part) => (isDocument(node) && has(node, part) ? node[part] : undefined),
      doc,
    );
    if (Array.isArray(value) && value.length > 0)
      for (const [at, item] of value.entries()) yield marked(replacedAt(doc, parts, item), Long.fromNumber(at));
    else if (value !== undefined && value !== null && !Array.isArray(value)) yield marked(doc, null);
    else if (keep === true) yield marked(Array.isArray(value) ? replacedAt(doc, parts, undefined) : doc, null);
  });
};

/** A copy with another value at the path; what is not on the path is shared. Undefined takes the field out. */
const replacedAt = (doc: Doc, parts: readonly string[], value: unknown): Doc => {
  const [part, ...below] = parts as [string, ...string[]];
  const { [part]: old, ...others } = doc;
  if (below.length === 0 && value === undefined) return others;
  return { ...doc, [part]: below.length === 0 ? value : replacedAt(old as Doc, below, value) };
};

const sortByCount: ReadStage = (spec, around) => {
  const grouped = group({ _id: spec, count: { $sum: new Int32(1) } }, around);
  const ordered = sort({ count: new Int32(-1) }, around);
  return (next) => grouped(ordered(next));
};

const replaceRoot: ReadStage = (spec, { variables }) => {
  const root = evaluate(spec, variables);
  return mapped((doc) => {
    const made = root(doc);
    return isDocument(made) ? made : fail('Location40228', "'newRoot' expression must evaluate to an object");
  });
};

const facet: ReadStage = (spec, around) => {
  const parts = Object.entries(objectIn(spec, '$facet')).map(
    ([name, pipeline]) => [name, readPipeline(pipeline, around)] as const,
  );
  return gathered((docs) => [Object.fromEntries(parts.map(([name, pipeline]) => [name, runStages(pipeline, docs)]))]);
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

const lookup: ReadStage = (spec, around) => {
  const { from, localField, foreignField, as, pipeline, let: given, ...others } = objectIn(spec, '$lookup');
  for (const key of Object.keys(others)) return fail('FailedToParse', `unknown argument to $lookup: ${key}`);
  if (typeof from !== 'string' || typeof as !== 'string')
    return fail('FailedToParse', "must specify 'from' and 'as' fields for a $lookup");
  const joined = typeof localField === 'string' && typeof foreignField === 'string';
  if (!joined && !Array.isArray(pipeline))
    return fail('FailedToParse', '$lookup requires both or neither of localField and foreignField');
  const lets = Object.entries(given === undefined ? {} : objectIn(given, '$lookup.let')).map(
    ([name, value]) => [name, evaluate(value, around.variables)] as const,
  );
  const within = (doc: Doc): Doc[] => {
    const docs = around.find(from, joined ? { [foreignField]: { $in: localValues(doc, localField) } } : {});
    const own = Object.fromEntries(lets.map(([name, value]) => [name, value(doc) ?? null]));
    return runStages(readPipeline(pipeline ?? [], { ...around, variables: { ...around.variables, ...own } }), docs);
  };
  readPipeline(pipeline ?? [], { ...around, variables: { ...around.variables, ...Object.fromEntries(lets) } });
  return mapped((doc) => ({ ...doc, [as]: within(doc) }));
};

/** Every stage that is supported, by its name. */
export const stages: Readonly<Record<string, ReadStage>> = {
  $match: match,
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $sort: sort,
  $skip: (spec) => window(positions(spec, 0, '$skip'), Number.POSITIVE_INFINITY),
  $limit: (spec) => window(0, positions(spec, 1, '$limit')),
  $count: count,
  $unwind: unwind,
  $group: group,
  $sortByCount: sortByCount,
  $replaceRoot: (spec, around) => replaceRoot(objectIn(spec, '$replaceRoot').newRoot, around),
  $replaceWith: replaceRoot,
  $facet: facet,
  $lookup: lookup,
};

/** A stage's name and what it is given. @throws MongoFailure when it is not one of `known` */
const stageIn = (stage: unknown, known: object): [name: string, spec: unknown] => {
  const [entry, ...more] = isDocument(stage) ? Object.entries(stage) : [];
  if (!entry || more.length > 0)
    return fail('Location40323', 'A pipeline stage specification object must contain exactly one field.');
  const [name] = entry;
  if (name === '$changeStream') fail('Location40573', 'The $changeStream stage is only supported on replica sets');
  if (!has(known, name)) fail('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  return entry;
};

/** Reads a whole pipeline before anything runs. @throws MongoFailure Location40324 for stages that are not supported */
export const readPipeline = (pipeline: unknown, around: Around): Stage[] => {
  if (!Array.isArray(pipeline)) return fail('TypeMismatch', "'pipeline' option must be specified as an array");
  return pipeline.map((stage) => {
    const [name, spec] = stageIn(stage, stages);
    return stages[name]!(spec, around);
  });
};

/** Documents put through stages one by one: what comes out goes to `last`. */
export const connected = (pipeline: readonly Stage[], last: Sink): Sink =>
  pipeline.reduceRight((next, stage) => inTime(stage(next)), last);

/** Looks at the clock for each document that a stage takes. */
const inTime = ({ take, end }: Sink): Sink => ({
  take: (doc) => {
    stayInTime();
    take(doc);
  },
  end,
});

/** Documents through stages. */
export const runStages = (pipeline: readonly Stage[], docs: Iterable<Doc>): Doc[] => {
  const out: Doc[] = [];
  const sink = connected(pipeline, { take: (doc) => out.push(doc), end: () => {} });
  for (const doc of docs) sink.take(doc);
  sink.end();
  return out;
};
