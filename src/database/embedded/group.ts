import { type Accumulator, accumulators } from './accumulators.js';
import { type Doc, has, isDocument, put } from './bson-values.js';
import type { Variables } from './expression.js';
import { evaluate } from './expressions.js';
import { fail } from './failure.js';
import { identityOf } from './key-encoding.js';
import { objectIn, type ReadStage } from './stage.js';

const accumulatorIn = (
  spec: unknown,
  variables: Variables,
): { make: () => Accumulator; value: (doc: Doc) => unknown } => {
  const [name = '', ...more] = isDocument(spec) ? Object.keys(spec) : [];
  if (more.length > 0) return fail('Location40238', 'a field of $group must specify one accumulator');
  const make = has(accumulators, name) ? accumulators[name] : undefined;
  if (!make) return fail('Location15952', `unknown group operator '${name}'`);
  const value = evaluate(objectIn(spec, '$group')[name], variables);
  return { make, value: (doc) => value(doc, variables) };
};

/** `$group`: one document for each value of `_id`, in the order in which they came. */
export const group: ReadStage = (spec, { variables }) => {
  const { _id, ...fields } = objectIn(spec, '$group');
  if (!has(spec as Doc, '_id')) fail('Location15955', 'a group specification must include an _id');
  const idOf = evaluate(_id, variables);
  const gathers = Object.keys(fields).map((name) => [name, accumulatorIn(fields[name], variables)] as const);
  return (next) => {
    const groups = new Map<string, { id: unknown; parts: Accumulator[] }>();
    return {
      take: (doc) => {
        const id = idOf(doc) ?? null;
        const key = identityOf(id);
        const { parts } = groups.get(key) ?? { parts: gathers.map(([, { make }]) => make()) };
        if (!groups.has(key)) groups.set(key, { id, parts });
        for (const [i, [, { value }]] of gathers.entries()) parts[i]!.take(value(doc));
      },
      end: () => {
        for (const { id, parts } of groups.values()) {
          const out: Doc = { _id: id };
          for (const [i, [name]] of gathers.entries()) put(out, name, parts[i]!.result() ?? null);
          next.take(out);
        }
        next.end();
      },
    };
  };
};
