import { Aggregator } from 'mingo/aggregator';
import { Context } from 'mingo/core';
import * as stages from 'mingo/operators/pipeline';
import { sameValue } from './bson-order.js';
import { type Doc, has, isDocument, plainOf, put } from './bson-values.js';
import { checkExpression, computing, expressionOptions, operatorSets, type Variables } from './expressions.js';
import { fail, MongoFailure } from './failure.js';

const { $addFields, $set, $unset, $project, $replaceRoot, $replaceWith } = stages;
/** The stages that an update written as a pipeline may use. */
export const updateStages = { $addFields, $set, $unset, $project, $replaceRoot, $replaceWith };
const context = Context.init({ ...operatorSets, pipeline: updateStages } as Parameters<typeof Context.init>[0]);

const checkStage = (stage: unknown): void => {
  const name = isDocument(stage) ? Object.keys(stage)[0] : undefined;
  if (!isDocument(stage) || name === undefined || Object.keys(stage).length !== 1)
    throw new MongoFailure('Location40323', 'A pipeline stage specification object must contain exactly one field.');
  if (!has(updateStages, name)) fail('InvalidOptions', `${name} is not allowed to be used within an update`);
  checkExpression(stage[name]);
};

/** Values that the pipeline left alone keep their BSON type, which calculation with plain numbers would lose. */
const restored = (before: Doc, after: Doc): Doc => {
  const out: Doc = {};
  for (const key of Object.keys(after)) {
    const same = has(before, key) && sameValue(before[key], after[key]);
    put(out, key, same ? before[key] : after[key]);
  }
  return out;
};

/** An update written as an aggregation pipeline. @throws MongoFailure for stages that updates may not use */
export const pipelineUpdate = (pipeline: readonly unknown[], variables: Variables): ((doc: Doc) => Doc) => {
  for (const stage of pipeline) checkStage(stage);
  const options = expressionOptions(context, variables);
  const aggregator = new Aggregator(plainOf(pipeline) as Doc[], options);
  return (doc) => {
    const [result] = computing(() => aggregator.run<Doc>([plainOf(doc) as Doc]));
    const made = restored(doc, result ?? {});
    if (!has(doc, '_id') || has(made, '_id')) return made;
    return { _id: doc._id, ...made };
  };
};
