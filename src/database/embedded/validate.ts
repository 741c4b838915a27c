import { setImmediate as turn } from 'node:timers/promises';
import { reasonOf } from '../../kernel/errors.js';
import { decode } from './bson-decode.js';
import type { Doc } from './bson-values.js';
import { type Collection, idIndex } from './catalog.js';
import { describe } from './describe.js';
import { entriesOf, type Index } from './index-spec.js';
import { encodeId } from './key-encoding.js';
import type { Snapshot } from './snapshot.js';

/** Rows looked at before other commands get a turn: a few milliseconds. */
const PORTION = 200;
/** Errors that are told; of the rest only the number. */
const TOLD = 50;

/** What is wrong with a collection, as the `validate` command answers it. */
export interface Findings {
  nInvalidDocuments: number;
  nrecords: number;
  keysPerIndex: Record<string, number>;
  indexDetails: Record<string, { valid: boolean }>;
  errors: string[];
}

/** Compares a collection with its indexes and its count, all of one moment; others get turns in between. */
class Inspection {
  private readonly wrong = new Map<string, number>();
  private readonly errors: string[] = [];
  private readonly due: Map<Index, number>;
  private readonly keys: Record<string, number> = {};
  private documents = 0;
  private invalid = 0;
  private looked = 0;

  constructor(
    private readonly at: Snapshot,
    private readonly collection: Collection,
  ) {
    this.due = new Map(collection.indexes.map((index) => [index, 0]));
  }

  async run(): Promise<Findings> {
    for (const { key, value } of this.at.rows(this.collection.space)) {
      this.documents++;
      this.inspectDocument(key, value);
      await this.giveWay();
    }
    for (const index of this.collection.indexes) await this.inspectIndex(index);
    const { count } = this.collection;
    if (count !== this.documents)
      this.tell(idIndex, `the kept count is ${count}, there are ${this.documents} documents`);
    const indexes = [idIndex, ...this.collection.indexes];
    const total = [...this.wrong.values()].reduce((sum, one) => sum + one, 0);
    return {
      nInvalidDocuments: this.invalid,
      nrecords: this.documents,
      keysPerIndex: { [idIndex.name]: this.documents, ...this.keys },
      indexDetails: Object.fromEntries(indexes.map(({ name }) => [name, { valid: !this.wrong.has(name) }])),
      errors: total > TOLD ? [...this.errors, `and ${total - TOLD} more`] : this.errors,
    };
  }

  private async giveWay(): Promise<void> {
    if (++this.looked % PORTION === 0) await turn();
  }

  private tell({ name }: Index, error: string): void {
    this.wrong.set(name, (this.wrong.get(name) ?? 0) + 1);
    if (this.errors.length < TOLD) this.errors.push(error);
  }

  private inspectDocument(id: Buffer, bytes: Buffer): void {
    try {
      const doc = decode(bytes);
      if (!encodeId(doc._id).equals(id))
        throw new Error(`it lies under another key than that of _id ${describe(doc._id)}`);
      for (const index of this.collection.indexes) this.inspectEntries(index, doc, id);
    } catch (error) {
      this.invalid++;
      this.tell(idIndex, `document under ${id.toString('hex')}: ${reasonOf(error)}`);
    }
  }

  /** The document's entries are there; that there are no others follows from their number. */
  private inspectEntries(index: Index, doc: Doc, id: Buffer): void {
    const { entries, learned } = entriesOf(index, doc, id);
    if (learned) this.tell(index, `index ${index.name}: its multikey marks do not cover _id ${describe(doc._id)}`);
    this.due.set(index, this.due.get(index)! + entries.length);
    for (const entry of entries)
      if (!this.at.ownerOf(entry)?.equals(id))
        this.tell(index, `index ${index.name}: no entry ${describe(entry.values)} of _id ${describe(doc._id)}`);
  }

  private async inspectIndex(index: Index): Promise<void> {
    let found = 0;
    for (const _ of this.at.rows(index.space)) {
      found++;
      await this.giveWay();
    }
    this.keys[index.name] = found;
    const due = this.due.get(index)!;
    if (found !== due) this.tell(index, `index ${index.name}: ${found} entries, the documents give ${due}`);
  }
}

/**
 * Whether documents decode and lie under their `_id`, every index holds exactly the entries that they give, unique ones no value twice,
 * multikey marks cover what is there, and the kept count is true.
 * @param at all is read as of this moment, whatever is written meanwhile
 */
export const validate = (at: Snapshot, collection: Collection): Promise<Findings> =>
  new Inspection(at, collection).run();
