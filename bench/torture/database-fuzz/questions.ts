import type { Document } from 'mongodb';
import type { Chance } from '../chance.js';
import { anyExpression, extreme, path, patterns, some } from './expressions.js';
import { anyDocument, anyValue, plainDocument } from './values.js';

type Make = (chance: Chance, depth: number) => unknown;

const operands: Readonly<Record<string, Make>> = {
  $eq: (chance) => anyValue(chance),
  $ne: (chance) => anyValue(chance),
  $gt: (chance) => anyValue(chance),
  $gte: (chance) => anyValue(chance),
  $lt: (chance) => anyValue(chance),
  $lte: (chance) => anyValue(chance),
  $in: (chance) => some(chance, chance.below(300) === 0 ? 20_000 : 6, () => anyValue(chance)),
  $nin: (chance) => some(chance, 6, () => anyValue(chance)),
  $exists: (chance) => anyValue(chance, 0),
  $type: (chance) => chance.oneOf(['string', 'number', 2, -1, 'nothing', ['int', 'long'], 99, null]),
  $size: extreme,
  $mod: (chance) => [extreme(chance), extreme(chance)],
  $regex: (chance) => chance.oneOf(patterns),
  $options: (chance) => chance.oneOf(['i', 'x', 'imsx', 'q', 1 as unknown as string]),
  $all: (chance) => some(chance, 4, () => anyValue(chance)),
  $elemMatch: (chance, depth) => (chance.below(2) ? anyFilter(chance, depth - 1) : onField(chance, depth - 1)),
  $not: (chance, depth) => onField(chance, depth - 1),
  $bitsAllSet: (chance) => anyValue(chance),
  $near: (chance) => anyValue(chance),
};
const names = Object.keys(operands) as [string, ...string[]];

const onField = (chance: Chance, depth: number): unknown => {
  if (chance.below(5) === 0 || depth < 0) return anyValue(chance);
  const chosen = Array.from({ length: 1 + chance.below(2) }, () => chance.oneOf(names));
  return Object.fromEntries(
    chosen.map((name) => [name, chance.below(8) === 0 ? anyValue(chance) : operands[name]?.(chance, depth)]),
  );
};

/** A filter from the whole grammar, sometimes with what is not in it. */
export const anyFilter = (chance: Chance, depth = 3): Document => {
  if (chance.below(30) === 0) return anyDocument(chance);
  const parts = Array.from({ length: chance.below(4) }, (): [string, unknown] => {
    const kind = chance.below(12);
    if (kind > 2 || depth <= 0) return [path(chance), onField(chance, depth - 1)];
    if (kind === 2) return ['$expr', anyExpression(chance, 4)];
    const branches = some(chance, chance.below(400) === 0 ? 3000 : 4, () => anyFilter(chance, depth - 1));
    return [chance.oneOf(['$and', '$or', '$nor', '$where', '$text']), branches];
  });
  return Object.fromEntries(parts);
};

/** A sort, with directions that are none among them. */
export const anySort = (chance: Chance): Document =>
  Object.fromEntries(
    some(chance, 3, () => [path(chance), chance.oneOf([1, -1, 1, -1, 0, 2, 'up'])]) as [string, unknown][],
  );

export const anyProjection = (chance: Chance): Document =>
  Object.fromEntries(
    Array.from({ length: chance.below(4) }, () => [
      chance.below(9) === 0 ? `${path(chance)}.$` : path(chance),
      chance.oneOf([
        1,
        0,
        true,
        { $slice: extreme(chance) },
        { $slice: [extreme(chance), extreme(chance)] },
        { $elemMatch: anyFilter(chance, 1) },
        anyExpression(chance, 2),
        anyValue(chance),
      ]),
    ]),
  );

const modifiers = [
  '$set',
  '$unset',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$push',
  '$addToSet',
  '$pull',
  '$pullAll',
  '$pop',
  '$rename',
  '$bit',
  '$currentDate',
  '$setOnInsert',
  '$nope',
] as const;

const updatePath = (chance: Chance): string =>
  chance.oneOf([
    path(chance),
    path(chance),
    'tags.$[]',
    'list.$[x].b',
    'tags.$',
    'list.$[].b',
    'tags.2000000',
    'tags.1000',
    Array(250).fill('a').join('.'),
  ]);

const modifierOperand = (chance: Chance, name: string): unknown => {
  if (name === '$push' || name === '$addToSet')
    return {
      $each: some(chance, chance.below(200) === 0 ? 200_000 : 6, () => chance.below(99)),
      ...(chance.below(2)
        ? { $slice: extreme(chance), $position: extreme(chance), $sort: chance.oneOf([1, -1, { b: 1 }, 'x']) }
        : {}),
    };
  if (name === '$pull') return chance.below(2) ? onField(chance, 2) : anyFilter(chance, 1);
  if (name === '$bit') return { [chance.oneOf(['and', 'or', 'xor', 'no'])]: anyValue(chance, 0) };
  return chance.oneOf([anyValue(chance), extreme(chance), path(chance)]);
};

