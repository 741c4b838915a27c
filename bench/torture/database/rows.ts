import type { Collection, CreateIndexesOptions, Db, Document, Filter, IndexSpecification } from 'mongodb';
import type { Chance } from '../chance.js';

/** A row of the trial: every kind of index holds some. */
export interface Row {
  _id: string;
  /** The writer that alone changes it. */
  owner: number;
  /** One updateMany changes all of an owner's group. */
  group: number;
  n: number;
  key: string;
  tags: string[];
  alias?: string;
  state: 'open' | 'closed';
  until: Date;
  pad: string;
}

export type Rows = Collection<Row>;

export const rowsOf = (db: Db): Rows => db.collection<Row>('rows');

/** An index, and the question that goes through all of it. */
interface TrialIndex {
  key: IndexSpecification & Document;
  options: CreateIndexesOptions & { name: string };
  filter: Filter<Row>;
  holds(row: Row): boolean;
}

const all = { filter: {}, holds: (): boolean => true };

export const indexes: readonly TrialIndex[] = [
  { key: { key: 1 }, options: { name: 'unique', unique: true }, ...all },
  { key: { owner: 1, group: 1, n: -1 }, options: { name: 'compound' }, ...all },
  { key: { tags: 1 }, options: { name: 'multikey' }, ...all },
  { key: { until: 1 }, options: { name: 'ttl', expireAfterSeconds: 86_400 }, ...all },
  {
    key: { alias: 1 },
    options: { name: 'sparse', unique: true, sparse: true },
    filter: { alias: { $exists: true } },
    holds: ({ alias }) => alias !== undefined,
  },
  {
    key: { n: 1 },
    options: { name: 'partial', partialFilterExpression: { state: 'open' } },
    filter: { state: 'open' },
    holds: ({ state }) => state === 'open',
  },
];

/** The index that comes and goes while others write. */
export const passing = { key: { pad: 1, n: 1 }, name: 'passing' } as const;

const FAR = Date.parse('2100-01-01');
const tags = ['red', 'green', 'blue', 'old', 'new', 'wet'] as const;

/** A new row of an owner. @param serial never used by this owner before */
export const makeRow = (owner: number, serial: number, groups: number, chance: Chance): Row => {
  const name = `${owner}-${serial}`;
  return {
    _id: name,
    owner,
    group: chance.below(groups),
    n: chance.below(1000),
    key: `key ${name}`,
    tags: [chance.oneOf(tags), `tag ${chance.below(50)}`],
    ...(chance.below(3) === 0 ? { alias: `alias ${name}` } : {}),
    state: chance.below(2) === 0 ? 'open' : 'closed',
    until: new Date(FAR + serial),
    pad: 'x'.repeat(chance.below(120)),
  };
};

/** Whether two states of a row are equal, absence included. */
export const sameRow = (a: Row | undefined, b: Row | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    Object.keys(a).length === Object.keys(b).length &&
    a.owner === b.owner &&
    a.group === b.group &&
    a.n === b.n &&
    a.key === b.key &&
    a.alias === b.alias &&
    a.state === b.state &&
    a.pad === b.pad &&
    a.until.getTime() === b.until.getTime() &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, i) => tag === b.tags[i]));
