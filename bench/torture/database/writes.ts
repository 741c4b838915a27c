import { type AnyBulkWriteOperation, MongoBulkWriteError, type UpdateFilter } from 'mongodb';
import type { Chance } from '../chance.js';
import type { Change, Model } from './model.js';
import type { Row, Rows } from './rows.js';

/** One call of the driver's and what it must leave behind. */
export interface Write {
  kind: string;
  /** One change a command, in the order in which the driver sends them. */
  steps: readonly Change[];
  /** @returns what the answer said that is not so; rejects when there was none */
  send(rows: Rows): Promise<string | undefined>;
}

type Making = (model: Model, chance: Chance) => Write;

const differs = (what: string, got: unknown, expected: unknown): string | undefined =>
  got === expected ? undefined : `${what} is ${String(got)} in place of ${String(expected)}`;

const several = (model: Model, count: number): Row[] => Array.from({ length: count }, () => model.fresh());

const insertOne: Making = (model) => {
  const row = model.fresh();
  const send = async (rows: Rows) => differs('insertedId', (await rows.insertOne(row)).insertedId, row._id);
  return { kind: 'insertOne', steps: [{ puts: [row], gone: [] }], send };
};

/** Many rows in one command; now and then one of them has a unique key that is taken. */
const insertMany: Making = (model, chance) => {
  const fresh = several(model, 2 + chance.below(40));
  const ordered = chance.below(2) === 0;
  const taken = chance.below(3) === 0 ? chance.below(fresh.length) : undefined;
  if (taken !== undefined) fresh[taken] = { ...model.fresh(), key: model.any().key };
  const puts = fresh.filter((_, i) => taken === undefined || (ordered ? i < taken : i !== taken));
  const send = async (rows: Rows): Promise<string | undefined> => {
    try {
      const { insertedCount } = await rows.insertMany(fresh, { ordered });
      return differs('insertedCount', insertedCount, puts.length);
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError) || error.code !== 11000) throw error;
      return differs('insertedCount', error.insertedCount, puts.length);
    }
  };
  return { kind: 'insertMany', steps: [{ puts, gone: [] }], send };
};

const updateOne: Making = (model, chance) => {
  const { alias, ...row } = model.any();
  const state: Row['state'] = row.state === 'open' ? 'closed' : 'open';
  const pad = 'y'.repeat(chance.below(150));
  const now: Row = { ...row, state, pad, ...(alias ? {} : { alias: `alias ${row._id}` }) };
  const update: UpdateFilter<Row> = alias
    ? { $set: { state, pad }, $unset: { alias: '' } }
    : { $set: { state, pad, alias: `alias ${row._id}` } };
  const send = async (rows: Rows) =>
    differs('matched', (await rows.updateOne({ key: row.key }, update)).matchedCount, 1);
  return { kind: 'updateOne', steps: [{ puts: [now], gone: [] }], send };
};

/** A group in one command: half of it must never be seen. */
const updateMany: Making = (model, chance) => {
  const { owner, group } = model.any();
  const tag = `tag ${chance.below(50)}`;
  const puts = model.group(group).map((row) => ({ ...row, n: row.n + 7, tags: [...row.tags, tag].slice(-4) }));
  const update = { $inc: { n: 7 }, $push: { tags: { $each: [tag], $slice: -4 } } };
  const send = async (rows: Rows) =>
    differs('modified', (await rows.updateMany({ owner, group }, update)).modifiedCount, puts.length);
  return { kind: 'updateMany', steps: [{ puts, gone: [] }], send };
};

const findOneAndUpdate: Making = (model) => {
  const row = model.any();
  const now = { ...row, n: row.n + 1 };
  const send = async (rows: Rows) => {
    const after = await rows.findOneAndUpdate({ _id: row._id }, { $inc: { n: 1 } }, { returnDocument: 'after' });
    return differs('n', after?.n, now.n);
  };
  return { kind: 'findOneAndUpdate', steps: [{ puts: [now], gone: [] }], send };
};

/** An upsert of a row that is there or is not. */
const upsert: Making = (model, chance) => {
  const there = chance.below(2) === 0;
  const { _id, n, ...rest } = there ? model.any() : model.fresh();
  const now: Row = { ...rest, _id, n: there ? n + 3 : 3 };
  const send = async (rows: Rows) => {
    const answer = await rows.updateOne({ _id }, { $inc: { n: 3 }, $setOnInsert: rest }, { upsert: true });
    return differs('upserted', answer.upsertedCount, there ? 0 : 1);
  };
  return { kind: 'upsert', steps: [{ puts: [now], gone: [] }], send };
};

const replaceOne: Making = (model) => {
  const { _id, key } = model.any();
  const now: Row = { ...model.fresh(), _id, key };
  const { _id: _, ...replacement } = now;
  const send = async (rows: Rows) => differs('matched', (await rows.replaceOne({ _id }, replacement)).matchedCount, 1);
  return { kind: 'replaceOne', steps: [{ puts: [now], gone: [] }], send };
};

const deleteOne: Making = (model) => {
  const { _id } = model.any();
  const send = async (rows: Rows) => differs('deleted', (await rows.deleteOne({ _id })).deletedCount, 1);
  return { kind: 'deleteOne', steps: [{ puts: [], gone: [_id] }], send };
};

const deleteMany: Making = (model) => {
  const { owner, group, n } = model.any();
  const gone = model.group(group).flatMap((row) => (row.n >= n ? [row._id] : []));
  const send = async (rows: Rows) =>
    differs('deleted', (await rows.deleteMany({ owner, group, n: { $gte: n } })).deletedCount, gone.length);
  return { kind: 'deleteMany', steps: [{ puts: [], gone }], send };
};

/** In order: the driver makes one command of each run of a kind. */
const bulkWrite: Making = (model, chance) => {
  const fresh = several(model, 1 + chance.below(10));
  const old = [...new Set([model.any(), model.any(), model.any(), model.any()])];
  const changed = old.slice(1).map((row) => ({ ...row, n: row.n + 11 }));
  const [dead] = old as [Row];
  const operations: AnyBulkWriteOperation<Row>[] = [
    ...fresh.map((document) => ({ insertOne: { document } })),
    ...changed.map(({ _id }) => ({ updateOne: { filter: { _id }, update: { $inc: { n: 11 } } } })),
    { deleteOne: { filter: { _id: dead._id } } },
  ];
  const send = async (rows: Rows) => {
    const { insertedCount, modifiedCount, deletedCount } = await rows.bulkWrite(operations);
    return differs(
      'counts',
      `${insertedCount} ${modifiedCount} ${deletedCount}`,
      `${fresh.length} ${changed.length} 1`,
    );
  };
  const steps = [
    { puts: fresh, gone: [] },
    ...(changed.length > 0 ? [{ puts: changed, gone: [] }] : []),
    { puts: [], gone: [dead._id] },
  ];
  return { kind: 'bulkWrite', steps, send };
};

const neutral = [updateOne, updateMany, findOneAndUpdate, upsert, replaceOne, bulkWrite] as const;
const growing = [insertOne, insertMany, ...neutral] as const;
const shrinking = [deleteOne, deleteMany, deleteMany, ...neutral] as const;

/** Any write, so that the writer's rows stay about as many as `target`. */
export const makeWrite = (model: Model, target: number, chance: Chance): Write =>
  (model.rows.size < target ? chance.oneOf(growing) : chance.oneOf(shrinking))(model, chance);