export const anyUpdate = (chance: Chance): Document | Document[] => {
  if (chance.below(8) === 0) return plainDocument(chance);
  if (chance.below(6) === 0)
    return some(chance, 3, () => ({
      [chance.oneOf(['$set', '$addFields', '$unset', '$replaceWith', '$group'])]: chance.oneOf([
        { x: anyExpression(chance, 3) },
        path(chance),
        anyExpression(chance, 2),
      ]),
    })) as Document[];
  return Object.fromEntries(
    Array.from({ length: 1 + chance.below(3) }, () => {
      const name = chance.oneOf(modifiers);
      return [
        name,
        chance.below(20) === 0 ? anyValue(chance) : { [updatePath(chance)]: modifierOperand(chance, name) },
      ];
    }),
  );
};

const stages: Readonly<Record<string, Make>> = {
  $match: (chance) => anyFilter(chance, 2),
  $project: anyProjection,
  $addFields: (chance) => ({ [path(chance)]: anyExpression(chance, 3) }),
  $group: (chance) => ({
    _id: anyExpression(chance, 2),
    t: { [chance.oneOf(['$sum', '$avg', '$push', '$addToSet', '$max', '$first', '$no'])]: anyExpression(chance, 2) },
  }),
  $sort: anySort,
  $limit: extreme,
  $skip: extreme,
  $unwind: (chance) =>
    chance.oneOf([
      '$tags',
      '$list',
      '$wide',
      { path: '$wide', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true },
      'no',
      '$',
    ]),
  $lookup: (chance) => ({
    from: 'items',
    localField: path(chance),
    foreignField: path(chance),
    as: path(chance),
    ...(chance.below(3) ? {} : { pipeline: anyPipeline(chance, 1) }),
  }),
  $facet: (chance) => ({ a: anyPipeline(chance, 1), b: anyPipeline(chance, 1) }),
  $count: path,
  $sortByCount: (chance) => anyExpression(chance, 2),
  $bucket: (chance) => ({ groupBy: '$n', boundaries: some(chance, 4, () => extreme(chance)), default: 'x' }),
  $replaceRoot: (chance) => ({ newRoot: anyExpression(chance, 2) }),
  $out: path,
  $merge: (chance) => anyDocument(chance),
  $graphLookup: (chance) => anyDocument(chance),
};
const stageNames = Object.keys(stages) as [string, ...string[]];
const wide = { $addFields: { wide: { $range: [0, 3000] } } };

export const anyPipeline = (chance: Chance, depth = 2): Document[] => {
  const made = Array.from({ length: chance.below(2 + depth * 2) }, (): Document => {
    const name = chance.oneOf(stageNames);
    return { [name]: chance.below(25) === 0 ? anyValue(chance) : stages[name]?.(chance, depth) };
  });
  return chance.below(20) === 0 ? [wide, { $unwind: '$wide' }, wide, { $unwind: '$wide' }, ...made] : made;
};

const inMany = (chance: Chance): string => (chance.below(600) === 0 ? 'many' : 'items');

const bounds = (chance: Chance): Document =>
  Object.fromEntries(
    ['skip', 'limit', 'batchSize'].filter(() => chance.below(5) === 0).map((name) => [name, extreme(chance)]),
  );

const commands: readonly [(chance: Chance) => Document, ...((chance: Chance) => Document)[]] = [
  (chance) => ({
    find: inMany(chance),
    filter: anyFilter(chance),
    projection: anyProjection(chance),
    sort: anySort(chance),
    ...bounds(chance),
  }),
  (chance) => ({ find: inMany(chance), filter: anyFilter(chance), ...bounds(chance) }),
  (chance) => ({ aggregate: inMany(chance), pipeline: anyPipeline(chance), cursor: {} }),
  (chance) => ({
    update: 'items',
    updates: [
      {
        q: anyFilter(chance, 2),
        u: anyUpdate(chance),
        multi: chance.below(4) === 0,
        upsert: chance.below(9) === 0,
        ...(chance.below(3) ? {} : { arrayFilters: [{ 'x.b': anyValue(chance) }] }),
      },
    ],
  }),
  (chance) => ({
    findAndModify: 'items',
    query: anyFilter(chance, 2),
    sort: anySort(chance),
    update: anyUpdate(chance),
    new: true,
    fields: anyProjection(chance),
  }),
  (chance) => ({ insert: 'items', documents: [chance.below(3) ? plainDocument(chance) : anyDocument(chance)] }),
  (chance) => ({
    delete: 'items',
    deletes: [{ q: { $and: [{ n: chance.below(1000) }, anyFilter(chance, 2)] }, limit: chance.oneOf([0, 1, 2]) }],
  }),
  (chance) => ({ count: inMany(chance), query: anyFilter(chance), ...bounds(chance) }),
  (chance) => ({ distinct: inMany(chance), key: path(chance), query: anyFilter(chance, 2) }),
  (chance) => ({ explain: { find: 'items', filter: anyFilter(chance), sort: anySort(chance) } }),
];

/** A command that a client's driver could send. */
export const anyCommand = (chance: Chance): Document => chance.oneOf(commands)(chance);
