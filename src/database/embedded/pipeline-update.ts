import { type Doc, has, isDocument } from './bson-values.js';
import type { Variables } from './expression.js';
import { fail } from './failure.js';
import { readPipeline, runStages, stages } from './stages.js';

const { $addFields, $set, $unset, $project, $replaceRoot, $replaceWith } = stages;
/** The stages that updates may use; README.md lists them. */
export const updateStages = { $addFields, $set, $unset, $project, $replaceRoot, $replaceWith };

/** An update written as an aggregation pipeline. @throws MongoFailure for stages that updates may not use */
export const pipelineUpdate = (pipeline: readonly unknown[], variables: Variables): ((doc: Doc) => Doc) => {
  for (const stage of pipeline)
    for (const name of isDocument(stage) ? Object.keys(stage) : [])
      if (!has(updateStages, name)) fail('InvalidOptions', `${name} is not allowed to be used within an update`);
  const steps = readPipeline(pipeline, { variables, find: () => [] });
  return (doc) => {
    const [made = {}] = runStages(steps, [doc]);
    return has(doc, '_id') && !has(made, '_id') ? { _id: doc._id, ...made } : made;
  };
};
