import type { Db } from 'mongodb';
import { touchedBy } from './model.js';
import { indexes, passing, type Row, type Rows, rowsOf, sameRow } from './rows.js';
import type { Writer } from './writer.js';

/** What became of writes whose answer never came. */
export interface Doubts {
  whole: number;
  nothing: number;
  /** Some commands of a bulk write. */
  beginning: number;
}

type Violate = (what: string) => void;

const SHOWN = 3;
const BATCH = 10_000;

const show = (row: Row | undefined): string => (row ? JSON.stringify({ ...row, pad: row.pad.length }) : 'no row');

/** Each writer's rows as it knows them; afterwards it knows them as they were found, so that one loss is told once. */
const judgeRows = ({ model, number }: Writer, found: ReadonlyMap<string, Row>, violate: Violate): void => {
  let wrong = 0;
  const note = (id: string, row: Row | undefined): void => {
    wrong += 1;
    if (wrong <= SHOWN) violate(`writer ${number}: ${show(row)} is in place of ${show(model.rows.get(id))}`);
    model.apply(row ? { puts: [row], gone: [] } : { puts: [], gone: [id] });
  };
  for (const [id, row] of [...model.rows]) if (!sameRow(row, found.get(id))) note(id, found.get(id));
  for (const [id, row] of found) if (row.owner === number && !model.rows.has(id)) note(id, row);
  if (wrong > SHOWN) violate(`writer ${number}: ${wrong} rows are wrong in all`);
};

const judgeIndex = async (
  rows: Rows,
  name: string,
  found: ReadonlyMap<string, Row>,
  violate: Violate,
): Promise<void> => {
  const index = indexes.find(({ options }) => options.name === name);
  if (!index) return;
  const through = rows.find(index.filter, { hint: name, projection: { _id: 1 }, batchSize: BATCH });
  const ids = (await through.toArray()).map(({ _id }) => _id);
  const held = [...found.values()].filter(index.holds);
  const seen = new Set(ids);
  if (seen.size !== ids.length) violate(`index ${name} gives ${ids.length - seen.size} rows twice`);
  const missing = held.filter(({ _id }) => !seen.has(_id));
  if (missing.length > 0) violate(`index ${name} does not give ${missing.length} rows, as ${missing[0]?._id}`);
  if (seen.size > held.length) violate(`index ${name} gives ${seen.size} rows in place of ${held.length}`);
};

const judgeDefinitions = async (rows: Rows, writers: readonly Writer[], violate: Violate): Promise<void> => {
  const names = (await rows.indexes()).map(({ name = '' }) => name);
  for (const { options } of indexes) if (!names.includes(options.name)) violate(`index ${options.name} is gone`);
  const [first] = writers;
  if (!first) return;
  const there = names.includes(passing.name);
  if (first.passing !== undefined && first.passing !== there)
    violate(`index ${passing.name} is ${there ? 'there' : 'gone'}, against what was acknowledged`);
  first.passing = there;
};

/** Looks at what each writer was about to change when it got no answer, and tells the writer what was done. */
export const settleDoubts = async (
  db: Db,
  writers: readonly Writer[],
  doubts: Doubts,
  violate: Violate,
): Promise<void> => {
  for (const writer of writers) {
    const { doubt, model, number } = writer;
    if (!doubt) continue;
    writer.doubt = undefined;
    const list = await rowsOf(db)
      .find({ _id: { $in: touchedBy(doubt.steps) } })
      .toArray();
    const done = model.settle(doubt.steps, new Map(list.map((row) => [row._id, row])));
    if (done === undefined) violate(`writer ${number}: half of a ${doubt.kind} is there`);
    else doubts[done === 0 ? 'nothing' : done === doubt.steps.length ? 'whole' : 'beginning'] += 1;
  }
  await judgeDefinitions(rowsOf(db), writers, violate);
};

/** All that can be said once doubts are settled: rows against models, indexes against rows, and the database's own word. */
export const judge = async (
  db: Db,
  writers: readonly Writer[],
  hints: readonly string[],
  violate: Violate,
): Promise<void> => {
  const rows = rowsOf(db);
  const list = await rows.find({}, { batchSize: BATCH }).toArray();
  const found = new Map(list.map((row) => [row._id, row]));
  if (found.size !== list.length) violate(`the scan gives ${list.length - found.size} rows twice`);
  for (const writer of writers) judgeRows(writer, found, violate);
  for (const name of hints) await judgeIndex(rows, name, found, violate);
  const { valid, errors, nrecords } = await db.command({ validate: rows.collectionName });
  if (!valid) for (const error of errors as string[]) violate(`validate: ${error}`);
  if (nrecords !== found.size) violate(`validate counts ${nrecords} rows, the scan gives ${found.size}`);
};
