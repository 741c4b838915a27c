import { decode } from './bson-decode.js';
import type { Doc } from './bson-values.js';
import { type Conflict, type Entry, entriesOf, type Index } from './index-spec.js';

/**
 * The entries that documents give to an index: what is put only when all of them may stand in it.
 * @param rows documents under their encoded `_id`
 * @returns the conflict that forbids a unique index
 */
export const entriesOfAll = (
  index: Index,
  rows: Iterable<{ key: Buffer; value: Buffer }>,
): { key: Buffer; id: Buffer }[] | Conflict => {
  const made: { key: Buffer; id: Buffer }[] = [];
  const owners = new Map<string, Buffer>();
  for (const { key: id, value } of rows)
    for (const { key, values } of entriesOf(index, decode(value), id).entries) {
      const owner = index.unique ? owners.get(key.toString('latin1')) : undefined;
      if (owner && !owner.equals(id)) return { index, values };
      if (index.unique) owners.set(key.toString('latin1'), id);
      made.push({ key, id });
    }
  return made;
};

/** Entries that are not among the others. */
export const without = (list: Entry[], other: Entry[]): Entry[] => {
  if (list.length === 0 || other.length === 0) return list;
  const there = new Set(other.map(({ key }) => key.toString('latin1')));
  return list.filter(({ key }) => !there.has(key.toString('latin1')));
};

/** The fields of the index have the very values that they had, as an update leaves those that it does not name. */
export const untouched = ({ partial, paths }: Index, before: Doc, now: Doc): boolean =>
  !partial && paths.every(([top]) => before[top!] === now[top!]);
