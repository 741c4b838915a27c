import { BSON, type Db } from 'mongodb';
import { DocumentSequence } from 'mongodb/lib/cmap/commands.js';

/** One document that was not inserted, by its place among those that were given. */
export interface NotInserted {
  index: number;
  /** `there`: the same bytes lie under its `_id`; `differs`: others do; else the server's reason. */
  why: 'there' | 'differs' | { reason: string };
}

interface WriteError {
  index: number;
  code: number;
  errmsg: string;
  keyPattern?: Record<string, unknown>;
}

const DUPLICATE_KEY = 11000;
const asStored = { promoteValues: false, bsonRegExp: true } as const;

/**
 * Inserts documents byte for byte through the ordinary command, on the disk when it answers, and tells apart what was there before.
 * @param documents begin with their `_id`
 * @throws MongoError when the server cannot be asked, or refuses the command
 */
export const insertRaw = async (db: Db, name: string, documents: readonly Buffer[]): Promise<NotInserted[]> => {
  const sequence = new DocumentSequence('documents');
  for (const bytes of documents) sequence.push(bytes, bytes);
  const reply = await db.command({
    insert: name,
    documents: sequence,
    ordered: false,
    writeConcern: { w: 'majority', j: true },
  });
  const errors = (reply.writeErrors ?? []) as WriteError[];
  const isTaken = ({ code, keyPattern }: WriteError): boolean =>
    code === DUPLICATE_KEY && Object.keys(keyPattern ?? {}).join() === '_id';
  const ids = errors
    .filter(isTaken)
    .map(({ index }) => BSON.deserialize(documents[index] ?? Buffer.alloc(0), asStored)._id);
  const stored = new Set<string>();
  if (ids.length > 0)
    for await (const raw of db.collection(name).find({ _id: { $in: ids } }, { raw: true }))
      stored.add((raw as unknown as Buffer).toString('latin1'));
  return errors.map((error) => {
    if (!isTaken(error)) return { index: error.index, why: { reason: error.errmsg } };
    const same = stored.has((documents[error.index] ?? Buffer.alloc(0)).toString('latin1'));
    return { index: error.index, why: same ? 'there' : 'differs' };
  });
};
