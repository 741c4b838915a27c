import { NOTHING } from './bson-order.js';
import { type Doc, has, isDocument } from './bson-values.js';
import { fail } from './failure.js';

/** The value lists under which an index holds a document, and which of its fields went through an array; empty when none did. */
export interface IndexKeys {
  /** One value a field; undefined = missing, NOTHING = an empty array. */
  keys: unknown[][];
  multikey: boolean[];
}

interface Spot {
  node: unknown;
  /** How many parts of the path are behind; -1 once the value is final. */
  at: number;
}

const isIndex = (part: string): boolean => /^\d+$/.test(part);

const FINAL = -1;

/** Walks to the end of the path, or to the first array on it. */
const settle = (from: unknown, parts: readonly string[], start: number): Spot => {
  let node = from;
  let at = start;
  while (at < parts.length) {
    const part = parts[at]!;
    if (Array.isArray(node)) {
      if (!isIndex(part) || Number(part) >= node.length) return { node, at };
      node = node[Number(part)];
    } else node = isDocument(node) && has(node, part) ? node[part] : undefined;
    at++;
  }
  return Array.isArray(node) ? { node, at } : { node, at: FINAL };
};

const fanOut = (spots: readonly Spot[], paths: readonly (readonly string[])[], out: IndexKeys): void => {
  const open = spots.filter((spot) => spot.at !== FINAL);
  if (open.length === 0) {
    out.keys.push(spots.map((spot) => spot.node));
    return;
  }
  const array = open[0]!.node as unknown[];
  if (open.some((spot) => spot.node !== array)) fail('CannotIndexParallelArrays', 'cannot index parallel arrays');
  spots.forEach((spot, i) => {
    if (spot.at !== FINAL) out.multikey[i] = true;
  });
  const step = (spot: Spot, i: number, item: unknown): Spot => {
    if (spot.at === FINAL) return spot;
    const parts = paths[i]!;
    if (spot.at === parts.length) return { node: item, at: FINAL };
    return isDocument(item) ? settle(item, parts, spot.at) : { node: undefined, at: FINAL };
  };
  if (array.length === 0) {
    out.keys.push(
      spots.map((spot, i) => (spot.at === paths[i]!.length ? NOTHING : spot.at === FINAL ? spot.node : undefined)),
    );
    return;
  }
  for (const item of array)
    fanOut(
      spots.map((spot, i) => step(spot, i, item)),
      paths,
      out,
    );
};

const NONE: boolean[] = [];

/** The values at the paths; undefined when an array is on one of them. */
const plainValues = (doc: Doc, paths: readonly (readonly string[])[]): unknown[] | undefined => {
  const values = new Array<unknown>(paths.length);
  for (let i = 0; i < paths.length; i++) {
    let node: unknown = doc;
    for (const part of paths[i]!) {
      if (Array.isArray(node)) return undefined;
      node = isDocument(node) && has(node, part) ? node[part] : undefined;
    }
    if (Array.isArray(node)) return undefined;
    values[i] = node;
  }
  return values;
};

/**
 * @param paths the index's fields, split at the dots
 * @throws MongoFailure CannotIndexParallelArrays when two fields go through different arrays
 */
export const indexKeys = (doc: Doc, paths: readonly (readonly string[])[]): IndexKeys => {
  const values = plainValues(doc, paths);
  if (values) return { keys: [values], multikey: NONE };
  const out: IndexKeys = { keys: [], multikey: paths.map(() => false) };
  fanOut(
    paths.map((parts) => settle(doc, parts, 0)),
    paths,
    out,
  );
  return out;
};
