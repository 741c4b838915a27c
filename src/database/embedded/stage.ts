import { type Doc, isDocument } from './bson-values.js';
import type { Variables } from './expression.js';
import { fail } from './failure.js';
import { Held } from './held.js';

/** Where documents of a pipeline go: each to `take`, then `end`. */
export interface Sink {
  take(doc: Doc): void;
  end(): void;
}

/** A stage that is read and not yet running: given what comes after it, it takes what comes before. */
export type Stage = (next: Sink) => Sink;

/** Finds documents of other collections. */
export type Find = (collection: string, filter: Doc) => Doc[];

/** What the stages of a pipeline see of their surroundings. */
export interface Around {
  variables: Variables;
  find: Find;
}

/** Reads what a stage is given. @throws MongoFailure for what is wrong or not supported */
export type ReadStage = (spec: unknown, around: Around) => Stage;

/** Each document becomes none, one or several. */
export const each =
  (to: (doc: Doc) => Iterable<Doc>): Stage =>
  (next) => {
    const take = (doc: Doc): void => {
      for (const made of to(doc)) next.take(made);
    };
    return { take, end: next.end };
  };

/** Each document becomes another. */
export const mapped = (to: (doc: Doc) => Doc): Stage => each((doc) => [to(doc)]);

/** All documents together become others. */
export const gathered =
  (to: (docs: Doc[]) => readonly Doc[]): Stage =>
  (next) => {
    const docs: Doc[] = [];
    const held = new Held();
    const end = (): void => {
      for (const doc of to(docs)) next.take(doc);
      next.end();
    };
    return { take: (doc) => docs.push(held.keep(doc)), end };
  };

/** What a stage is given, when that must be a document. */
export const objectIn = (spec: unknown, name: string): Doc =>
  isDocument(spec) ? spec : fail('FailedToParse', `the ${name} specification must be an object`);

/** Documents that pass from the `from`th on, before the `to`th. */
export const window =
  (from: number, to: number): Stage =>
  (next) => {
    let at = 0;
    return {
      take: (doc) => {
        if (at >= from && at < to) next.take(doc);
        at++;
      },
      end: next.end,
    };
  };
