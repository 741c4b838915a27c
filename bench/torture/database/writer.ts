import { MongoBulkWriteError, MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import type { Chance } from '../chance.js';
import { Model } from './model.js';
import { indexes, passing, type Row, type Rows } from './rows.js';
import { makeWrite, type Write } from './writes.js';

/** One of its writes in so many of the first writer's makes or drops an index. */
const INDEX_EVERY = 400;
const FILLED_AT_ONCE = 1000;

/**
 * The connection broke, or there was none to be had; the driver hands on what the socket says, as EPIPE, as it is. Such an error is
 * told by its code, for under the tests its class is not theirs; a refusal's code is a number.
 */
const unanswered = (error: unknown): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  typeof (error as { code?: unknown }).code === 'string' ||
  (error instanceof MongoBulkWriteError && error.code === undefined);

/** A client that writes one thing after the other and remembers what the database said. */
export class Writer {
  readonly model: Model;
  /** The write whose answer never came. */
  doubt: Write | undefined;
  /** Whether the passing index is there; undefined: its last command was not answered. */
  passing: boolean | undefined = false;
  acknowledged = 0;

  constructor(
    readonly number: number,
    private readonly target: number,
    private readonly chance: Chance,
    private readonly violate: (what: string) => void,
  ) {
    this.model = new Model(number, Math.max(3, Math.round(target / 25)), chance);
  }

  /** The first rows. */
  async fill(rows: Rows): Promise<void> {
    const first: Row[] = Array.from({ length: this.target }, () => this.model.fresh());
    for (let from = 0; from < first.length; from += FILLED_AT_ONCE)
      await rows.insertMany(first.slice(from, from + FILLED_AT_ONCE));
    this.model.apply({ puts: first, gone: [] });
  }

  /** Writes until the database is gone. */
  async writeOn(rows: Rows): Promise<void> {
    while (await this.survives(() => this.writeOnce(rows)));
  }

  private async writeOnce(rows: Rows): Promise<void> {
    if (this.number === 0 && this.chance.below(INDEX_EVERY) === 0) return this.passIndex(rows);
    const write = makeWrite(this.model, this.target, this.chance);
    this.doubt = write;
    const wrong = await write.send(rows);
    this.doubt = undefined;
    this.acknowledged += 1;
    for (const step of write.steps) this.model.apply(step);
    if (wrong) this.violate(`writer ${this.number}: the answer to ${write.kind} is wrong: ${wrong}`);
  }

  private async passIndex(rows: Rows): Promise<void> {
    const there = this.passing;
    this.passing = undefined;
    if (there) await rows.dropIndex(passing.name);
    else await rows.createIndex(passing.key, { name: passing.name });
    this.passing = !there;
    this.acknowledged += 1;
  }

  /** @returns whether the database answered */
  private async survives(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (!unanswered(error))
        this.violate(`writer ${this.number}: ${this.doubt?.kind ?? 'an index'} was refused: ${String(error)}`);
      return false;
    }
  }
}

/** Empty rows with all their indexes. */
export const prepareRows = async (rows: Rows): Promise<void> => {
  for (const { key, options } of indexes) await rows.createIndex(key, options);
};
