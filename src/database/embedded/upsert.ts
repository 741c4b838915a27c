import { rank, rankOf } from './bson-order.js';
import { type Doc, has, isDocument, put } from './bson-values.js';
import { fail } from './failure.js';
import { isOperators } from './predicates.js';
import { changeAt } from './update-paths.js';

const equalityOf = (operand: unknown): { value: unknown } | undefined => {
  if (!isOperators(operand)) return rankOf(operand) === rank.regex ? undefined : { value: operand };
  if (has(operand, '$eq')) return { value: operand.$eq };
  const all = operand.$all;
  if (Array.isArray(all) && all.length === 1 && !isOperators(all[0])) return { value: all[0] };
  const any = operand.$in;
  return Array.isArray(any) && any.length === 1 && rankOf(any[0]) !== rank.regex ? { value: any[0] } : undefined;
};

const collect = (filter: Doc, into: Map<string, unknown>): void => {
  for (const key of Object.keys(filter)) {
    const operand = filter[key];
    if (key === '$and' || (key === '$or' && Array.isArray(operand) && operand.length === 1)) {
      for (const part of operand as unknown[]) if (isDocument(part)) collect(part, into);
    } else if (!key.startsWith('$')) {
      const equality = equalityOf(operand);
      if (!equality) continue;
      for (const other of into.keys())
        if (other === key || other.startsWith(`${key}.`) || key.startsWith(`${other}.`))
          fail('NotSingleValueField', `cannot infer query fields to set, paths '${other}' and '${key}' are matched`);
      into.set(key, equality.value);
    }
  }
};

/** What the filter's equalities say about a document that is not there yet. */
export const upsertBase = (filter: Doc, idOnly: boolean): Doc => {
  const equalities = new Map<string, unknown>();
  collect(filter, equalities);
  const base: Doc = {};
  for (const [path, value] of equalities) {
    if (idOnly && path !== '_id') continue;
    if (path.includes('.')) changeAt(base, path.split('.'), true, () => value);
    else put(base, path, value);
  }
  return base;
};
